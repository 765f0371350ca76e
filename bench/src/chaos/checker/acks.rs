use std::collections::HashMap;

use super::{Eras, Kind, Violation, deeds::comes_back, log::beginning};
use crate::{
    chaos::{
        history::{History, Log, Record, What},
        stamp::Stamp,
    },
    wire::{FromServer, Id, ToServer},
};

/// What was acknowledged stands in the log, under the id that was told, unless it was deleted; nothing that was said well was
/// refused.
pub(super) fn check(history: &History, eras: &Eras) -> Vec<Violation> {
    let logs: Vec<_> = history.logs.iter().map(Index::new).collect();
    let clients = history.clients.iter();
    clients.flat_map(|client| check_client(eras, &logs[client.role.room], client)).collect()
}

/// A log by what was said, whatever it is edited to.
struct Index<'a> {
    epoch: &'a str,
    ids: HashMap<Stamp, Id>,
}

impl<'a> Index<'a> {
    fn new(log: &'a Log) -> Self {
        let messages = log.messages.iter();
        let ids = messages.filter_map(|message| Some((Stamp::find(&message.text)?, message.id)));
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
            What::Received(FromServer::Ack { nonce, .. }) if eras.deeds().get(nonce).is_some() => {}
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
                match Stamp::find(text).and_then(|stamp| log.ids.get(&stamp)) {
                    Some(stands) if stands == id => {}
                    Some(stands) => found(
                        Kind::Misnamed,
                        format!("“{start}” was acknowledged as {id} and is {stands}"),
                    ),
                    None if eras.deeds().delete(client.role.room, *id) => {}
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
                if !comes_back(code) && !eras.excuse(code, nonce.as_deref()) =>
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
        checker::fixture::{changed, good, happen, id, only},
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
    fn what_is_deleted_is_not_lost() {
        let found = |history: &History| check(history, &Eras::new(history));
        assert_eq!(found(&changed()), []);
        let mut history = changed();
        history.logs[0].messages.remove(0);
        assert_eq!(only(&found(&history)), Kind::Lost, "it was edited");
    }

    #[test]
    fn only_what_is_gone_may_be_refused_as_not_found() {
        let refused = |of, code: &str| {
            let mut history = changed();
            let nonce: String = "~1.20;".into();
            let (emoji, on) = ("👍".into(), true);
            let react = ToServer::React { nonce: nonce.clone(), of, emoji, on };
            happen(&mut history, 1, What::Sent(react));
            let (code, nonce, detail) = (code.into(), Some(nonce), "no".into());
            let error = FromServer::Error { code, nonce, detail };
            happen(&mut history, 1, What::Received(error));
            check(&history, &Eras::new(&history))
        };
        assert_eq!(refused(id(3), "not_found"), []);
        assert_eq!(only(&refused(id(3), "not_yours")), Kind::Refused);
        assert_eq!(only(&refused(id(1), "not_found")), Kind::Refused);
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
