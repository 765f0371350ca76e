use serde::{Deserialize, Serialize};

use crate::{Author, FrameError, MessageId, Nonce, Text};

/// What the server says to a page in `parlor.v1`: one JSON object a text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`.
    Welcome(Welcome),
    /// Somebody, perhaps the reader, said something.
    Message(Message),
    /// The server has taken the message with this nonce.
    Ack {
        /// As it was sent.
        nonce: Nonce,
        /// What the message is called from now on.
        id: MessageId,
    },
    /// The answer to `rename`.
    Renamed {
        /// How others see the reader from now on.
        you: Author,
    },
    /// A frame was not carried out.
    Error(FrameError),
    /// Whether messages travel between servers just now.
    Layer {
        /// When false, sending fails until it is true again.
        connected: bool,
    },
    /// Sent every [`HEARTBEAT_SECONDS`](crate::limits::HEARTBEAT_SECONDS), so that a page notices a dead line.
    Heartbeat,
}

/// What a page needs to go on from where it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The reader, as others see them.
    pub you: Author,
    /// Names the log; ids of another epoch say nothing about this one.
    pub epoch: String,
    /// True when `messages` are the newest of the room, and some before them may be missing on the page;
    /// false when they are everything since what the page has.
    pub reset: bool,
    /// Whether messages travel between servers just now.
    pub connected: bool,
    /// In the order of the room.
    pub messages: Vec<Message>,
}

/// One message, as everybody in the room receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Identity and time.
    pub id: MessageId,
    /// Nobody when it came from a program on the channel layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// What is said.
    pub text: Text,
    /// The sender's mark, by which its own page finds the row that is waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_frame_is_only_its_type() {
        assert_eq!(
            serde_json::to_string(&ServerFrame::Heartbeat).expect("plain data"),
            r#"{"type":"heartbeat"}"#
        );
    }
}
