//! Compares what everybody displayed with what was said, acknowledged and kept. No I/O.
//!
//! * [`log`]: what stands in the rooms was said, once, by whom it says, and in everybody's own order;
//! * [`acks`]: what was acknowledged stands there; [`programs`]: so does what a program said in the calm;
//! * [`changes`]: what messages were asked to become, and nothing else, is what became of them;
//! * [`display`]: everybody shows exactly that at the end;
//! * [`stream`]: no connection skipped, repeated or changed anything on the way;
//! * [`tutorial`]: nor did one of the tutorial's dialect, nor go deaf, nor tell what is old;
//! * [`epochs`]: a new epoch begins where it must, and everybody is told.
//!
//! [`eras`] puts together what logs of earlier epochs must have been, each a [`place`]; [`said`] knows who said what,
//! [`deeds`] who had what become of it, each a [`deed`], and [`proofs`] when that is known to have stood there.

mod acks;
mod changes;
mod deed;
mod deeds;
mod display;
mod epochs;
mod eras;
#[cfg(test)]
pub(crate) mod fixture;
mod log;
mod place;
mod programs;
mod proofs;
mod said;
mod stream;
mod tutorial;

use serde::Serialize;

use crate::chaos::{history::History, plan::Dialect};
use eras::Eras;
use place::Place;
use said::Said;

/// Something that must not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Violation {
    pub(crate) kind: Kind,
    /// Whom it happened to.
    pub(crate) who: String,
    /// What exactly, in words.
    pub(crate) detail: String,
}

/// What must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Acknowledged, or said when nothing could get lost, and not in the log.
    Lost,
    /// In the log, and not on a client's display.
    Missing,
    /// On a display or a line, and not in the log.
    Ghost,
    /// The same message twice.
    Doubled,
    /// A message that nobody said.
    Invented,
    /// A message in another room than its own.
    Strayed,
    /// A message under somebody else's id, or a client under another.
    Forged,
    /// The same id with another content.
    Changed,
    /// Told to somebody who came long after it was said, and whose dialect has no past.
    Old,
    /// An order other than the one it should be.
    Disordered,
    /// A message that is acknowledged under an id that is not its own, or under two.
    Misnamed,
    /// Something left out in the middle of a connection, or of an answer.
    Skipped,
    /// An answer that contradicts the log or its question.
    Wrong,
    /// A frame that stands in no document, or out of place.
    Strange,
    /// Something that was said well, and refused.
    Refused,
    /// A new epoch that began without need, or that somebody was not told of.
    Epoch,
    /// Somebody who does not get anywhere, or not in time.
    Stuck,
    /// Somebody who is told to be there and is not, or the other way round, or is not called that.
    Presence,
    /// A process that ended by itself, or not when it was asked to, or panicked.
    Process,
}

impl Violation {
    /// A violation.
    pub(crate) fn new(kind: Kind, who: &str, detail: impl Into<String>) -> Self {
        Self { kind, who: who.into(), detail: detail.into() }
    }
}

/// Everything that must not have happened.
pub(crate) fn check(history: &History) -> Vec<Violation> {
    let (said, eras) = (Said::new(history), Eras::new(history));
    let mut violations = log::check(history, &said);
    violations.extend(acks::check(history, &eras));
    violations.extend(programs::check(history));
    violations.extend(changes::check(history, &eras));
    for client in history.clients.iter().filter(|client| client.role.dialect == Dialect::V1) {
        violations.extend(display::check(history, client));
        violations.extend(stream::check(history, &eras, client));
    }
    violations.extend(tutorial::check(history, &eras, &said));
    violations.extend(epochs::check(history, &eras));
    violations
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        fixture::{good, kinds},
        *,
    };
    use crate::chaos::{history::What, plan::Store, stamp::Stamp};
    use crate::wire::{FromServer, Welcome};

    #[test]
    fn a_good_history_has_no_violations() {
        assert_eq!(check(&good()), []);
    }

    /// Redis was started again in the calm, which took its third message and what followed, and everybody was told.
    fn after_a_power_cut() -> History {
        let mut history = good();
        history.store = Store::RedisEverysec;
        history.restarts = vec![history.began + history.calm + 5];
        let log = &mut history.logs[0];
        log.epoch = "after".into();
        let taken = log.messages.split_off(2);
        history.taken = taken.iter().filter_map(|message| Stamp::find(&message.text)).collect();
        let kept = log.messages.clone();
        history.kept = Some(kept.iter().filter_map(|message| Stamp::find(&message.text)).collect());
        history.posts[0].in_calm = false;
        for client in &mut history.clients[..2] {
            let events = &mut client.events;
            let before = events.iter().find_map(|event| match &event.what {
                What::Received(FromServer::Welcome(welcome)) => Some(welcome.clone()),
                _ => None,
            });
            let welcome = Welcome {
                epoch: "after".into(),
                messages: kept.clone(),
                ..before.expect("a welcome")
            };
            let last = events.len() - 1;
            let mut told = events[last].clone();
            told.what = What::Received(FromServer::Welcome(welcome));
            events.insert(last, told);
            (client.shown, client.shown_before) = (kept.clone(), kept.clone());
        }
        history
    }

    #[test]
    fn what_the_power_took_is_no_violation() {
        assert_eq!(check(&after_a_power_cut()), []);
    }

    #[test]
    fn a_server_that_acknowledges_and_does_not_store_is_found_whatever_redis_does() {
        let mut history = after_a_power_cut();
        history.taken = BTreeSet::new();
        let found: BTreeSet<_> = kinds(&check(&history)).into_iter().collect();
        // What was acknowledged is lost, and what was shown is not there.
        assert_eq!(found, BTreeSet::from([Kind::Lost, Kind::Ghost]));
    }
}
