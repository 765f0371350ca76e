use std::time::Duration;

use crate::{chaos::client::TICK, dice::Dice};

/// Seconds between two new names, on average.
const RENAMES: u64 = 20;

/// Seconds between two notices that somebody is writing, on average.
const TYPING: u64 = 5;

/// Seconds between two changes to what was said, on average.
const CHANGES: u64 = 5;

/// What a client does beside talking: when, is drawn for each moment of the run, whether it has a connection then or not.
#[derive(Clone, Debug)]
pub(crate) struct Whims {
    dice: Dice,
    names: Dice,
    changes: Dice,
    ticks: u32,
    ended: bool,
}

/// Something that a client feels like doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whim {
    /// Another name.
    Rename(String),
    /// To be seen writing.
    Type,
    /// To have something that was said otherwise.
    Change,
}

impl Whims {
    /// The whims of a client.
    pub(crate) fn new(seed: u64, actor: &str) -> Self {
        let dice = |purpose| Dice::new(seed, &format!("{actor}'s {purpose}"));
        let (names, changes) = (dice("names"), dice("moments of change"));
        Self { dice: dice("whims"), names, changes, ticks: 0, ended: false }
    }

    /// What comes up until now.
    pub(crate) fn until(&mut self, now: Duration) -> Vec<Whim> {
        let mut whims = Vec::new();
        while !self.ended && TICK * self.ticks <= now {
            self.ticks += 1;
            if comes_up(&mut self.dice, RENAMES) {
                whims.push(Whim::Rename(self.nickname()));
            }
            if comes_up(&mut self.dice, TYPING) {
                whims.push(Whim::Type);
            }
            if comes_up(&mut self.changes, CHANGES) {
                whims.push(Whim::Change);
            }
        }
        whims
    }

    /// Another name.
    pub(crate) fn nickname(&mut self) -> String {
        let names = ["Ada", "김민준", "Grace Hopper", "Émile", "서연 🌱"];
        format!("{} {}", self.names.one_of(&names, "Ada"), self.names.number(0..=999))
    }

    /// Ends them.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }
}

/// Whether something comes up in a tick that does so every so many seconds.
fn comes_up(dice: &mut Dice, seconds: u64) -> bool {
    dice.number(1..=seconds * 10) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whims(steps: &[u64]) -> Vec<Whim> {
        let mut whims = Whims::new(1, "client 1");
        steps.iter().flat_map(|second| whims.until(Duration::from_secs(*second))).collect()
    }

    #[test]
    fn what_comes_up_depends_on_the_time_and_not_on_how_often_somebody_looks() {
        let whims_of_a_minute = whims(&[60]);
        assert!(whims_of_a_minute.iter().any(|whim| matches!(whim, Whim::Rename(_))));
        assert!(whims_of_a_minute.contains(&Whim::Change));
        assert_eq!(whims(&[0, 1, 1, 1, 7, 59, 60]), whims_of_a_minute);
    }

    #[test]
    fn it_ends() {
        let mut whims = Whims::new(1, "client 1");
        whims.end();
        assert_eq!(whims.until(Duration::from_secs(60)), []);
    }
}
