use std::time::Duration;

/// How much of a room is kept. Reading never gives what is older than `age`; a few messages more than `messages` may
/// stand, because each back end deletes when that is cheap.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Messages in a room, and changes to them, which count as messages do.
    pub messages: usize,
    /// Age of a message or a change.
    pub age: Duration,
}

impl Default for Retention {
    /// 10,000 messages, 30 days.
    fn default() -> Self {
        Self { messages: 10_000, age: Duration::from_hours(30 * 24) }
    }
}

impl Retention {
    /// What was said before this millisecond is not shown any longer.
    pub(crate) fn horizon(&self, now: u64) -> u64 {
        now.saturating_sub(millis(self.age))
    }
}

/// How long an author's nonce is remembered, even if its message is gone, in milliseconds: twice as long as a page tries again by
/// itself.
pub(crate) const NONCE_MEMORY: u64 = 24 * 60 * 60 * 1000;

pub(crate) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
