//! The frames of `parlor.v1`, read from `docs/protocol.md` a second time.
//!
//! On purpose not the types of the `protocol` crate: a checker that shares them with the server shares their mistakes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The subprotocol of everything but the tutorial's dialect.
pub(crate) const SUBPROTOCOL: &str = "parlor.v1";

/// Name and place of a message, compared as two integers.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Id {
    pub(crate) ms: u64,
    pub(crate) seq: u64,
}

/// Text that is no id.
#[derive(Debug, thiserror::Error)]
#[error("“{0}” is no message id")]
pub(crate) struct BadId(String);

/// Somebody, as the others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Who {
    pub(crate) id: String,
    pub(crate) nickname: String,
}

/// What stands in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) author: Option<Who>,
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// The text is not the first one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) edited: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reactions: Vec<Reaction>,
}

/// One emoji on a message, how many people have put it there, and who the first of them were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) emoji: String,
    pub(crate) count: usize,
    pub(crate) by: Vec<String>,
}

/// What becomes of an earlier message: it has a text when it is edited, an emoji that is put on or taken back, or neither when
/// it is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) id: Id,
    pub(crate) of: Id,
    pub(crate) author: Who,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) emoji: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) on: Option<bool>,
}

/// A frame from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToServer {
    Hello {
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<Id>,
        #[serde(skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        nickname: Option<String>,
    },
    Say {
        nonce: String,
        text: String,
    },
    Edit {
        nonce: String,
        of: Id,
        text: String,
    },
    Delete {
        nonce: String,
        of: Id,
    },
    React {
        nonce: String,
        of: Id,
        emoji: String,
        on: bool,
    },
    Rename {
        nickname: String,
    },
    Typing,
    Older {
        before: Id,
    },
}

impl ToServer {
    /// The sender's mark on what is to stand in the log.
    pub(crate) fn nonce(&self) -> Option<&str> {
        match self {
            Self::Say { nonce, .. }
            | Self::Edit { nonce, .. }
            | Self::Delete { nonce, .. }
            | Self::React { nonce, .. } => Some(nonce),
            Self::Hello { .. } | Self::Rename { .. } | Self::Typing | Self::Older { .. } => None,
        }
    }
}

impl Change {
    /// Whether the message is gone for good.
    pub(crate) fn is_deletion(&self) -> bool {
        self.text.is_none() && self.emoji.is_none()
    }
}

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FromServer {
    Welcome(Welcome),
    Message(Message),
    Change(Change),
    Ack {
        nonce: String,
        id: Id,
    },
    Older(Older),
    People {
        count: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        listed: Option<Vec<Who>>,
    },
    Typing {
        who: Who,
    },
    Renamed {
        you: Who,
    },
    Layer {
        connected: bool,
    },
    Heartbeat {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<Id>,
    },
    Error {
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nonce: Option<String>,
        detail: String,
    },
}

impl FromServer {
    /// The messages that it brings.
    pub(crate) fn messages(&self) -> &[Message] {
        match self {
            Self::Welcome(welcome) => &welcome.messages,
            Self::Message(message) => std::slice::from_ref(message),
            Self::Older(page) => &page.messages,
            _ => &[],
        }
    }

    /// The changes that it brings.
    pub(crate) fn changes(&self) -> &[Change] {
        match self {
            Self::Welcome(welcome) => &welcome.changes,
            Self::Change(change) => std::slice::from_ref(change),
            _ => &[],
        }
    }
}

/// The answer to `hello`, or a new beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Welcome {
    pub(crate) you: Who,
    pub(crate) epoch: String,
    pub(crate) reset: bool,
    pub(crate) connected: bool,
    #[serde(default)]
    pub(crate) older: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<Id>,
    pub(crate) messages: Vec<Message>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<Change>,
}

/// The messages right before one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Older {
    pub(crate) before: Id,
    pub(crate) messages: Vec<Message>,
    pub(crate) more: bool,
}

/// The only frame of the tutorial's dialect, either way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tutorial {
    pub(crate) message: String,
}

/// A frame as it goes over the wire.
pub(crate) fn encode(frame: &impl Serialize) -> String {
    #[expect(clippy::expect_used, reason = "frames are plain data with text keys")]
    serde_json::to_string(frame).expect("a frame is JSON")
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.ms, self.seq)
    }
}

impl FromStr for Id {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let read = || {
            let (ms, seq) = text.split_once('-')?;
            Some(Self { ms: ms.parse().ok()?, seq: seq.parse().ok()? })
        };
        read().ok_or_else(|| BadId(text.to_owned()))
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for Id {
    type Error = BadId;

    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_compared_as_numbers() {
        let id = |text: &str| text.parse::<Id>().expect(text);
        assert!(id("9-0") < id("10-0"));
        assert!(id("10-9") < id("10-10"));
        assert!("10".parse::<Id>().is_err());
    }

    #[test]
    fn frames_are_what_the_document_shows() {
        let say = ToServer::Say { nonce: "b7a0c9".into(), text: "hello".into() };
        assert_eq!(encode(&say), r#"{"type":"say","nonce":"b7a0c9","text":"hello"}"#);
        let of = Id { ms: 1_795_409_281_999, seq: 8 };
        let react = ToServer::React { nonce: "b7a0cd".into(), of, emoji: "👍".into(), on: true };
        let written =
            r#"{"type":"react","nonce":"b7a0cd","of":"1795409281999-8","emoji":"👍","on":true}"#;
        assert_eq!(encode(&react), written);
        let frame = r#"{"type": "heartbeat", "last": "1795409281999-8"}"#;
        let read: FromServer = serde_json::from_str(frame).expect("a frame");
        let last = Id { ms: 1_795_409_281_999, seq: 8 };
        assert_eq!(read, FromServer::Heartbeat { last: Some(last) });
    }
}
