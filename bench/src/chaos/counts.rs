//! How much there was of everything in a run.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::{
    chaos::{
        history::{Event, History, Record, What},
        tally::Tally,
    },
    wire::{FromServer, ToServer},
};

/// What the clients did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Messages that clients wanted to say.
    pub(crate) said: usize,
    /// Edits, deletions and reactions that they wanted to make.
    pub(crate) changed: usize,
    /// How often either was sent again.
    pub(crate) repeated: usize,
    /// Messages and changes.
    pub(crate) acknowledged: usize,
    /// Messages that programs sent into groups.
    pub(crate) posted: usize,
    /// Messages in all logs at the end.
    pub(crate) logged: usize,
    /// Messages that came over any line, in any frame.
    pub(crate) delivered: usize,
    pub(crate) connections: usize,
    pub(crate) resets: usize,
    /// Epochs that clients saw after their first.
    pub(crate) epochs: usize,
    /// Lines that clients gave up as dead.
    pub(crate) given_up: usize,
    /// Messages and changes that were answered with `unavailable`.
    pub(crate) unavailable: usize,
}

impl Counts {
    /// Counts what stands in the records.
    pub(crate) fn of(history: &History) -> Self {
        let logged = history.logs.iter().map(|log| log.messages.len()).sum();
        let mut counts = Self { logged, posted: history.posts.len(), ..Self::default() };
        history.clients.iter().for_each(|client| counts.add(client));
        counts
    }

    fn add(&mut self, client: &Record) {
        let mut nonces = HashSet::new();
        let mut acknowledged = HashSet::new();
        let mut epoch: Option<&str> = None;
        for event in &client.events {
            match &event.what {
                What::Opened { .. } => self.connections += 1,
                What::GaveUp => self.given_up += 1,
                What::Told(_) => self.said += 1,
                What::Sent(frame) => match frame.nonce().map(|nonce| nonces.insert(nonce)) {
                    Some(true) if matches!(frame, ToServer::Say { .. }) => self.said += 1,
                    Some(true) => self.changed += 1,
                    Some(false) => self.repeated += 1,
                    None => {}
                },
                What::Heard(_) | What::Received(FromServer::Message(_)) => self.delivered += 1,
                What::Received(FromServer::Older(page)) => self.delivered += page.messages.len(),
                What::Received(FromServer::Ack { nonce, .. }) => {
                    acknowledged.insert(nonce);
                }
                What::Received(FromServer::Welcome(welcome)) => {
                    self.delivered += welcome.messages.len();
                    self.resets += usize::from(welcome.reset && epoch.is_some());
                    self.epochs += usize::from(epoch.is_some_and(|epoch| epoch != welcome.epoch));
                    epoch = Some(&welcome.epoch);
                }
                What::Received(FromServer::Error { code, nonce: Some(_), .. })
                    if code == "unavailable" =>
                {
                    self.unavailable += 1;
                }
                _ => {}
            }
        }
        self.acknowledged += acknowledged.len();
    }
}

/// The faults that were carried out, by their kinds: those of processes and lines, and those that clients tell of.
pub(crate) fn faults(tally: &Tally, history: &History) -> BTreeMap<String, usize> {
    let mut faults = tally.faults.clone();
    let events = history.clients.iter().flat_map(|client| &client.events);
    for event in events.filter(|event| event.at < history.calm) {
        if let Some(kind) = fault(event) {
            *faults.entry(format!("client {kind}")).or_default() += 1;
        }
    }
    faults
}

fn fault(event: &Event) -> Option<&'static str> {
    match event.what {
        What::Crashed => Some("crashed"),
        What::Forgot => Some("crashed and forgot"),
        What::WentOffline => Some("offline"),
        What::StoppedReading => Some("not reading"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::checker::fixture::{changed, good};

    #[test]
    fn faults_are_counted_that_have_happened_in_the_storm() {
        let mut history = good();
        let tally = Tally { faults: [("node killed".to_owned(), 2)].into(), ..Tally::default() };
        let calm = history.calm;
        let event = |at, what| Event { at, connection: 1, what };
        history.clients[0].events.push(event(calm - 1, What::StoppedReading));
        history.clients[0].events.push(event(calm, What::WentOffline));
        let expected = [("client not reading".to_owned(), 1), ("node killed".to_owned(), 2)];
        assert_eq!(faults(&tally, &history), expected.into());
    }

    #[test]
    fn changes_are_counted_beside_what_is_said() {
        let (before, after) = (Counts::of(&good()), Counts::of(&changed()));
        assert_eq!((after.said, after.changed), (before.said, 3));
        assert_eq!(after.acknowledged, before.acknowledged + 3);
    }
}
