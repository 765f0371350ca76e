use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

/// How a log is doing. Counters only grow, so that who looks late still sees that something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether messages can be appended now. Redis: every server is connected, and takes writes. SQLite: the last write
    /// was not refused for want of space or of the file's lock; what is damaged concerns a room, and only who speaks there.
    pub available: bool,
    /// Stored entries that could not be understood and were left out, each time one was met.
    pub undecodable: u64,
    /// Epochs that this process began because something was lost.
    pub resets: u64,
}

/// Where the parts of a log report how they are.
#[derive(Debug)]
pub(crate) struct Pulse {
    parts: Box<[AtomicBool]>,
    health: watch::Sender<Health>,
}

impl Pulse {
    pub(crate) fn new(parts: usize, available: bool) -> Self {
        Self {
            parts: (0..parts).map(|_| AtomicBool::new(available)).collect(),
            health: watch::Sender::new(Health { available, ..Health::default() }),
        }
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    pub(crate) fn is_available(&self) -> bool {
        self.health.borrow().available
    }

    /// Whether one part is available.
    pub(crate) fn is_part_available(&self, part: usize) -> bool {
        self.parts.get(part).is_some_and(|part| part.load(Ordering::Relaxed))
    }

    /// The log is available when all its parts are.
    pub(crate) fn set_available(&self, part: usize, available: bool) {
        if let Some(part) = self.parts.get(part) {
            part.store(available, Ordering::Relaxed);
        }
        // Looked at under the watch's lock: whoever comes last sees all that was stored before.
        self.health.send_if_modified(|health| {
            let available = self.parts.iter().all(|part| part.load(Ordering::Relaxed));
            std::mem::replace(&mut health.available, available) != available
        });
    }

    pub(crate) fn found_undecodable(&self) {
        self.health.send_modify(|health| health.undecodable += 1);
    }

    pub(crate) fn began_anew(&self) {
        self.health.send_modify(|health| health.resets += 1);
    }
}
