mod pages;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use channel_layer::{ChannelLayer, Error as LayerError, Health as LayerHealth};
use protocol::{Listed, RoomName};
use room_log::{Health as LogHealth, Log};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::{
    Room,
    herald::Herald,
    shared::{Shared, lock},
    watch::watch,
};

/// The rooms of this node.
#[derive(Debug)]
pub(crate) struct Rooms {
    shared: Arc<Shared>,
    open: Arc<Mutex<Open>>,
    /// Nobody, where rooms are not to be listed.
    herald: Option<Herald>,
    _watch: AbortOnDropHandle<()>,
}

/// The rooms that are open, each once.
#[derive(Debug, Default)]
pub(super) struct Open {
    slots: HashMap<RoomName, Arc<Slot>>,
    sweep_at: usize,
}

/// One name's place.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// Held while the room is being opened: whoever comes second waits for the first, and nobody waits for another room.
    opening: AsyncMutex<()>,
    room: Mutex<Weak<Room>>,
}

impl Slot {
    fn room(&self) -> Option<Arc<Room>> {
        lock(&self.room).upgrade()
    }
}

impl Rooms {
    /// Rooms on a layer, with a log, which are listed or not. Must be called inside a Tokio runtime.
    pub(crate) fn new(layer: ChannelLayer, log: Log, are_listed: bool) -> Self {
        let open = Arc::default();
        let node = format!("{:016x}", rand::random::<u64>());
        let shared = Arc::new(Shared {
            node,
            layer,
            log,
            foreign_lost: AtomicU64::new(0),
            writings: TaskTracker::new(),
            counted: Notify::new(),
        });
        let watching = watch(Arc::clone(&shared), Arc::clone(&open));
        let _watch = AbortOnDropHandle::new(tokio::spawn(watching));
        let herald = are_listed.then(|| Herald::hire(Arc::clone(&shared), Arc::clone(&open)));
        Self { shared, open, herald, _watch }
    }

    /// How the channel layer is.
    pub(crate) fn layer_health(&self) -> LayerHealth {
        *self.shared.layer.health().borrow()
    }

    /// How the log is.
    pub(crate) fn log_health(&self) -> LogHealth {
        *self.shared.log.health().borrow()
    }

    /// Foreign messages that could not be put into the log in time.
    pub(crate) fn foreign_lost(&self) -> u64 {
        self.shared.foreign_lost.load(Ordering::Relaxed)
    }

    /// Whether what is said is taken, and travels between nodes.
    pub(crate) fn connected(&self) -> bool {
        self.shared.is_connected()
    }

    /// Rooms that are open.
    pub(crate) fn count(&self) -> usize {
        lock(&self.open).rooms().len()
    }

    /// The rooms that have people in them, on all nodes, the busiest first. Never a private one.
    pub(crate) fn listed(&self) -> Vec<Listed> {
        self.herald.as_ref().map(Herald::listed).unwrap_or_default()
    }

    /// The room of that name, opened if nobody is in it yet.
    ///
    /// # Errors
    /// The layer gave no channel.
    pub(crate) async fn open(&self, name: &RoomName) -> Result<Arc<Room>, LayerError> {
        let slot = lock(&self.open).slot(name);
        if let Some(room) = slot.room() {
            return Ok(room);
        }
        let _opening = slot.opening.lock().await;
        if let Some(room) = slot.room() {
            return Ok(room);
        }
        let room = Arc::new(Room::open(name.clone(), Arc::clone(&self.shared)).await?);
        *lock(&slot.room) = Arc::downgrade(&room);
        Ok(room)
    }

    /// Finishes what is being said, tells the other nodes that nobody is here any more, and closes the log.
    pub(crate) async fn close(&self) {
        let rooms = lock(&self.open).rooms();
        futures_util::future::join_all(rooms.iter().map(|room| room.bid_farewell())).await;
        if let Some(herald) = &self.herald {
            herald.bid_farewell().await;
        }
        self.shared.writings.close();
        self.shared.writings.wait().await;
        self.shared.log.close().await;
    }
}

impl Open {
    fn slot(&mut self, name: &RoomName) -> Arc<Slot> {
        if self.slots.len() >= self.sweep_at {
            self.slots.retain(|_, slot| Arc::strong_count(slot) > 1 || slot.room().is_some());
            self.sweep_at = (self.slots.len() * 2).max(64);
        }
        Arc::clone(self.slots.entry(name.clone()).or_default())
    }

    fn find(&self, name: &RoomName) -> Option<Arc<Room>> {
        self.slots.get(name)?.room()
    }

    pub(super) fn rooms(&self) -> Vec<Arc<Room>> {
        self.slots.values().filter_map(|slot| slot.room()).collect()
    }
}
