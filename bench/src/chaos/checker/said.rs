use std::collections::HashMap;

use crate::{
    chaos::history::{Event, History, What},
    wire::ToServer,
};

/// Who said what.
#[derive(Debug)]
pub(crate) struct Said<'a>(HashMap<&'a str, usize>);

impl<'a> Said<'a> {
    /// Reads all clients' records.
    pub(crate) fn new(history: &'a History) -> Self {
        let clients = history.clients.iter().enumerate();
        let texts = clients.flat_map(|(number, client)| {
            client.events.iter().filter_map(move |event| Some((text(event)?, number)))
        });
        Self(texts.collect())
    }

    /// The number of the client that said this.
    pub(crate) fn by(&self, text: &str) -> Option<usize> {
        self.0.get(text).copied()
    }
}

fn text(event: &Event) -> Option<&str> {
    match &event.what {
        What::Sent(ToServer::Say { text, .. }) | What::Told(text) => Some(text),
        _ => None,
    }
}
