use std::collections::HashMap;

use super::{Eras, Kind, Violation, log::beginning};
use crate::{
    chaos::history::{History, Log, Record, What},
    wire::{FromServer, Id, ToServer},
};

/// What was acknowledged stands in the log, under the id that was told; nothing that was said well was refused.
pub(super) fn check(history: &History, eras: &Eras) -> Vec<Violation> {
    let logs: Vec<_> = history.logs.iter().map(Index::new).collect();
    let clients = history.clients.iter();
    clients.flat_map(|client| check_client(eras, &logs[client.role.room], client)).collect()
}

/// A log by its texts.
struct Index<'a> {
    epoch: &'a str,
    ids: HashMap<&'a str, Id>,
}

impl<'a> Index<'a> {
    fn new(log: &'a Log) -> Self {
        let ids = log.messages.iter().map(|message| (message.text.as_str(), message.id));
        Self { epoch: &log.epoch, ids: ids.collect() }
    }
}

fn check_client(eras: &Eras, log: &Index, client: &Record) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut texts: HashMap<&str, &str> = HashMap::new();
    let mut epoch = "";
    let mut found =
        |kind, detail: String| violations.push(Violation::new(kind, &client.name, detail));
    for event in &client.events {
        match &event.what {
            What::Sent(ToServer::Say { nonce, text }) => {
                texts.insert(nonce, text);
            }
            What::Received(FromServer::Welcome(welcome)) => epoch = &welcome.epoch,
            What::Received(FromServer::Ack { nonce, id }) => {
                let Some(text) = texts.get(nonce.as_str()) else {
                    found(Kind::Strange, format!("{nonce}, never said, was acknowledged as {id}"));
                    continue;
                };
                let start = beginning(text);
                // A loss is Redis' own if its power took it; then the room's log has begun a new epoch since.
                if eras.is_taken(text) && epoch != log.epoch {
                    continue;
                }
                match log.ids.get(text) {
                    Some(stands) if stands == id => {}
                    Some(stands) => found(
                        Kind::Misnamed,
                        format!("“{start}” was acknowledged as {id} and is {stands}"),
                    ),
                    None => found(
                        Kind::Lost,
                        format!(
                            "“{start}”, acknowledged as {id} at {} ms in epoch {epoch}",
                            event.at
                        ),
                    ),
                }
            }
            What::Received(FromServer::Error { code, nonce, detail })
                if !["unavailable", "too_fast"].contains(&code.as_str()) =>
            {
                found(Kind::Refused, format!("{code} for {nonce:?}: {detail}"));
            }
            _ => {}
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chaos::{
        checker::fixture::{good, id, only},
        history::Event,
        plan::Store,
        stamp::Stamp,
    };

    fn checked(change: impl FnOnce(&mut History)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history);
        check(&history, &Eras::new(&history))
    }

    fn lose_the_first(history: &mut History) {
        history.logs[0].messages.remove(0);
    }

    #[test]
    fn a_lost_message_is_found() {
        assert_eq!(only(&checked(lose_the_first)), Kind::Lost);
    }

    #[test]
    fn only_what_the_power_took_before_a_new_epoch_is_excused() {
        let lost = |change: fn(&mut History)| {
            checked(|history| {
                history.store = Store::RedisEverysec;
                let stamp = Stamp::find(&history.logs[0].messages[0].text).expect("a stamp");
                history.taken = BTreeSet::from([stamp]);
                history.logs[0].epoch = "after".into();
                lose_the_first(history);
                change(history);
            })
        };
        assert_eq!(lost(|_| {}), []);
        let same_epoch = lost(|history| history.logs[0].epoch = "e".into());
        assert_eq!(only(&same_epoch), Kind::Lost);
        // A server that acknowledges what it has not stored is not excused by a new epoch.
        let never_there = lost(|history| history.taken.clear());
        assert_eq!(only(&never_there), Kind::Lost);
    }

    #[test]
    fn another_id_than_acknowledged_is_found() {
        let again = |history: &mut History, nonce: &str, id: Id| {
            let ack = FromServer::Ack { nonce: nonce.into(), id };
            let event = Event { at: 9, connection: 1, what: What::Received(ack) };
            history.clients[0].events.push(event);
        };
        assert_eq!(only(&checked(|history| again(history, "0-1", id(77)))), Kind::Misnamed);
        assert_eq!(only(&checked(|history| again(history, "0-99", id(77)))), Kind::Strange);
    }

    #[test]
    fn a_refusal_is_found() {
        let error = |code: &str| FromServer::Error {
            code: code.into(),
            nonce: Some("0-1".into()),
            detail: "no".into(),
        };
        let refuse = |history: &mut History, code| {
            let what = What::Received(error(code));
            history.clients[0].events.push(Event { at: 9, connection: 1, what });
        };
        assert_eq!(only(&checked(|history| refuse(history, "bad_value"))), Kind::Refused);
        assert_eq!(checked(|history| refuse(history, "unavailable")), []);
    }
}
