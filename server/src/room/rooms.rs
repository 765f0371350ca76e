use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};

use channel_layer::{ChannelLayer, Error as LayerError, Health};
use protocol::{Message, RoomName, ServerFrame};
use tokio::sync::Mutex as AsyncMutex;
use tokio_util::task::AbortOnDropHandle;

use super::{
    Room,
    event::encode,
    ids::Ids,
    shared::{Shared, lock},
};

/// The rooms of this node.
#[derive(Debug)]
pub(crate) struct Rooms {
    epoch: String,
    shared: Arc<Shared>,
    open: Arc<Mutex<Open>>,
    _health: AbortOnDropHandle<()>,
}

/// The rooms that are open, each once. A slot is locked while its room is being opened: whoever comes second waits
/// for the first, and nobody waits for another room.
#[derive(Debug, Default)]
struct Open {
    slots: HashMap<RoomName, Slot>,
    sweep_at: usize,
}

type Slot = Arc<AsyncMutex<Weak<Room>>>;

impl Rooms {
    /// Rooms on a layer. Must be called inside a Tokio runtime.
    pub(crate) fn new(layer: ChannelLayer) -> Self {
        let open = Arc::default();
        let _health =
            AbortOnDropHandle::new(tokio::spawn(tell_health(layer.clone(), Arc::clone(&open))));
        let shared = Arc::new(Shared { layer, history: Mutex::default(), ids: Ids::new() });
        Self { epoch: format!("{:016x}", rand::random::<u64>()), shared, open, _health }
    }

    /// Names the log: ids of another epoch say nothing about this one.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// How the channel layer is.
    pub(crate) fn health(&self) -> Health {
        *self.shared.layer.health().borrow()
    }

    /// Whether messages travel between nodes just now.
    pub(crate) fn connected(&self) -> bool {
        self.health().connected
    }

    /// Rooms that are open.
    pub(crate) fn count(&self) -> usize {
        lock(&self.open).rooms().len()
    }

    /// Messages heard in all rooms since the start.
    pub(crate) fn heard(&self) -> u64 {
        lock(&self.shared.history).heard()
    }

    /// The newest messages of a room, oldest of them first.
    pub(crate) fn newest(&self, room: &RoomName) -> Vec<Message> {
        lock(&self.shared.history).newest(room)
    }

    /// The room of that name, opened if nobody is in it yet.
    ///
    /// # Errors
    /// The layer gave no channel.
    pub(crate) async fn open(&self, name: &RoomName) -> Result<Arc<Room>, LayerError> {
        let slot = lock(&self.open).slot(name);
        let mut slot = slot.lock().await;
        if let Some(room) = slot.upgrade() {
            return Ok(room);
        }
        let room = Arc::new(Room::open(name.clone(), Arc::clone(&self.shared)).await?);
        *slot = Arc::downgrade(&room);
        Ok(room)
    }
}

impl Open {
    fn slot(&mut self, name: &RoomName) -> Slot {
        if self.slots.len() >= self.sweep_at {
            self.slots.retain(|_, slot| Arc::strong_count(slot) > 1 || upgrade(slot).is_some());
            self.sweep_at = (self.slots.len() * 2).max(64);
        }
        Arc::clone(self.slots.entry(name.clone()).or_default())
    }

    fn rooms(&self) -> Vec<Arc<Room>> {
        self.slots.values().filter_map(upgrade).collect()
    }
}

/// The room in a slot that nobody is just opening.
fn upgrade(slot: &Slot) -> Option<Arc<Room>> {
    slot.try_lock().ok()?.upgrade()
}

/// Tells everybody when the layer is lost, and when it is back.
async fn tell_health(layer: ChannelLayer, open: Arc<Mutex<Open>>) {
    let mut health = layer.health();
    drop(layer);
    let mut told = true;
    loop {
        let connected = health.borrow_and_update().connected;
        if connected != told {
            told = connected;
            let frame = encode(&ServerFrame::Layer { connected });
            let rooms = lock(&open).rooms();
            rooms.iter().for_each(|room| room.notify(&frame));
        }
        if health.changed().await.is_err() {
            return;
        }
    }
}
