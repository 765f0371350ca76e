//! A program that knows nothing of Parlor, and sends into the rooms' groups what a Django project sends: through Redis alone,
//! on a new connection each time.

use std::{net::SocketAddr, time::Duration};

use anyhow::Result;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    chaos::{history::Post, plan::Plan, stamp::Stamp},
    dice::Dice,
    redis_client,
};

/// Milliseconds between two messages.
const PAUSE: std::ops::RangeInclusive<u64> = 200..=1500;

/// The program, and what it has sent.
#[derive(Debug)]
pub(crate) struct Program {
    redis: SocketAddr,
    /// It counts as the client after the last.
    number: usize,
    /// The rooms whose groups the tutorial's code can name, which are those of ASCII.
    rooms: Vec<(usize, &'static str)>,
    dice: Dice,
    posts: Vec<Post>,
    /// When the run began.
    start: std::time::Instant,
}

impl Program {
    /// A program beside the clients of a plan.
    pub(crate) fn new(plan: &Plan, redis: SocketAddr, start: std::time::Instant) -> Self {
        let rooms = plan.rooms.iter().copied().enumerate().filter(|(_, name)| name.is_ascii());
        let (number, dice) = (plan.cast.len(), Dice::new(plan.seed, "program"));
        Self { redis, number, rooms: rooms.collect(), dice, posts: Vec::new(), start }
    }

    /// Sends now and then, whatever becomes of it.
    pub(crate) async fn talk(mut self, end: Instant) -> Self {
        loop {
            let next = Instant::now() + self.dice.millis(PAUSE);
            if next >= end {
                sleep_until(end).await;
                return self;
            }
            sleep_until(next).await;
            let index = self.dice.index(self.rooms.len());
            // While Redis is away nobody hears it, as with Django.
            let _ = self.post(self.rooms[index], false).await;
        }
    }

    /// Sends so many into each room while nothing is wrong.
    pub(crate) async fn talk_in_calm(&mut self, count: usize) -> Result<()> {
        for _ in 0..count {
            for room in self.rooms.clone() {
                self.post(room, true).await?;
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// The numbers of its rooms.
    pub(crate) fn rooms(&self) -> Vec<usize> {
        self.rooms.iter().map(|(room, _)| *room).collect()
    }

    /// All that it has sent, or tried to.
    pub(crate) fn posts(&self) -> &[Post] {
        &self.posts
    }

    async fn post(&mut self, (room, name): (usize, &str), in_calm: bool) -> Result<()> {
        let number = self.posts.len() as u64 + 1;
        let stamp = Stamp { client: self.number, room, number };
        let text = format!("{stamp} the build is green, 안녕");
        let at = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.posts.push(Post { stamp, text: text.clone(), at, in_calm });
        redis_client::publish(self.redis, &channel_of(name), &body(&text)).await.map(drop)
    }
}

/// Where the channel layer publishes what is sent to the group of a room.
fn channel_of(room: &str) -> String {
    format!("asgi__group__chat_{room}")
}

/// `{"type": "chat_message", "message": TEXT}` as Python's `msgpack` writes it, with less than 256 bytes of text.
fn body(text: &str) -> Vec<u8> {
    let mut body = vec![0x82];
    for word in ["type", "chat_message", "message", text] {
        match u8::try_from(word.len()).unwrap_or(u8::MAX) {
            length @ 0..32 => body.push(0xa0 | length),
            length => body.extend([0xd9, length]),
        }
        body.extend(word.as_bytes());
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_written_as_python_writes_it() {
        assert_eq!(body("hi"), b"\x82\xa4type\xacchat_message\xa7message\xa2hi");
        let long = "x".repeat(40);
        assert!(body(&long).ends_with(&[b"\xa7message\xd9\x28", long.as_bytes()].concat()));
        assert_eq!(channel_of("lobby"), "asgi__group__chat_lobby");
    }
}
