use serde::{Deserialize, Serialize};

use crate::{Author, Emoji, MessageId, Nonce, Text};

/// A change to an earlier message, as everybody in the room receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Wire", try_from = "Wire")]
pub struct Change {
    /// Its own identity and time, out of the same sequence as those of messages.
    pub id: MessageId,
    /// The message that is changed.
    pub of: MessageId,
    /// Who changes it.
    pub author: Author,
    /// The sender's mark.
    pub nonce: Option<Nonce>,
    /// What becomes of the message.
    pub alteration: Alteration,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// Its author says it in other words.
    Edit {
        /// What is said now.
        text: Text,
    },
    /// Its author takes it away.
    Delete,
    /// Somebody puts an emoji on it, or takes their own back.
    React {
        /// Which.
        emoji: Emoji,
        /// Whether it is there from now on.
        on: bool,
    },
}

/// A change over the wire: what it has besides its head tells what it is.
#[derive(Serialize, Deserialize)]
struct Wire {
    id: MessageId,
    of: MessageId,
    author: Author,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<Nonce>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    emoji: Option<Emoji>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
}

impl Alteration {
    /// What is meant by a text, by an emoji that is put on or taken back, and by neither; `None` by a mixture.
    #[must_use]
    pub fn of_parts(text: Option<Text>, emoji: Option<Emoji>, on: Option<bool>) -> Option<Self> {
        match (text, emoji, on) {
            (Some(text), None, None) => Some(Self::Edit { text }),
            (None, Some(emoji), Some(on)) => Some(Self::React { emoji, on }),
            (None, None, None) => Some(Self::Delete),
            _ => None,
        }
    }
}

impl From<Change> for Wire {
    fn from(change: Change) -> Self {
        let Change { id, of, author, nonce, alteration } = change;
        let (text, emoji, on) = match alteration {
            Alteration::Edit { text } => (Some(text), None, None),
            Alteration::Delete => (None, None, None),
            Alteration::React { emoji, on } => (None, Some(emoji), Some(on)),
        };
        Self { id, of, author, nonce, text, emoji, on }
    }
}

impl TryFrom<Wire> for Change {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        let Wire { id, of, author, nonce, text, emoji, on } = wire;
        let alteration = Alteration::of_parts(text, emoji, on)
            .ok_or("a change has a text, or an emoji and “on”, or neither")?;
        Ok(Self { id, of, author, nonce, alteration })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_one_thing() {
        let head = r#""id":"2-0","of":"1-0","author":{"id":"ada","nickname":"Ada"},"nonce":"n""#;
        for what in
            ["", r#","text":"hi""#, r#","emoji":"👍","on":true"#, r#","emoji":"👍","on":false"#]
        {
            let wire = format!("{{{head}{what}}}");
            let change: Change = serde_json::from_str(&wire).expect(&wire);
            assert_eq!(serde_json::to_string(&change).expect("plain data"), wire);
        }
        for what in [r#","emoji":"👍""#, r#","on":true"#, r#","text":"hi","emoji":"👍","on":true"#]
        {
            let wire = format!("{{{head}{what}}}");
            assert!(serde_json::from_str::<Change>(&wire).is_err(), "{wire}");
        }
    }
}
