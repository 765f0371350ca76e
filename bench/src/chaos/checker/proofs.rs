use std::collections::HashMap;

use crate::{
    chaos::{
        history::{Event, History, Record, What},
        stamp::Stamp,
    },
    wire::{FromServer, Message, ToServer},
};

/// What the records prove about messages: since when each has stood in its log at least, and when a node told of it. Times are
/// in milliseconds since the run began.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    stood: HashMap<Stamp, u64>,
    told: HashMap<(usize, Stamp), u64>,
}

impl Proofs {
    /// Reads all records.
    pub(super) fn new(history: &History) -> Self {
        let mut proofs = Self::default();
        history.clients.iter().for_each(|client| proofs.read(client));
        proofs
    }

    /// When a message was first acknowledged or shown to anybody: by then it stood in the log.
    pub(super) fn stood(&self, stamp: Stamp) -> Option<u64> {
        self.stood.get(&stamp).copied()
    }

    /// When a node last told somebody of a message as one does when something is said: whoever was in the room on that node was
    /// told then.
    pub(super) fn told(&self, node: usize, stamp: Stamp) -> Option<u64> {
        self.told.get(&(node, stamp)).copied()
    }

    fn read(&mut self, client: &Record) {
        let mut said: HashMap<&str, Stamp> = HashMap::new();
        let mut on = None;
        for Event { at, what, .. } in &client.events {
            match what {
                What::Opened { node, .. } => on = Some(*node),
                What::Sent(ToServer::Say { nonce, text }) => {
                    said.extend(Stamp::find(text).map(|stamp| (nonce.as_str(), stamp)));
                }
                What::Heard(text) => self.tell(on, text, *at),
                What::Received(FromServer::Message(message)) => self.tell(on, &message.text, *at),
                What::Received(FromServer::Ack { nonce, .. }) => {
                    self.stand(said.get(nonce.as_str()).copied(), *at);
                }
                What::Received(FromServer::Welcome(welcome)) => self.show(&welcome.messages, *at),
                What::Received(FromServer::Older(page)) => self.show(&page.messages, *at),
                _ => {}
            }
        }
    }

    fn tell(&mut self, node: Option<usize>, text: &str, at: u64) {
        let stamp = Stamp::find(text);
        self.stand(stamp, at);
        if let (Some(node), Some(stamp)) = (node, stamp) {
            let told = self.told.entry((node, stamp)).or_default();
            *told = at.max(*told);
        }
    }

    fn show(&mut self, messages: &[Message], at: u64) {
        messages.iter().for_each(|message| self.stand(Stamp::find(&message.text), at));
    }

    fn stand(&mut self, stamp: Option<Stamp>, at: u64) {
        if let Some(stamp) = stamp {
            let stood = self.stood.entry(stamp).or_insert(at);
            *stood = at.min(*stood);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::checker::fixture::good;

    fn stamp(client: usize, number: u64) -> Stamp {
        Stamp { client, room: 0, number }
    }

    #[test]
    fn an_acknowledgement_and_a_display_prove_that_something_stands() {
        let mut history = good();
        let stood = |history: &History, stamp| Proofs::new(history).stood(stamp);
        assert_eq!(stood(&history, stamp(0, 1)), Some(1), "the page of client 2 shows it");
        assert_eq!(stood(&history, stamp(0, 9)), None);
        history.clients.truncate(1);
        assert_eq!(stood(&history, stamp(0, 1)), Some(2), "the welcome of client 0 does");
        assert_eq!(stood(&history, stamp(0, 2)), Some(6), "it is acknowledged then");
    }

    #[test]
    fn a_node_has_told_what_came_as_it_was_said() {
        let proofs = Proofs::new(&good());
        assert!(proofs.told(0, stamp(0, 2)).is_some());
        assert_eq!(proofs.told(1, stamp(0, 2)), None);
    }
}
