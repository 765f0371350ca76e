//! Why a frame is not carried out, for whoever has sent it.

use protocol::{ErrorCode, FrameError};
use room_log::{LogError, Refusal};

pub(super) fn too_fast() -> FrameError {
    FrameError::new(ErrorCode::TooFast, "Too many messages at once. Wait a moment and try again.")
}

pub(super) fn no_hello() -> FrameError {
    FrameError::new(ErrorCode::Missing, "The first frame is “hello”.")
}

/// What the log has not done. `sign` is the field that may be too much for a message.
pub(super) fn by_the_log(error: &LogError, sign: &str) -> FrameError {
    tracing::debug!(%error, "the log did not do what a client asked for");
    let unavailable = |detail| FrameError::new(ErrorCode::Unavailable, detail);
    match error {
        LogError::Full(_) => unavailable("There is no space for more messages."),
        // Nobody who talks here does so under a lease.
        LogError::Refused(Refusal::NotHeld) | LogError::Unavailable(_) | LogError::Damaged(_) => {
            unavailable("Messages cannot be stored or read right now.")
        }
        LogError::Refused(refusal) => refused(*refusal, sign),
    }
}

fn refused(refusal: Refusal, sign: &str) -> FrameError {
    let (code, field, detail) = match refusal {
        Refusal::NotFound => (ErrorCode::NotFound, "of", "This message is not there any more."),
        Refusal::NotYours => {
            (ErrorCode::NotYours, "of", "Only its author may edit or delete a message.")
        }
        Refusal::TooMany | Refusal::NotHeld => {
            (ErrorCode::BadValue, sign, "No more changes fit on this message.")
        }
    };
    FrameError::new(code, detail).in_field(field)
}
