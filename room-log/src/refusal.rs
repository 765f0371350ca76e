use protocol::{Alteration, Author, Message, limits::EMOJI_KINDS};

/// Why a log has not taken a change. Trying again is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The message does not stand in the log: it never did, is deleted, or is too old.
    #[error("the message does not stand in the log")]
    NotFound,
    /// Only its author may edit or delete a message, and nobody one that a program has said.
    #[error("the message is somebody else's")]
    NotYours,
    /// [`EMOJI_KINDS`] different emoji are on the message already, or, in Redis, what has changed about it takes more than
    /// 64 KiB.
    #[error("too much about the message has changed already")]
    TooMany,
    /// The room's lease is somebody else's by now.
    #[error("the lease is held by another node")]
    NotHeld,
}

/// Whether somebody may change a message, as it is now, in this way.
pub(crate) fn check(message: &Message, who: &Author, change: &Alteration) -> Result<(), Refusal> {
    match change {
        Alteration::Edit { .. } | Alteration::Delete => {
            let is_theirs = message.author.as_ref().is_some_and(|author| author.id == who.id);
            if is_theirs { Ok(()) } else { Err(Refusal::NotYours) }
        }
        Alteration::React { emoji, on: true } => {
            let is_there = message.reactions.iter().any(|reaction| reaction.emoji == *emoji);
            let has_room = is_there || message.reactions.len() < EMOJI_KINDS;
            if has_room { Ok(()) } else { Err(Refusal::TooMany) }
        }
        Alteration::React { on: false, .. } => Ok(()),
    }
}
