use serde::{Deserialize, Serialize};

use crate::{Emoji, MessageId, Nickname, Nonce, Text};

/// What a page says to the server in `parlor.v1`: one JSON object a text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame: what the page shows already, and the nickname it was given.
    Hello {
        /// The newest id that the page was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<MessageId>,
        /// The log that `since` belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        /// The nickname chosen on an earlier visit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nickname: Option<Nickname>,
    },
    /// A message for the room.
    Say {
        /// Comes back in the acknowledgement and in the message itself.
        nonce: Nonce,
        /// What is said.
        text: Text,
        /// The message that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        re: Option<MessageId>,
    },
    /// Other words for a message of the reader's own.
    Edit {
        /// Comes back in the acknowledgement and in the change itself.
        nonce: Nonce,
        /// Which message.
        of: MessageId,
        /// What is said now.
        text: Text,
    },
    /// Takes a message of the reader's own away.
    Delete {
        /// Comes back in the acknowledgement and in the change itself.
        nonce: Nonce,
        /// Which message.
        of: MessageId,
    },
    /// Puts an emoji on a message, or takes the reader's own back.
    React {
        /// Comes back in the acknowledgement and in the change itself.
        nonce: Nonce,
        /// Which message.
        of: MessageId,
        /// Which emoji.
        emoji: Emoji,
        /// Whether it is there from now on.
        on: bool,
    },
    /// A new nickname.
    Rename {
        /// What people are to see from now on.
        nickname: Nickname,
    },
    /// The reader is writing; told at most every [`TYPING_SECONDS`](crate::limits::TYPING_SECONDS).
    Typing,
    /// Asks for the messages before one.
    Older {
        /// The oldest message on the page.
        before: MessageId,
    },
}

impl ClientFrame {
    /// The sender's mark, on frames that have one.
    #[must_use]
    pub const fn nonce(&self) -> Option<&Nonce> {
        match self {
            Self::Say { nonce, .. }
            | Self::Edit { nonce, .. }
            | Self::Delete { nonce, .. }
            | Self::React { nonce, .. } => Some(nonce),
            Self::Hello { .. } | Self::Rename { .. } | Self::Typing | Self::Older { .. } => None,
        }
    }
}

#[cfg(feature = "parse")]
mod parse;
#[cfg(all(test, feature = "parse"))]
mod tests;

#[cfg(feature = "parse")]
pub(crate) use parse::object;
