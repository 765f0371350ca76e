//! How long to wait before the next attempt.

use std::time::Duration;

use rand::Rng;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(2);

/// Waits that double from 50 ms to 2 s, each shortened by up to a half at random, so that many
/// processes that lost the same Redis do not come back in step.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    pub(super) fn next(&mut self) -> Duration {
        let wait = FIRST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        self.failures += 1;
        wait.mul_f64(rand::rng().random_range(0.5..=1.0))
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_two_seconds_and_start_again() {
        let mut backoff = Backoff::default();
        for round in 0..100_u32 {
            let longest = FIRST.saturating_mul(1 << round.min(10)).min(LONGEST);
            let wait = backoff.next();
            assert!(wait >= longest / 2 && wait <= longest, "round {round}: {wait:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}
