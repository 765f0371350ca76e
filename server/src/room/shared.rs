use std::{
    sync::{Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use channel_layer::ChannelLayer;
use room_log::Log;
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

/// What all rooms of this node share.
#[derive(Debug)]
pub(super) struct Shared {
    /// Names this process among the nodes.
    pub(super) node: String,
    pub(super) layer: ChannelLayer,
    pub(super) log: Log,
    /// Foreign messages that are in no log, because it could not be written for too long.
    pub(super) foreign_lost: AtomicU64,
    /// What is being written. It is finished even when whoever wrote it has gone.
    pub(super) writings: TaskTracker,
    /// A room has more people than before, or fewer.
    pub(super) counted: Notify,
}

impl Shared {
    /// Whether what is said is taken, and travels between nodes.
    pub(super) fn is_connected(&self) -> bool {
        self.layer.health().borrow().connected && self.log.health().borrow().available
    }
}

/// A panic while a lock was held cannot leave these tables half-changed: each change is one call.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds since 1970-01-01 00:00 UTC.
pub(super) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
