use protocol::{Author, MessageId, Nonce, Text};

/// What is to be said, before the log has given it an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Nobody when a program says it.
    pub author: Option<Author>,
    /// What is said.
    pub text: Text,
    /// The author's own mark: the same author and nonce is the same message. Programs are one author.
    pub nonce: Option<Nonce>,
}

/// What has become of a [`Draft`] that the log has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It stands in the log now.
    Fresh {
        /// Its name and place.
        id: MessageId,
        /// The id right before it; [`MessageId::START`] for the first of a room.
        prev: MessageId,
    },
    /// The same author has said it before under the same nonce.
    Known {
        /// What it was called then.
        id: MessageId,
    },
}

impl Appended {
    /// What the message is called, however often it was said.
    #[must_use]
    pub const fn id(self) -> MessageId {
        match self {
            Self::Fresh { id, .. } | Self::Known { id } => id,
        }
    }
}
