use std::time::Duration;

use crate::{
    chaos::{plan::Role, stamp::Stamp},
    dice::Dice,
};

/// How much of what was not said in time is said later.
const CATCH_UP: Duration = Duration::from_secs(1);

/// When a client speaks, and what it says. The words of each message are the same in every run of a seed.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    client: usize,
    room: usize,
    pace: Option<u64>,
    said: u64,
    next: Duration,
    words: Dice,
    pauses: Dice,
}

impl Speech {
    /// The speech of a client.
    pub(crate) fn new(client: usize, role: Role, seed: u64) -> Self {
        let dice = |purpose| Dice::new(seed, &format!("client {client}'s {purpose}"));
        let (room, pace) = (role.room, role.pace);
        let (words, pauses) = (dice("words"), dice("pauses"));
        Self { client, room, pace, said: 0, next: Duration::ZERO, words, pauses }
    }

    /// A new thing to say, if it is time for one.
    pub(crate) fn next(&mut self, now: Duration) -> Option<(String, String)> {
        let pace = self.pace?;
        if now < self.next {
            return None;
        }
        // Whoever was held up says the last second's words, and not those of a minute.
        let since = self.next.max(now.saturating_sub(CATCH_UP));
        self.next = since + self.pauses.millis(pace / 2..=pace * 3 / 2);
        Some(self.say())
    }

    /// Whoever talks at all does so at once.
    pub(crate) fn hurry(&mut self, now: Duration) {
        self.next = self.next.min(now);
    }

    /// A new thing to say, with its nonce, at any time.
    pub(crate) fn say(&mut self) -> (String, String) {
        self.said += 1;
        let stamp = Stamp { client: self.client, room: self.room, number: self.said };
        let nonce = format!("{}-{}", self.client, self.said);
        (nonce, format!("{stamp} {}", self.sentence()))
    }

    /// Ends it.
    pub(crate) fn finish(&mut self) {
        self.pace = None;
    }

    /// Mostly a sentence, sometimes pages of text.
    fn sentence(&mut self) -> String {
        let sentence = self.words.one_of(
            &[
                "hello",
                "안녕하세요, 반갑습니다!",
                "\"quotes\" \\ and\nlines",
                "👩‍👩‍👧‍👦 family",
                "naïve café",
            ],
            "hello",
        );
        let times = if self.words.happens(4) { self.words.index(250) } else { 0 };
        format!("{sentence}{}", " and so on, and on".repeat(times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::plan::{Dialect, Patience};

    fn speech() -> Speech {
        let (dialect, patience) = (Dialect::V1, Patience::Short);
        let role = Role { dialect, person: 0, room: 2, pace: Some(1000), patience };
        Speech::new(5, role, 1)
    }

    #[test]
    fn everything_said_is_new_and_in_its_time() {
        let mut speech = speech();
        let now = Duration::ZERO;
        let (nonce, text) = speech.next(now).expect("the first");
        assert_eq!(nonce, "5-1");
        assert_eq!(Stamp::find(&text), Some(Stamp { client: 5, room: 2, number: 1 }));
        assert_eq!(speech.next(now), None);
        assert!(speech.next(now + Duration::from_millis(1500)).is_some());
        speech.finish();
        assert_eq!(speech.next(now + Duration::from_secs(100)), None);
        assert_eq!(speech.say().0, "5-3", "a last word is always possible");
    }

    #[test]
    fn a_message_is_the_same_whenever_it_is_said() {
        let (mut calm, mut hurried) = (speech(), speech());
        let mut now = Duration::ZERO;
        for _ in 0..20 {
            now += Duration::from_secs(2);
            hurried.hurry(now);
            assert_eq!(hurried.next(now), Some(calm.say()));
        }
    }
}
