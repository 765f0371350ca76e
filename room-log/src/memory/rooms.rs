use std::collections::{BTreeMap, HashMap};

use protocol::{MessageId, RoomName};

use super::room::Room;
use crate::page::Walk;
use crate::record::cut;
use crate::{Appended, Draft, Entry, Epoch, Page, Refusal, Retention, What};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Messages and changes in one room.
    pub(super) room_messages: usize,
    /// Bytes in one room.
    pub(super) room_bytes: usize,
    /// Bytes in all rooms.
    pub(super) total_bytes: usize,
}

/// All rooms: no lock, no clock.
///
/// A room over its bounds loses its oldest entries; when all rooms together are over theirs, the one that was quiet
/// for longest is forgotten.
#[derive(Debug)]
pub(super) struct Rooms {
    retention: Retention,
    bounds: Bounds,
    rooms: HashMap<RoomName, Room>,
    /// The rooms by when they last grew, the quietest first.
    quiet: BTreeMap<u64, RoomName>,
    /// Rooms that are quieter than this have nothing left that is too old.
    swept: u64,
    /// Counts entries.
    heard: u64,
    bytes: usize,
    /// The newest id of all rooms that were forgotten: whoever comes back goes on after it.
    forgotten: MessageId,
}

impl Rooms {
    pub(super) fn new(retention: Retention) -> Self {
        let bounds = Bounds {
            room_messages: retention.messages,
            room_bytes: 8 * 1024 * 1024,
            total_bytes: 128 * 1024 * 1024,
        };
        Self {
            retention,
            bounds,
            rooms: HashMap::new(),
            quiet: BTreeMap::new(),
            swept: 0,
            heard: 0,
            bytes: 0,
            forgotten: MessageId::START,
        }
    }

    /// The id under which an author has written something before.
    pub(super) fn known(&self, name: &RoomName, draft: &Draft) -> Option<MessageId> {
        self.rooms.get(name)?.known(draft)
    }

    pub(super) fn append(
        &mut self,
        now: u64,
        name: &RoomName,
        draft: Draft,
    ) -> Result<Appended, Refusal> {
        if let Some(id) = self.known(name, &draft) {
            return Ok(Appended::Known { id });
        }
        let horizon = self.retention.horizon(now);
        match self.rooms.get(name) {
            Some(room) => room.check(horizon, &draft)?,
            None if matches!(draft.what, What::Change { .. }) => return Err(Refusal::NotFound),
            None => {}
        }
        self.heard += 1;
        let (bytes, room) = match self.rooms.get_mut(name) {
            Some(room) => (room.bytes, room),
            None => {
                let whole = self.forgotten == MessageId::START;
                (0, self.rooms.entry(name.clone()).or_insert_with(|| Room::new(whole)))
            }
        };
        let prev = room.last;
        let id = room.push(now, self.forgotten, draft);
        room.trim(now, horizon, &self.bounds);
        self.bytes = self.bytes - bytes + room.bytes;
        self.quiet.remove(&room.touched);
        room.touched = self.heard;
        self.quiet.insert(self.heard, name.clone());
        self.sweep(horizon);
        self.forget_the_quiet();
        Ok(Appended::Fresh { id, prev })
    }

    pub(super) fn before(
        &self,
        now: u64,
        name: &RoomName,
        id: MessageId,
        limit: usize,
        epoch: Epoch,
    ) -> Page {
        let Some(room) = self.rooms.get(name) else { return Walk::new(limit).page(epoch) };
        let mut page = room.before(self.retention.horizon(now), id, limit).page(epoch);
        room.fold(&mut page.messages);
        page
    }

    pub(super) fn after(
        &self,
        now: u64,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> (Vec<Entry>, bool) {
        let Some(room) = self.rooms.get(room) else { return (Vec::new(), false) };
        let newer = room.after(self.retention.horizon(now), id);
        cut(newer.take(limit.saturating_add(1)).cloned().collect(), limit)
    }

    /// Whether an id stands in a room. Of a room that is not there nobody can say whether it was forgotten, unless none
    /// was.
    pub(super) fn stands(&self, now: u64, room: &RoomName, id: MessageId) -> bool {
        match self.rooms.get(room) {
            Some(room) => room.stands(self.retention.horizon(now), id),
            None => id == MessageId::START && self.forgotten == MessageId::START,
        }
    }

    pub(super) fn last(&self, now: u64, room: &RoomName) -> MessageId {
        let newest = |room: &Room| room.newest(self.retention.horizon(now));
        self.rooms.get(room).and_then(newest).unwrap_or(MessageId::START)
    }

    /// Empties quiet rooms whose newest entry is too old, at most two, so that each entry pays for its share.
    fn sweep(&mut self, horizon: u64) {
        for _ in 0..2 {
            let Some((&touched, name)) = self.quiet.range(self.swept..).next() else { return };
            let Some(room) = self.rooms.get_mut(name) else { return };
            if room.last.ms >= horizon {
                return;
            }
            self.bytes -= room.bytes;
            room.clear();
            self.bytes += room.bytes;
            self.swept = touched + 1;
        }
    }

    fn forget_the_quiet(&mut self) {
        while self.bytes > self.bounds.total_bytes {
            let Some((_, name)) = self.quiet.pop_first() else { return };
            let Some(room) = self.rooms.remove(&name) else { return };
            self.bytes -= room.bytes;
            self.forgotten = self.forgotten.max(room.last);
        }
    }
}

#[cfg(test)]
mod tests;
