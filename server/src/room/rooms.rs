use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use channel_layer::{ChannelLayer, Error as LayerError, Health as LayerHealth};
use protocol::{MessageId, RoomName, limits};
use room_log::{Health as LogHealth, Log, LogError};
use tokio::{sync::Mutex as AsyncMutex, time::timeout};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::{
    Room,
    hall::Opening,
    shared::{Shared, lock},
    watch::watch,
};

/// How long a page waits for its messages. It is better shown without them.
const PAGE_PATIENCE: Duration = Duration::from_secs(1);

/// The rooms of this node.
#[derive(Debug)]
pub(crate) struct Rooms {
    shared: Arc<Shared>,
    open: Arc<Mutex<Open>>,
    _watch: AbortOnDropHandle<()>,
}

/// The rooms that are open, each once. A slot is locked while its room is being opened: whoever comes second waits
/// for the first, and nobody waits for another room.
#[derive(Debug, Default)]
pub(super) struct Open {
    slots: HashMap<RoomName, Slot>,
    sweep_at: usize,
}

type Slot = Arc<AsyncMutex<Weak<Room>>>;

impl Rooms {
    /// Rooms on a layer, with a log. Must be called inside a Tokio runtime.
    pub(crate) fn new(layer: ChannelLayer, log: Log) -> Self {
        let open = Arc::default();
        let node = format!("{:016x}", rand::random::<u64>());
        let shared = Arc::new(Shared { node, layer, log, writings: TaskTracker::new() });
        let watching = watch(Arc::clone(&shared), Arc::clone(&open));
        let _watch = AbortOnDropHandle::new(tokio::spawn(watching));
        Self { shared, open, _watch }
    }

    /// How the channel layer is.
    pub(crate) fn layer_health(&self) -> LayerHealth {
        *self.shared.layer.health().borrow()
    }

    /// How the log is.
    pub(crate) fn log_health(&self) -> LogHealth {
        *self.shared.log.health().borrow()
    }

    /// Whether what is said is taken, and travels between nodes.
    pub(crate) fn connected(&self) -> bool {
        self.shared.is_connected()
    }

    /// Rooms that are open.
    pub(crate) fn count(&self) -> usize {
        lock(&self.open).rooms().len()
    }

    /// The newest page of a room; an empty one while the log cannot be read.
    pub(crate) async fn newest(&self, name: &RoomName) -> Opening {
        let open = lock(&self.open).find(name);
        if let Some(opening) = open.and_then(|room| room.newest()) {
            return opening;
        }
        self.page(self.shared.log.newest(name, limits::PAGE_MESSAGES)).await
    }

    /// The page of a room before a message.
    pub(crate) async fn before(&self, name: &RoomName, id: MessageId) -> Opening {
        self.page(self.shared.log.before(name, id, limits::PAGE_MESSAGES)).await
    }

    async fn page(&self, read: impl Future<Output = Result<room_log::Page, LogError>>) -> Opening {
        let page = match timeout(PAGE_PATIENCE, read).await {
            Ok(Ok(page)) => page,
            Ok(Err(error)) => {
                tracing::debug!(%error, "a page is shown without its messages");
                return Opening::default();
            }
            Err(_) => return Opening::default(),
        };
        Opening {
            last: page.last(),
            epoch: page.epoch.to_string(),
            reset: true,
            older: page.more,
            messages: page.messages,
            changes: Vec::new(),
        }
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

    /// Finishes what is being said, tells the other nodes that nobody is here any more, and closes the log.
    pub(crate) async fn close(&self) {
        let rooms = lock(&self.open).rooms();
        futures_util::future::join_all(rooms.iter().map(|room| room.bid_farewell())).await;
        self.shared.writings.close();
        self.shared.writings.wait().await;
        self.shared.log.close().await;
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

    fn find(&self, name: &RoomName) -> Option<Arc<Room>> {
        self.slots.get(name).and_then(upgrade)
    }

    pub(super) fn rooms(&self) -> Vec<Arc<Room>> {
        self.slots.values().filter_map(upgrade).collect()
    }
}

/// The room in a slot that nobody is just opening.
fn upgrade(slot: &Slot) -> Option<Arc<Room>> {
    slot.try_lock().ok()?.upgrade()
}
