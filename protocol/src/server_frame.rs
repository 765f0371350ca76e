use serde::{Deserialize, Serialize};

use crate::{Author, FrameError, MessageId, Nonce, Text};

/// What the server says to a page in `parlor.v1`: one JSON object a text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`; also unasked, when the room's log has begun anew.
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
    /// Who is in the room, each time that changes; changes of about a second come together.
    People(People),
    /// Somebody, perhaps the reader on another page, is writing.
    Typing {
        /// Who.
        who: Author,
    },
    /// The answer to `older`.
    Older(Older),
    /// Sent every [`HEARTBEAT_SECONDS`](crate::limits::HEARTBEAT_SECONDS), so that a page notices a dead line,
    /// and a message that it was never sent.
    Heartbeat {
        /// The newest message of the room, when there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<MessageId>,
    },
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
    /// With `reset`, whether the log holds older messages than these.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub older: bool,
    /// In the order of the room.
    pub messages: Vec<Message>,
}

/// Who is in a room, over all nodes. Many pages of one person are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many they are.
    pub count: usize,
    /// The first [`LISTED_PEOPLE`](crate::limits::LISTED_PEOPLE) of them in the order of their ids; missing when it is
    /// the same list as last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<Vec<Author>>,
}

/// A page of messages from before one that the reader has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Older {
    /// As it was asked.
    pub before: MessageId,
    /// In the order of the room; the last of them stands right before `before`.
    pub messages: Vec<Message>,
    /// Whether the log holds still older ones.
    pub more: bool,
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
            serde_json::to_string(&ServerFrame::Heartbeat { last: None }).expect("plain data"),
            r#"{"type":"heartbeat"}"#
        );
    }
}
