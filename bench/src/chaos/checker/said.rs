use std::collections::HashMap;

use crate::{
    chaos::{
        history::{Event, History, What},
        stamp::Stamp,
    },
    wire::ToServer,
};

/// Who said what, and when they first did.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    /// By every text that a message was to have, its first one or another.
    speakers: HashMap<&'a str, Speaker>,
    /// When a message was first said.
    at: HashMap<Stamp, u64>,
}

/// Somebody who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The client of this number.
    Client(usize),
    /// A program, past the servers.
    Program,
}

impl<'a> Said<'a> {
    /// Reads all records.
    pub(super) fn new(history: &'a History) -> Self {
        let mut said = Self::default();
        for (number, client) in history.clients.iter().enumerate() {
            for Event { at, what, .. } in &client.events {
                match what {
                    What::Sent(ToServer::Say { text, .. }) | What::Told(text) => {
                        said.say(text, Speaker::Client(number), *at);
                    }
                    What::Sent(ToServer::Edit { text, .. }) => {
                        said.speakers.entry(text).or_insert(Speaker::Client(number));
                    }
                    _ => {}
                }
            }
        }
        history.posts.iter().for_each(|post| said.say(&post.text, Speaker::Program, post.at));
        said
    }

    /// Who said this, or had a message say it.
    pub(super) fn by(&self, text: &str) -> Option<Speaker> {
        self.speakers.get(text).copied()
    }

    /// When a message was said first, in milliseconds since the run began; 0 if nobody did.
    pub(super) fn at(&self, message: Stamp) -> u64 {
        self.at.get(&message).copied().unwrap_or_default()
    }

    fn say(&mut self, text: &'a str, speaker: Speaker, at: u64) {
        self.speakers.entry(text).or_insert(speaker);
        if let Some(message) = Stamp::find(text) {
            self.at.entry(message).or_insert(at);
        }
    }
}
