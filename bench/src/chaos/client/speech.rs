use std::time::Duration;

use crate::{
    chaos::{plan::Role, stamp::Stamp},
    dice::Dice,
};

/// How much of what was not said in time is said later.
const CATCH_UP: Duration = Duration::from_secs(1);

/// When a client speaks, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    client: usize,
    room: usize,
    pace: Option<u64>,
    said: u64,
    next: Duration,
    dice: Dice,
}

impl Speech {
    /// The speech of a client.
    pub(crate) fn new(client: usize, role: Role, dice: Dice) -> Self {
        let (room, pace) = (role.room, role.pace);
        Self { client, room, pace, said: 0, next: Duration::ZERO, dice }
    }

    /// A new thing to say, if it is time for one.
    pub(crate) fn next(&mut self, now: Duration) -> Option<(String, String)> {
        let pace = self.pace?;
        if now < self.next {
            return None;
        }
        // Whoever was held up says the last second's words, and not those of a minute.
        let since = self.next.max(now.saturating_sub(CATCH_UP));
        self.next = since + self.dice.millis(pace / 2..=pace * 3 / 2);
        self.said += 1;
        let stamp = Stamp { client: self.client, room: self.room, number: self.said };
        let nonce = format!("{}-{}", self.client, self.said);
        Some((nonce, format!("{stamp} {}", self.words())))
    }

    /// Whether something rare happens, on average once in so many seconds; asked ten times a second.
    pub(crate) fn now_and_then(&mut self, seconds: u64) -> bool {
        self.dice.number(1..=seconds * 10) == 1
    }

    /// Another name.
    pub(crate) fn nickname(&mut self) -> String {
        let names = ["Ada", "김민준", "Grace Hopper", "Émile", "서연 🌱"];
        format!("{} {}", self.dice.one_of(&names, "Ada"), self.dice.number(0..=9))
    }

    /// Ends it.
    pub(crate) fn finish(&mut self) {
        self.pace = None;
    }

    /// Mostly a sentence, sometimes pages of text.
    fn words(&mut self) -> String {
        let sentence = self.dice.one_of(
            &[
                "hello",
                "안녕하세요, 반갑습니다!",
                "\"quotes\" \\ and\nlines",
                "👩‍👩‍👧‍👦 family",
                "naïve café",
            ],
            "hello",
        );
        let times = if self.dice.happens(4) { self.dice.index(250) } else { 0 };
        format!("{sentence}{}", " and so on, and on".repeat(times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::plan::Dialect;

    #[test]
    fn everything_said_is_new_and_in_its_time() {
        let role = Role { dialect: Dialect::V1, person: 0, room: 2, pace: Some(1000) };
        let mut speech = Speech::new(5, role, Dice::new(1, "client 5"));
        let now = Duration::ZERO;
        let (nonce, text) = speech.next(now).expect("the first");
        assert_eq!(nonce, "5-1");
        assert_eq!(Stamp::find(&text), Some(Stamp { client: 5, room: 2, number: 1 }));
        assert_eq!(speech.next(now), None);
        assert!(speech.next(now + Duration::from_millis(1500)).is_some());
        speech.finish();
        assert_eq!(speech.next(now + Duration::from_secs(100)), None);
    }
}
