use std::sync::{Mutex, MutexGuard, PoisonError};

use channel_layer::ChannelLayer;

use super::{history::History, ids::Ids};

/// What all rooms of this node share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) layer: ChannelLayer,
    pub(super) history: Mutex<History>,
    pub(super) ids: Ids,
}

/// A panic while a lock was held cannot leave these tables half-changed: each change is one call.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
