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
        let reader = Reader::new(Dialect::Tutorial);
        Self { reader, seat, told: Vec::new(), owed }
    }

    /// Is loaded, perhaps again.
    pub(super) fn enter(&mut self, hall: &mut Hall, truth: &Truth) {
        self.leave(hall);
        let now = Instant::now();
        let (member, outbox, _) =
            hall.enter(Dialect::Tutorial, &somebody("bob"), truth.now, None, now);
        self.seat = Some((member, outbox));
        self.owed = truth.tail().last;
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

    /// It was told one run of what was said, from the first that it was told or that was said after it entered, in order and once.
    pub(super) fn check(&self, truth: &Truth) -> Result<(), TestCaseError> {
        let ids =
            |ids: &mut dyn Iterator<Item = MessageId>| ids.map(|id| id.ms).collect::<Vec<_>>();
        let told = ids(&mut self.told.iter().copied());
        prop_assert!(told.is_sorted_by(|one, next| one < next), "{:?}", told);
        prop_assert!(self.told.iter().all(|id| truth.ever.contains(id)), "{:?}", told);
        let messages = truth.messages();
        let mut missed = messages.iter().map(|message| message.id).filter(|id| {
            let is_owed = *id > self.owed || self.told.first().is_some_and(|first| id >= first);
            is_owed && !truth.deleted.contains(id) && self.told.binary_search(id).is_err()
        });
        let missed = ids(&mut missed);
        prop_assert!(missed.is_empty(), "it was told {:?} and not {:?}", told, missed);
        Ok(())
    }
}
