//! What the tests of the log say and wait for.

#![allow(dead_code, reason = "every test binary uses another part of it")]
#![allow(unreachable_pub, reason = "it is a library to its test binary")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

use std::fmt::Debug;
use std::time::{Duration, Instant};

use protocol::{
    Alteration, Author, Emoji, Message, MessageId, Nickname, Nonce, RoomName, Text, UserId,
};
use room_log::{Appended, Draft, Entry, Health, Log, What};

/// A room by its name.
pub fn room(name: &str) -> RoomName {
    RoomName::parse(name).expect(name)
}

/// Somebody by their id.
pub fn author(id: &str) -> Author {
    let nickname = Nickname::parse("김민준").expect("a nickname");
    Author { id: UserId::new(id.to_owned()), nickname }
}

/// What a program says: nobody's, without a nonce.
pub fn said(text: &str) -> Draft {
    let text = Text::parse(text).expect(text);
    Draft { nonce: None, what: What::Message { author: None, text, re: None } }
}

/// What a person says under a nonce.
pub fn said_by(who: &str, nonce: &str, text: &str) -> Draft {
    let (author, text) = (Some(author(who)), Text::parse(text).expect(text));
    Draft { nonce: Nonce::parse(nonce), what: What::Message { author, text, re: None } }
}

/// What a person changes under a nonce.
pub fn changed_by(who: &str, nonce: &str, of: MessageId, alteration: Alteration) -> Draft {
    let author = author(who);
    Draft { nonce: Nonce::parse(nonce), what: What::Change { author, of, alteration } }
}

/// Other words.
pub fn edit(text: &str) -> Alteration {
    Alteration::Edit { text: Text::parse(text).expect(text) }
}

/// An emoji put on.
pub fn react(emoji: &str) -> Alteration {
    Alteration::React { emoji: Emoji::parse(emoji).expect(emoji), on: true }
}

/// An emoji taken back.
pub fn unreact(emoji: &str) -> Alteration {
    Alteration::React { emoji: Emoji::parse(emoji).expect(emoji), on: false }
}

/// What is told where nothing was changed.
pub fn told(entries: &[Entry]) -> Vec<Message> {
    let message = |entry: &Entry| match entry {
        Entry::Message(message) => message.clone(),
        Entry::Change(change) => panic!("nothing was to change: {change:?}"),
    };
    entries.iter().map(message).collect()
}

/// Who has put which emoji on a message, as `👍 ada bob, 🎉 ada`.
pub fn reactions(message: &Message) -> String {
    let one = |reaction: &protocol::Reaction| {
        assert_eq!(reaction.count, reaction.by.len());
        let by: Vec<_> = reaction.by.iter().map(UserId::as_str).collect();
        format!("{} {}", reaction.emoji, by.join(" "))
    };
    message.reactions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The ids, in order.
pub fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

/// The texts, in order.
pub fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).collect()
}

/// Appends texts, and returns their ids.
pub async fn say_all(
    log: &Log,
    room: &RoomName,
    texts: impl IntoIterator<Item = String>,
) -> Vec<MessageId> {
    let mut ids = Vec::new();
    for text in texts {
        ids.push(say(log, room, &text).await);
    }
    ids
}

/// Appends a text that must be new.
pub async fn say(log: &Log, room: &RoomName, text: &str) -> MessageId {
    match log.append(room, said(text)).await.expect("append") {
        Appended::Fresh { id, .. } => id,
        Appended::Known { id } => panic!("{id} was there already"),
    }
}

/// Waits until something is so, and says what it is.
pub async fn until<T: Debug>(what: &str, mut ask: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match ask().await {
            Ok(found) => return found,
            Err(seen) => {
                assert!(start.elapsed() < Duration::from_secs(30), "not {what}: {seen}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

/// Waits for a state of health.
pub async fn healthy(log: &Log, what: impl FnMut(&Health) -> bool) -> Health {
    let mut health = log.health();
    let seen = tokio::time::timeout(Duration::from_secs(30), health.wait_for(what)).await;
    *seen.expect("health does not become so").expect("the log is there")
}
