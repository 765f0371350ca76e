/// Milliseconds of the longest first wait. A server that is restarted takes leave of its pages one after the other,
/// and is back in about that time.
const FIRST: u32 = 1_000;

/// Milliseconds no wait exceeds.
const MOST: u32 = 20_000;

/// How long to wait before trying again: longer each time, and by chance, so that a thousand pages that
/// lost their server together do not come back together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The next wait in milliseconds. `chance` is drawn evenly from 0 to 1.
    pub fn next(&mut self, chance: f64) -> u32 {
        let ceiling = self.ceiling();
        self.attempts = self.attempts.saturating_add(1);
        // Full jitter: anything up to the ceiling. `as` cuts what lies outside, and takes no number for 0.
        (f64::from(ceiling) * chance.clamp(0.0, 1.0)) as u32
    }

    /// Starts from the shortest wait again, after a success.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }

    fn ceiling(self) -> u32 {
        FIRST.saturating_mul(1 << self.attempts.min(10)).min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..7).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits, [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
        backoff.reset();
        assert_eq!(backoff.next(0.5), 500);
    }

    proptest! {
        #[test]
        fn no_wait_is_over_the_limit(attempts: u32, chance: f64) {
            let mut backoff = Backoff { attempts };
            prop_assert!(backoff.next(chance) <= MOST);
        }
    }
}
