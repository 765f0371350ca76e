//! People and messages for tests.

use protocol::{Author, Message, MessageId, Nonce, Text, UserId};

use crate::json::word;

pub(super) fn named(id: &str, nickname: &str) -> Author {
    Author { id: UserId::new(id.into()), nickname: word(nickname).expect("a nickname is text") }
}

pub(super) fn author(id: &str) -> Author {
    named(id, id)
}

pub(super) fn id(ms: u64) -> MessageId {
    MessageId { ms, seq: 0 }
}

pub(super) fn nonce(name: &str) -> Nonce {
    Nonce::parse(name).expect("visible ASCII")
}

pub(super) fn text(text: &str) -> Text {
    Text::new(text.into()).expect("short and visible")
}

/// Message number `ms`; the reader's own carry a nonce.
pub(super) fn message(ms: u64, by: &str) -> Message {
    let mark = (by == "me").then(|| nonce(&format!("n{ms}")));
    let said = Message::new(id(ms), text(&format!("text {ms}")));
    Message { author: Some(author(by)), nonce: mark, ..said }
}
