use std::{
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use protocol::MessageId;

/// Makes the ids of this node's messages: strictly growing, and after every id it has seen.
///
/// Two nodes may speak in one millisecond, so the sequence starts at a random number in each. A node whose clock is
/// behind follows the ids it sees, so that an answer always stands after what it answers.
#[derive(Debug)]
pub(crate) struct Ids(Mutex<MessageId>);

impl Ids {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(MessageId { ms: 0, seq: 0 }))
    }

    /// An id that nothing on this node has yet.
    pub(crate) fn next(&self) -> MessageId {
        self.after(now(), rand::random())
    }

    /// Takes notice of another node's id. False when it is from more than a minute ahead: that is somebody's broken
    /// clock, and not to be followed.
    pub(crate) fn observe(&self, id: MessageId) -> bool {
        self.follow(id, now())
    }

    fn after(&self, now: u64, start: u32) -> MessageId {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if now > last.ms {
            MessageId { ms: now, seq: u64::from(start) }
        } else {
            // Never just the next one: all nodes that have seen the same id would make the same next one.
            match last.seq.checked_add(1 + u64::from(start)) {
                Some(seq) => MessageId { ms: last.ms, seq },
                None => MessageId { ms: last.ms + 1, seq: u64::from(start) },
            }
        };
        *last
    }

    fn follow(&self, id: MessageId, now: u64) -> bool {
        const TOLERANCE_MS: u64 = 60_000;
        if id.ms.saturating_sub(now) > TOLERANCE_MS {
            return false;
        }
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = id.max(*last);
        true
    }
}

/// Milliseconds since 1970-01-01 00:00 UTC.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_jumps_back() {
        let ids = Ids::new();
        let mut last = ids.after(1000, 5);
        for now in [1000, 1000, 400, 999, 1001, 1001] {
            let next = ids.after(now, 0);
            assert!(next > last, "{next} after {last}");
            last = next;
        }
    }

    #[test]
    fn an_answer_stands_after_what_it_answers() {
        let ids = Ids::new();
        ids.after(1000, 0);
        let ahead = MessageId { ms: 31_000, seq: 7 };
        assert!(ids.follow(ahead, 1000));
        assert!(ids.after(1001, 0) > ahead);
        assert!(
            !ids.follow(MessageId { ms: 90_000, seq: 0 }, 1001),
            "a broken clock is not followed"
        );
        assert!(ids.after(1002, 0).ms < 32_000);
        assert!(ids.follow(MessageId { ms: 32_000, seq: u64::MAX }, 1002));
        assert_eq!(ids.after(1003, 5), MessageId { ms: 32_001, seq: 5 });
    }

    #[test]
    fn nodes_that_have_heard_the_same_answer_with_different_ids() {
        let question = MessageId { ms: 5000, seq: 1 };
        let (here, there) = (Ids::new(), Ids::new());
        for ids in [&here, &there] {
            assert!(ids.follow(question, 1000));
        }
        assert_ne!(here.after(1000, 17), there.after(1000, 4));
    }
}
