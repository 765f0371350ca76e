use std::collections::HashMap;

use super::{Kind, Violation, log::beginning};
use crate::{
    chaos::{
        history::{History, Log, Record, What},
        plan::Store,
        stamp::Stamp,
    },
    wire::{FromServer, Id, ToServer},
};

/// What was acknowledged stands in the log, under the id that was told; nothing that was said well was refused.
pub(super) fn check(history: &History) -> Vec<Violation> {
    let logs: Vec<_> = history.logs.iter().map(Index::new).collect();
    let clients = history.clients.iter();
    clients.flat_map(|client| check_client(history, &logs[client.role.room], client)).collect()
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

fn check_client(history: &History, log: &Index, client: &Record) -> Vec<Violation> {
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
                match log.ids.get(text) {
                    Some(stands) if stands == id => {}
                    Some(stands) => found(
                        Kind::Misnamed,
                        format!("“{start}” was acknowledged as {id} and is {stands}"),
                    ),
                    None if is_excused(history, log, epoch, text) => {}
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

/// Whether a loss is Redis' own, and everybody was told: it writes once a second, the text is not in its streams, and
/// the room's log has begun a new epoch since.
fn is_excused(history: &History, log: &Index, epoch: &str, text: &str) -> bool {
    let kept = match (&history.kept, Stamp::find(text)) {
        (Some(kept), Some(stamp)) => kept.contains(&stamp),
        _ => false,
    };
    history.store == Store::RedisEverysec && !kept && epoch != log.epoch
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chaos::{
        checker::fixture::{good, id, only},
        history::Event,
    };

    fn checked(change: impl FnOnce(&mut History)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history);
        check(&history)
    }

    fn lose_the_first(history: &mut History) {
        history.logs[0].messages.remove(0);
    }

    #[test]
    fn a_lost_message_is_found() {
        assert_eq!(only(&checked(lose_the_first)), Kind::Lost);
    }

    #[test]
    fn only_what_redis_lost_in_another_epoch_is_excused() {
        let in_everysec = |history: &mut History| {
            history.store = Store::RedisEverysec;
            history.kept = Some(BTreeSet::new());
        };
        let found = checked(|history| {
            lose_the_first(history);
            in_everysec(history);
            history.logs[0].epoch = "after".into();
        });
        assert_eq!(found, []);
        let same_epoch = checked(|history| {
            lose_the_first(history);
            in_everysec(history);
        });
        assert_eq!(only(&same_epoch), Kind::Lost);
        let still_kept = checked(|history| {
            let stamp = Stamp::find(&history.logs[0].messages[0].text).expect("a stamp");
            lose_the_first(history);
            in_everysec(history);
            history.logs[0].epoch = "after".into();
            history.kept = Some(BTreeSet::from([stamp]));
        });
        assert_eq!(only(&still_kept), Kind::Lost);
        let always = checked(|history| {
            lose_the_first(history);
            history.store = Store::RedisAlways;
            history.logs[0].epoch = "after".into();
        });
        assert_eq!(only(&always), Kind::Lost);
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
