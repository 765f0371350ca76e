use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use protocol::MessageId;

use crate::retention::millis;

/// Where the time comes from: the system, or the hand of a test.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicU64>>);

impl Clock {
    /// A clock that stands until it is [`set`](Self::set); its clones are the same clock.
    #[must_use]
    pub fn standing(ms: u64) -> Self {
        Self(Some(Arc::new(AtomicU64::new(ms))))
    }

    /// Moves a standing clock to a moment, in milliseconds since 1970; nothing moves the system's.
    pub fn set(&self, ms: u64) {
        if let Some(hand) = &self.0 {
            hand.store(ms, Ordering::Relaxed);
        }
    }

    pub(crate) fn now(&self) -> u64 {
        match &self.0 {
            Some(hand) => hand.load(Ordering::Relaxed),
            None => SystemTime::UNIX_EPOCH.elapsed().map_or(0, millis),
        }
    }
}

/// The id after `last`. A clock that was put back does not make ids smaller, as in a Redis stream.
pub(crate) fn next_id(now: u64, last: MessageId) -> MessageId {
    if now > last.ms {
        MessageId { ms: now, seq: 0 }
    } else {
        MessageId { ms: last.ms, seq: last.seq + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_whatever_the_clock_does() {
        let mut last = MessageId::START;
        for now in [0, 0, 5, 5, 3, 4, 6, u64::MAX - 1, 1] {
            let id = next_id(now, last);
            assert!(id > last, "{now}: {id} after {last}");
            last = id;
        }
    }
}
