//! Rooms that forget when the process ends.

mod kept;
mod leases;
mod room;
mod rooms;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::{MessageId, RoomName};
use tokio::sync::watch;

use self::leases::Leases;
use self::rooms::Rooms;
use crate::clock::Clock;
use crate::health::Pulse;
use crate::retention::millis;
use crate::{Appended, Draft, Epoch, Health, Page, Refusal, Retention, Sequel, Tail};

/// The log of one process that shares it with nobody.
#[derive(Debug)]
pub(crate) struct Memory {
    clock: Clock,
    epoch: Epoch,
    pulse: Pulse,
    /// Never held across an await, and for no longer than a read takes.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rooms: Rooms,
    leases: Leases,
}

impl Memory {
    pub(crate) fn new(clock: Clock, retention: Retention) -> Self {
        let state = State { rooms: Rooms::new(retention), leases: Leases::default() };
        Self { clock, epoch: Epoch::fresh(), pulse: Pulse::new(1, true), state: Mutex::new(state) }
    }

    pub(crate) fn append(&self, room: &RoomName, draft: Draft) -> Result<Appended, Refusal> {
        // The clock is asked under the lock, so that an older moment does not come after a newer one.
        let mut state = self.state();
        state.rooms.append(self.clock.now(), room, draft)
    }

    pub(crate) fn adopt(
        &self,
        room: &RoomName,
        draft: Draft,
        holder: &str,
    ) -> Result<Appended, Refusal> {
        let mut state = self.state();
        let now = self.clock.now();
        if let Some(id) = state.rooms.known(room, &draft) {
            return Ok(Appended::Known { id });
        }
        if !state.leases.is_held(now, room, holder) {
            return Err(Refusal::NotHeld);
        }
        state.rooms.append(now, room, draft)
    }

    pub(crate) fn newest(&self, room: &RoomName, limit: usize) -> Page {
        self.before(room, MessageId { ms: u64::MAX, seq: u64::MAX }, limit)
    }

    pub(crate) fn before(&self, room: &RoomName, id: MessageId, limit: usize) -> Page {
        let epoch = self.epoch.clone();
        self.state().rooms.before(self.clock.now(), room, id, limit, epoch)
    }

    pub(crate) fn after(&self, room: &RoomName, since: MessageId, limit: usize) -> Sequel {
        let state = self.state();
        let now = self.clock.now();
        let joined = state.rooms.stands(now, room, since);
        let (entries, more) = state.rooms.after(now, room, since, limit);
        Sequel { epoch: self.epoch.clone(), joined, entries, more }
    }

    pub(crate) fn tails(&self, rooms: &[RoomName]) -> Vec<Tail> {
        let state = self.state();
        let now = self.clock.now();
        let tail = |room| Tail { epoch: self.epoch.clone(), last: state.rooms.last(now, room) };
        rooms.iter().map(tail).collect()
    }

    pub(crate) fn claim(&self, room: &RoomName, holder: &str, ttl: Duration) -> bool {
        self.state().leases.claim(self.clock.now(), room, holder, millis(ttl))
    }

    pub(crate) fn health(&self) -> watch::Receiver<Health> {
        self.pulse.watch()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
