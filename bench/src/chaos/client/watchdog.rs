use std::time::Duration;

/// How long a line may be silent before the client asks whether anybody is there, and how long the answer may take.
///
/// The protocol's own measure is two missed heartbeats. A run of a minute cannot wait that long for each dead line.
const SILENCE: Duration = Duration::from_secs(5);

/// Finds out that a line is dead.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Watchdog {
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
    /// Something came.
    pub(crate) fn heard(&mut self, now: Duration) {
        *self = Self { heard: now, asked: None };
    }

    /// Called now and then.
    pub(crate) fn look(&mut self, now: Duration) -> Silence {
        match self.asked {
            Some(asked) if now >= asked + SILENCE => Silence::Dead,
            None if now >= self.heard + SILENCE => {
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
    fn a_silent_line_is_asked_once_and_then_given_up() {
        let mut dog = Watchdog::default();
        dog.heard(SILENCE);
        assert_eq!(dog.look(2 * SILENCE - Duration::from_millis(1)), Silence::Fine);
        assert_eq!(dog.look(2 * SILENCE), Silence::Ask);
        assert_eq!(dog.look(2 * SILENCE), Silence::Fine);
        assert_eq!(dog.look(3 * SILENCE), Silence::Dead);
        dog.heard(3 * SILENCE);
        assert_eq!(dog.look(3 * SILENCE), Silence::Fine);
    }
}
