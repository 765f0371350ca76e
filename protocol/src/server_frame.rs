use serde::{Deserialize, Serialize};

use crate::{Author, Change, FrameError, Message, MessageId, Nonce};

/// What the server says to a page in `parlor.v1`: one JSON object a text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`; also unasked, when the room's log has begun anew.
    Welcome(Welcome),
    /// Somebody, perhaps the reader, said something.
    Message(Message),
    /// Somebody, perhaps the reader, changed an earlier message.
    Change(Change),
    /// The server has taken the message or the change with this nonce.
    Ack {
        /// As it was sent.
        nonce: Nonce,
        /// What it is called from now on.
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
    /// and a message or a change that it was never sent.
    Heartbeat {
        /// The newest id of the room, when there is one.
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
    /// Where the page stands now, unless nothing was ever said: what it says as `since` next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<MessageId>,
    /// In the order of the room, as they are now.
    pub messages: Vec<Message>,
    /// Without `reset`, what else has changed since: messages that the page may have. In the order of the room.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
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
