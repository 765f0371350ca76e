use std::time::Duration;

use crate::chaos::plan::Patience;

/// How long a line may be silent before an impatient client asks whether anybody is there, and how long the answer may
/// take. It heals in a run of a minute what a patient one would only find out afterwards.
const SHORT: Duration = Duration::from_secs(5);

/// How long a line may be silent that has heartbeats: two may be missed.
const LONG: Duration = Duration::from_secs(45);

/// Finds out that a line is dead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watchdog {
    patience: Patience,
    heard: Duration,
    asked: Option<Duration>,
}

/// What is to be done about silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Nothing.
    Fine,
    /// Ask.
    Ask,
    /// Give up the line.
    Dead,
}

impl Watchdog {
    /// The watchdog of a client.
    pub(crate) fn new(patience: Patience) -> Self {
        Self { patience, heard: Duration::ZERO, asked: None }
    }

    /// Something came.
    pub(crate) fn heard(&mut self, now: Duration) {
        (self.heard, self.asked) = (now, None);
    }

    /// Called now and then.
    pub(crate) fn look(&mut self, now: Duration) -> Silence {
        match (self.patience, self.asked) {
            (Patience::Long, _) if now >= self.heard + LONG => Silence::Dead,
            (Patience::Short, Some(asked)) if now >= asked + SHORT => Silence::Dead,
            (Patience::Short, None) if now >= self.heard + SHORT => {
                self.asked = Some(now);
                Silence::Ask
            }
            _ => Silence::Fine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impatient_client_asks_once_and_then_gives_up() {
        let mut dog = Watchdog::new(Patience::Short);
        dog.heard(SHORT);
        assert_eq!(dog.look(2 * SHORT - Duration::from_millis(1)), Silence::Fine);
        assert_eq!(dog.look(2 * SHORT), Silence::Ask);
        assert_eq!(dog.look(2 * SHORT), Silence::Fine);
        assert_eq!(dog.look(3 * SHORT), Silence::Dead);
        dog.heard(3 * SHORT);
        assert_eq!(dog.look(3 * SHORT), Silence::Fine);
    }

    #[test]
    fn a_patient_client_asks_nothing_and_trusts_the_heartbeat() {
        let mut dog = Watchdog::new(Patience::Long);
        dog.heard(SHORT);
        assert_eq!(dog.look(SHORT + LONG - Duration::from_millis(1)), Silence::Fine);
        assert_eq!(dog.look(SHORT + LONG), Silence::Dead);
    }
}
