use proptest::prelude::*;

use super::{truth::Truth, *};
use crate::room::Reader;

/// The tutorial's page, which is told what is said and nothing else.
#[derive(Debug)]
pub(super) struct TutorialPage {
    reader: Reader,
    seat: Option<(u64, Arc<Outbox>)>,
    told: Vec<MessageId>,
    /// It is to be told what comes after this.
    owed: MessageId,
}

impl TutorialPage {
    pub(super) fn new() -> Self {
        let (seat, owed) = (None, MessageId { ms: u64::MAX, seq: 0 });
        let reader = Reader::tutorial(owed);
        Self { reader, seat, told: Vec::new(), owed }
    }

    /// Is loaded, perhaps again, when the log ended at `owed`; the room has caught up with it since.
    pub(super) fn enter(&mut self, hall: &mut Hall, owed: MessageId) {
        self.leave(hall);
        let (bob, now) = (somebody("bob"), Instant::now());
        let (member, outbox, opening) = hall.enter(Dialect::Tutorial, &bob, 0, None, now);
        let last = opening.expect("the room knows its log").last;
        let (reader, seat) = (Reader::tutorial(last), Some((member, outbox)));
        *self = Self { reader, seat, told: Vec::new(), owed };
    }

    pub(super) fn leave(&mut self, hall: &mut Hall) {
        if let Some((member, _)) = std::mem::replace(self, Self::new()).seat {
            hall.leave(member, Instant::now());
        }
    }

    /// Takes in what waits for it.
    pub(super) fn listen(&mut self, hall: &mut Hall) {
        let Some((_, outbox)) = &self.seat else { return };
        let Drained::Items(items) = outbox.drain() else { return self.leave(hall) };
        for item in items {
            match item {
                Outgoing::Entry(entry) if self.reader.entry(&entry).is_some() => {
                    self.told.push(entry.id());
                }
                Outgoing::Begin => assert_eq!(self.reader.begin(|_| hall.newest()), None),
                Outgoing::Entry(_) | Outgoing::Frame(_) => {}
            }
        }
    }

    /// It was told all that was said after it came and nothing else, in order and once.
    pub(super) fn check(&self, truth: &Truth) -> Result<(), TestCaseError> {
        let ids =
            |ids: &mut dyn Iterator<Item = MessageId>| ids.map(|id| id.ms).collect::<Vec<_>>();
        let told = ids(&mut self.told.iter().copied());
        prop_assert!(told.is_sorted_by(|one, next| one < next), "{:?}", told);
        prop_assert!(self.told.iter().all(|id| truth.ever.contains(id)), "{:?}", told);
        prop_assert!(self.told.iter().all(|id| *id > self.owed), "{:?} is history", told);
        let missed = truth.said.iter().copied().filter(|id| *id > self.owed);
        let missed = missed.filter(|id| self.told.binary_search(id).is_err());
        let missed = ids(&mut missed.filter(|id| !truth.deleted.contains(id)));
        prop_assert!(missed.is_empty(), "it was told {:?} and not {:?}", told, missed);
        Ok(())
    }
}
