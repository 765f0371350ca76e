use axum::extract::ws::Utf8Bytes;
use futures_util::future::BoxFuture;
use protocol::{CloseCode, MessageId, Older};

/// What to do after a frame.
pub(crate) enum Answer {
    /// Nothing.
    Nothing,
    /// Sends a frame.
    Frame(Utf8Bytes),
    /// Sends what the log answers, as soon as it does. Until then nothing more is read: one thing at a time keeps its order.
    Later(BoxFuture<'static, Reply>),
    /// Ends the connection.
    Close(CloseCode),
}

/// What to do when the log has answered.
pub(crate) enum Reply {
    /// Nothing.
    Nothing,
    /// Sends a frame.
    Frame(Utf8Bytes),
    /// Sends a page that was read when the room stood at this id.
    Page(Older, MessageId),
}
