//! What the tests of the log say and wait for.

#![allow(dead_code, reason = "every test binary uses another part of it")]
#![allow(unreachable_pub, reason = "it is a library to its test binary")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

use std::fmt::Debug;
use std::time::{Duration, Instant};

use protocol::{Author, Message, MessageId, Nickname, Nonce, RoomName, Text, UserId};
use room_log::{Appended, Draft, Health, Log};

/// A room by its name.
pub fn room(name: &str) -> RoomName {
    RoomName::parse(name).expect(name)
}

/// What a program says: nobody's, without a nonce.
pub fn said(text: &str) -> Draft {
    Draft { author: None, text: Text::parse(text).expect(text), nonce: None }
}

/// What a person says under a nonce.
pub fn said_by(author: &str, nonce: &str, text: &str) -> Draft {
    let nickname = Nickname::parse("김민준").expect("a nickname");
    Draft {
        author: Some(Author { id: UserId::new(author.to_owned()), nickname }),
        nonce: Some(Nonce::parse(nonce).expect(nonce)),
        ..said(text)
    }
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
