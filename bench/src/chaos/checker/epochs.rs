use super::{Eras, Kind, Violation};
use crate::{
    chaos::{
        history::{History, Record, What},
        plan::{Dialect, Store},
    },
    wire::{FromServer, Welcome},
};

/// How long messages of a later epoch may flow, in milliseconds, before the server has noticed that it is one.
const UNNOTICED: u64 = 10_000;

/// Longer silences between two messages, in milliseconds, are no flow: the server itself may have heard nothing.
const SILENCE: u64 = 2_000;

/// A new epoch begins only where something may be lost, and everybody is told of it: by a reset, and in time.
pub(super) fn check(history: &History, eras: &Eras) -> Vec<Violation> {
    let clients = history.clients.iter().filter(|client| client.role.dialect == Dialect::V1);
    let mut violations: Vec<_> =
        clients.flat_map(|client| check_client(history, eras, client)).collect();
    let mays = if history.store == Store::RedisEverysec { 1 + history.restarts.len() } else { 1 };
    if eras.count() > mays {
        let detail = format!("{} epochs, where there may be {mays}", eras.count());
        violations.push(Violation::new(Kind::Epoch, "the logs", detail));
    }
    violations
}

fn check_client(history: &History, eras: &Eras, client: &Record) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut found = |detail| violations.push(Violation::new(Kind::Epoch, &client.name, detail));
    let mut last: Option<&Welcome> = None;
    let mut flow = Flow::default();
    for event in &client.events {
        match &event.what {
            What::Opened { .. } => flow = Flow::default(),
            What::Received(FromServer::Welcome(welcome)) => {
                let before = last.replace(welcome).map(|welcome| &welcome.epoch);
                if before.is_some_and(|before| *before != welcome.epoch) && !welcome.reset {
                    found(format!("from {before:?} to {} without a reset", welcome.epoch));
                }
                flow = Flow::default();
            }
            What::Received(FromServer::Message(message)) => {
                let end = last.and_then(|welcome| eras.end(&welcome.epoch));
                if end.is_some_and(|end| message.id.ms >= end) && flow.grows_long_at(event.at) {
                    found(format!("at {} ms it has not been told of a new epoch", event.at));
                }
            }
            _ => {}
        }
    }
    let log = &history.logs[client.role.room];
    if let Some(last) = last.filter(|last| last.epoch != log.epoch) {
        found(format!("left in epoch {}, where the log's is {}", last.epoch, log.epoch));
    }
    violations
}

/// How long messages have come that are of a later epoch than the client knows.
#[derive(Debug, Default)]
struct Flow {
    last: Option<u64>,
    time: u64,
}

impl Flow {
    /// One more has come at this moment. Whether that is what makes it too long.
    fn grows_long_at(&mut self, at: u64) -> bool {
        let was_long = self.time > UNNOTICED;
        let pause = self.last.replace(at).map_or(0, |last| at.saturating_sub(last));
        self.time += if pause < SILENCE { pause } else { 0 };
        !was_long && self.time > UNNOTICED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chaos::{
            checker::fixture::{good, only},
            history::Event,
        },
        wire::{Id, Message},
    };

    fn checked(change: impl FnOnce(&mut History)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history);
        check(&history, &Eras::new(&history))
    }

    fn welcome(history: &History, epoch: &str, reset: bool) -> What {
        let mut events = history.clients[0].events.iter();
        let welcome = events.find_map(|event| match &event.what {
            What::Received(FromServer::Welcome(welcome)) => Some(welcome.clone()),
            _ => None,
        });
        let welcome = welcome.expect("a welcome");
        let epoch = epoch.into();
        What::Received(FromServer::Welcome(Welcome { epoch, reset, ..welcome }))
    }

    /// Everybody is told of a new epoch, in which the log is now.
    fn begin_anew(history: &mut History, reset: bool) {
        history.store = Store::RedisEverysec;
        history.restarts = vec![history.began + 50];
        history.logs[0].epoch = "f".into();
        for client in 0..2 {
            let what = welcome(history, "f", reset);
            history.clients[client].events.push(Event { at: 60, connection: 1, what });
        }
    }

    #[test]
    fn a_new_epoch_that_everybody_is_told_of_is_fine() {
        assert_eq!(checked(|history| begin_anew(history, true)), []);
    }

    #[test]
    fn a_new_epoch_without_need_is_found() {
        let found = checked(|history| {
            begin_anew(history, true);
            history.store = Store::RedisAlways;
        });
        assert_eq!(only(&found), Kind::Epoch);
        let found = checked(|history| {
            begin_anew(history, true);
            history.restarts.clear();
        });
        assert_eq!(only(&found), Kind::Epoch);
    }

    #[test]
    fn whoever_is_told_without_a_reset_is_found() {
        let found = checked(|history| begin_anew(history, false));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|one| one.kind == Kind::Epoch));
    }

    #[test]
    fn whoever_is_left_behind_is_found() {
        let found = checked(|history| {
            begin_anew(history, true);
            history.clients[1].events.pop();
        });
        assert_eq!(only(&found), Kind::Epoch);
    }

    #[test]
    fn whoever_is_told_late_is_found() {
        let told = |seconds: u64| {
            checked(|history| {
                begin_anew(history, true);
                let new_id = |n: u64| Id { ms: history.restarts[0] + n, seq: 0 };
                let late = |n: u64| {
                    let id = new_id(n);
                    let message = Message { id, text: "hi".into(), ..Message::default() };
                    let what = What::Received(FromServer::Message(message));
                    Event { at: 60 + n, connection: 1, what }
                };
                let events = &mut history.clients[0].events;
                let told = events.pop().expect("the welcome");
                events.extend((0..=seconds).map(|second| late(second * 1000)));
                events.push(told);
            })
        };
        assert_eq!(told(9), []);
        assert_eq!(only(&told(11)), Kind::Epoch);
    }
}
