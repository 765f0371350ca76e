use std::collections::{HashMap, VecDeque};

use protocol::{Alteration, Message, MessageId};

use super::kept::{Kept, Mark, mark_of};
use super::rooms::Bounds;
use crate::clock::next_id;
use crate::page::Walk;
use crate::refusal::{Refusal, check};
use crate::retention::NONCE_MEMORY;
use crate::{Draft, Entry, What};

/// What a room costs by itself, and a nonce whose entry is gone: bytes, measured roughly and rounded up.
pub(super) const ROOM_COST: usize = 512;
const MARK_COST: usize = 256;

/// Milliseconds for which a nonce is worth more than old messages: its author may be about to try again.
const YOUNG: u64 = 10 * 60 * 1000;

/// The log of one room.
#[derive(Debug)]
pub(super) struct Room {
    entries: VecDeque<Kept>,
    /// Under which id authors wrote what: the entries that stand, and those in `trimmed`.
    said: HashMap<Mark, MessageId>,
    /// Entries that are gone, while their nonces have to be remembered.
    trimmed: VecDeque<(MessageId, Mark)>,
    /// The newest id that was given, even if its entry is gone.
    pub(super) last: MessageId,
    /// Whether no entry was taken away yet.
    whole: bool,
    pub(super) bytes: usize,
    /// When it last grew, on a clock that counts entries.
    pub(super) touched: u64,
}

impl Room {
    /// A room in which nothing stands.
    pub(super) fn new(whole: bool) -> Self {
        Self {
            entries: VecDeque::new(),
            said: HashMap::new(),
            trimmed: VecDeque::new(),
            last: MessageId::START,
            whole,
            bytes: ROOM_COST,
            touched: 0,
        }
    }

    /// The id under which an author has written it before.
    pub(super) fn known(&self, draft: &Draft) -> Option<MessageId> {
        self.said.get(&mark_of(draft)?).copied()
    }

    /// Whether it can be written.
    pub(super) fn check(&self, horizon: u64, draft: &Draft) -> Result<(), Refusal> {
        let What::Change { author, of, alteration } = &draft.what else { return Ok(()) };
        let place = self.entries.get(self.position(*of)).filter(|kept| kept.id() == *of);
        let message = place.filter(|_| of.ms >= horizon).and_then(Kept::message);
        let mut message = [message.ok_or(Refusal::NotFound)?.clone()];
        self.fold(&mut message);
        check(&message[0], author, alteration)
    }

    /// Puts an entry at the end, under an id after `floor`.
    pub(super) fn push(&mut self, now: u64, floor: MessageId, draft: Draft) -> MessageId {
        let id = next_id(now, self.last.max(floor));
        if let Some(mark) = mark_of(&draft) {
            self.said.insert(mark, id);
        }
        if let What::Change { of, alteration: Alteration::Delete, .. } = draft.what {
            self.delete(of);
        }
        let entry = Kept::Entry(draft.into_entry(id));
        self.bytes += entry.cost();
        self.entries.push_back(entry);
        self.last = id;
        id
    }

    /// Takes away what is too old or too much. Young nonces go last, unless they alone take half of the space.
    pub(super) fn trim(&mut self, now: u64, horizon: u64, bounds: &Bounds) {
        while self.entries.front().is_some_and(|oldest| oldest.id().ms < horizon)
            || self.entries.len() > bounds.room_messages
        {
            self.take_oldest();
        }
        let lapsed = now.saturating_sub(NONCE_MEMORY);
        while self.trimmed.front().is_some_and(|(id, _)| id.ms < lapsed) {
            self.forget_mark();
        }
        while self.trimmed.len() * MARK_COST > bounds.room_bytes / 2 && self.forget_mark() {}
        let young = now.saturating_sub(YOUNG);
        while self.bytes > bounds.room_bytes
            && self.trimmed.front().is_some_and(|(id, _)| id.ms < young)
        {
            self.forget_mark();
        }
        while self.bytes > bounds.room_bytes && self.take_oldest() {}
    }

    /// Leaves nothing but the last id.
    pub(super) fn clear(&mut self) {
        *self = Self { last: self.last, touched: self.touched, ..Self::new(false) };
    }

    /// The newest id that is not too old to be shown.
    pub(super) fn newest(&self, horizon: u64) -> Option<MessageId> {
        self.entries.back().map(Kept::id).filter(|id| id.ms >= horizon)
    }

    /// What stands after an id, oldest first.
    pub(super) fn after(&self, horizon: u64, id: MessageId) -> impl Iterator<Item = &Entry> {
        let start = self.entries.partition_point(|kept| kept.id() <= id);
        let shown = start.max(self.position(MessageId { ms: horizon, seq: 0 }));
        self.entries.range(shown..).filter_map(Kept::entry)
    }

    /// The page that ends before an id.
    pub(super) fn before(&self, horizon: u64, id: MessageId, limit: usize) -> Walk {
        let start = self.position(MessageId { ms: horizon, seq: 0 });
        let older = self.entries.range(start..self.position(id).max(start)).rev();
        let mut walk = Walk::new(limit);
        for entry in older.filter_map(Kept::entry) {
            if walk.is_over() {
                break;
            }
            walk.take(entry.clone());
        }
        walk
    }

    /// Puts into messages, which stand here in this order, what has changed about them.
    pub(super) fn fold(&self, messages: &mut [Message]) {
        let Some(first) = messages.first().map(|message| message.id) else { return };
        let newer = self.entries.range(self.position(first)..);
        for change in newer.filter_map(Kept::change) {
            if let Ok(at) = messages.binary_search_by_key(&change.of, |message| message.id) {
                messages[at].apply(change);
            }
        }
    }

    /// Whether an id stands here and can be seen, or for the start the first entry. What is deleted keeps its place.
    pub(super) fn stands(&self, horizon: u64, id: MessageId) -> bool {
        if id == MessageId::START {
            return self.whole
                && self.entries.front().is_some_and(|first| first.id().ms >= horizon);
        }
        let found = self.entries.get(self.position(id));
        id.ms >= horizon && found.is_some_and(|kept| kept.id() == id)
    }

    /// Where an id stands, or would.
    fn position(&self, id: MessageId) -> usize {
        self.entries.partition_point(|kept| kept.id() < id)
    }

    /// Forgets a message, and everything about it.
    fn delete(&mut self, of: MessageId) {
        let start = self.position(of);
        for kept in self.entries.range_mut(start..) {
            if kept.id() == of || kept.change().is_some_and(|change| change.of == of) {
                self.bytes -= kept.cost();
                kept.clear();
                self.bytes += kept.cost();
            }
        }
    }

    fn take_oldest(&mut self) -> bool {
        let Some(kept) = self.entries.pop_front() else { return false };
        self.whole = false;
        self.bytes -= kept.cost();
        if let Some(mark) = kept.mark() {
            self.trimmed.push_back((kept.id(), mark));
            self.bytes += MARK_COST;
        }
        true
    }

    fn forget_mark(&mut self) -> bool {
        let Some((_, mark)) = self.trimmed.pop_front() else { return false };
        self.bytes -= MARK_COST;
        self.said.remove(&mark).is_some()
    }

    #[cfg(test)]
    pub(super) fn check_invariants(&self) {
        let marked = self.entries.iter().filter(|kept| kept.mark().is_some()).count();
        assert_eq!(self.said.len(), marked + self.trimmed.len(), "the index forgets with the log");
        let entries: usize = self.entries.iter().map(Kept::cost).sum();
        assert_eq!(self.bytes, ROOM_COST + entries + self.trimmed.len() * MARK_COST);
    }
}
