use std::collections::HashMap;

use crate::{
    chaos::history::{Event, History, What},
    wire::ToServer,
};

/// Who said what, and when they first did.
#[derive(Debug)]
pub(super) struct Said<'a>(HashMap<&'a str, (Speaker, u64)>);

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
        let mut said = HashMap::new();
        for (number, client) in history.clients.iter().enumerate() {
            for event in &client.events {
                if let Some(text) = text(event) {
                    said.entry(text).or_insert((Speaker::Client(number), event.at));
                }
            }
        }
        let posts = history.posts.iter();
        said.extend(posts.map(|post| (post.text.as_str(), (Speaker::Program, post.at))));
        Self(said)
    }

    /// Who said this.
    pub(super) fn by(&self, text: &str) -> Option<Speaker> {
        self.0.get(text).map(|(speaker, _)| *speaker)
    }

    /// When this was said first, in milliseconds since the run began; 0 if nobody did.
    pub(super) fn at(&self, text: &str) -> u64 {
        self.0.get(text).map_or(0, |(_, at)| *at)
    }
}

fn text(event: &Event) -> Option<&str> {
    match &event.what {
        What::Sent(ToServer::Say { text, .. }) | What::Told(text) => Some(text),
        _ => None,
    }
}
