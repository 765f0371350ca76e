use std::collections::{BTreeMap, HashMap};

use protocol::{Message, MessageId, RoomName};

use super::room::Room;
use crate::record::cut;
use crate::{Appended, Draft, Retention};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Messages in one room.
    pub(super) room_messages: usize,
    /// Bytes in one room.
    pub(super) room_bytes: usize,
    /// Bytes in all rooms.
    pub(super) total_bytes: usize,
}

/// All rooms: no lock, no clock.
///
/// A room over its bounds loses its oldest messages; when all rooms together are over theirs, the one that was quiet
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
    /// Counts messages.
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

    pub(super) fn append(&mut self, now: u64, name: &RoomName, draft: Draft) -> Appended {
        if let Some(id) = self.rooms.get(name).and_then(|room| room.known(&draft)) {
            return Appended::Known { id };
        }
        self.heard += 1;
        let horizon = self.retention.horizon(now);
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
        Appended::Fresh { id, prev }
    }

    pub(super) fn before(
        &self,
        now: u64,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> (Vec<Message>, bool) {
        let Some(room) = self.rooms.get(room) else { return (Vec::new(), false) };
        let older = room.before(self.retention.horizon(now), id);
        let (mut page, more) = cut(older.take(limit.saturating_add(1)).cloned().collect(), limit);
        page.reverse();
        (page, more)
    }

    pub(super) fn after(
        &self,
        now: u64,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> (Vec<Message>, bool) {
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
        let newest = |room: &Room| Some(room.shown(self.retention.horizon(now)).next_back()?.id);
        self.rooms.get(room).and_then(newest).unwrap_or(MessageId::START)
    }

    /// Empties quiet rooms whose newest message is too old, at most two, so that each message pays for its share.
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
