use super::Stream;
use crate::wire::{Id, Message};

/// Where things stand in the log of the epoch.
impl<'a> Stream<'a> {
    /// Whether a message stands right after another, or first. Of what does not stand there nobody can say.
    pub(super) fn follows(&self, before: Option<Id>, id: Id) -> Option<bool> {
        let (next, of) = (self.next(before)?, self.of(id)?);
        Some(next <= of && !self.is_left_out((Some(next), Some(of))))
    }

    /// Whether something stands between two places that everybody is told of.
    pub(super) fn is_left_out(&self, range: (Option<usize>, Option<usize>)) -> bool {
        let (Some(from), Some(to)) = range else { return false };
        self.place.is_some_and(|place| place.has_between(from, to))
    }

    /// Whether it may be said that there is more before a place, or that there is not.
    pub(super) fn may_have(&self, more: bool, at: usize) -> bool {
        if more { at > 0 } else { !self.is_left_out((Some(0), Some(at))) }
    }

    /// Where the next message stands, after something or as the first.
    pub(super) fn next(&self, before: Option<Id>) -> Option<usize> {
        before.map_or(Some(0), |before| self.after(before))
    }

    pub(super) fn after(&self, id: Id) -> Option<usize> {
        self.place.and_then(|place| place.after(id))
    }

    pub(super) fn of(&self, id: Id) -> Option<usize> {
        self.place.and_then(|place| place.of(id))
    }

    pub(super) fn stands(&self, id: Id) -> Option<&'a Message> {
        self.place.and_then(|place| place.message(id))
    }
}
