//! Chance that can be had again: every actor of a run draws from dice of its own for each purpose, made from the seed and
//! a name.
//!
//! So a seed replays the same decisions: what is drawn for a fault, a text or a moment depends on nothing that has
//! happened before. When an actor comes to a decision is up to the machine: two runs of a seed are alike, and not the same.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::{ops::RangeInclusive, time::Duration};

/// One actor's dice.
#[derive(Clone, Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// The dice of an actor.
    pub(crate) fn new(seed: u64, actor: &str) -> Self {
        // FNV-1a: the standard library's hashes may change from one version to the next.
        let hash = actor.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(StdRng::seed_from_u64(seed.rotate_left(32) ^ hash))
    }

    /// Dice for one more actor: the first that asks always gets the same, and so does the second.
    pub(crate) fn split(&mut self) -> Self {
        Self(StdRng::seed_from_u64(self.0.random()))
    }

    /// A number of the range.
    pub(crate) fn number(&mut self, range: RangeInclusive<u64>) -> u64 {
        self.0.random_range(range)
    }

    /// An index below `length`, which is at least 1.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    /// Whether something happens that does so in `percent` of all cases.
    pub(crate) fn happens(&mut self, percent: u64) -> bool {
        self.number(1..=100) <= percent
    }

    /// A time of so many milliseconds.
    pub(crate) fn millis(&mut self, range: RangeInclusive<u64>) -> Duration {
        Duration::from_millis(self.number(range))
    }

    /// One of several; the first when chance has nothing to choose from.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T], otherwise: T) -> T {
        choices.choose(&mut self.0).copied().unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throws(mut dice: Dice) -> Vec<u64> {
        (0..20).map(|_| dice.number(0..=1000)).collect()
    }

    #[test]
    fn a_seed_replays_and_actors_differ() {
        assert_eq!(throws(Dice::new(7, "schedule")), throws(Dice::new(7, "schedule")));
        assert_ne!(throws(Dice::new(7, "schedule")), throws(Dice::new(8, "schedule")));
        assert_ne!(throws(Dice::new(7, "schedule")), throws(Dice::new(7, "client 1")));
        let mut line = Dice::new(7, "line");
        let (first, second) = (line.split(), line.split());
        assert_eq!(throws(first.clone()), throws(Dice::new(7, "line").split()));
        assert_ne!(throws(first), throws(second));
    }
}
