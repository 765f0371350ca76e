use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use protocol::{Nonce, Text};

use super::own_nonce;

/// How long a foreign message waits to be seen in the log. By then its node has put it there, or another one has.
const PATIENCE: Duration = Duration::from_secs(15);

/// Milliseconds by which the clock of a node may be ahead of the log's.
const CLOCKS: u64 = 2_000;

/// Foreign messages that may wait. More are dropped, the oldest first: their program is a flood.
const CAPACITY: usize = 1000;

/// The messages of programs that know nothing of Parlor, such as Django's consumers.
///
/// They come without an id, on every node at once. The one that holds the room's lease puts each into the log; the others wait
/// until they see it there, so that another one can do it if the first dies in between.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    waiting: VecDeque<Original>,
    /// Seen in the log before the original was heard.
    ahead: VecDeque<(Instant, Text)>,
    /// Given up since this was last asked for.
    lost: usize,
}

/// A foreign message as it was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Original {
    pub(crate) text: Text,
    /// The same when it is put into the log again, after an answer was lost.
    pub(crate) nonce: Nonce,
    heard: Instant,
    /// The same by this node's clock, in milliseconds since 1970.
    at: u64,
}

impl Foreign {
    /// A foreign message was heard, `at` so many milliseconds since 1970.
    pub(crate) fn hear(&mut self, text: Text, at: u64, now: Instant) {
        self.forget_seen(now);
        if let Some(at) = self.ahead.iter().position(|(_, ahead)| *ahead == text) {
            self.ahead.remove(at);
            return;
        }
        if self.waiting.len() == CAPACITY {
            self.waiting.pop_front();
            self.lost += 1;
        }
        self.waiting.push_back(Original { text, nonce: own_nonce(), heard: now, at });
    }

    /// A message without an author stands in the log, of which this room had not known yet.
    pub(crate) fn see(&mut self, text: &Text, now: Instant) {
        if self.settle(|original| original.text == *text) {
            return;
        }
        self.forget_seen(now);
        if self.ahead.len() == CAPACITY {
            self.ahead.pop_front();
        }
        self.ahead.push_back((now, text.clone()));
    }

    /// A message without an author was found in the log, put there `at` so many milliseconds since 1970: it may have been heard
    /// here, or long before this room was opened.
    pub(crate) fn recognize(&mut self, text: &Text, at: u64) {
        self.settle(|original| original.text == *text && original.at <= at + CLOCKS);
    }

    /// Whether one waits to be seen in the log.
    #[cfg(test)]
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn forget_seen(&mut self, now: Instant) {
        self.ahead.retain(|(seen, _)| now.duration_since(*seen) < PATIENCE);
    }

    fn settle(&mut self, is_it: impl Fn(&Original) -> bool) -> bool {
        let at = self.waiting.iter().position(is_it);
        at.is_some_and(|at| self.waiting.remove(at).is_some())
    }

    /// The oldest that nobody has put into the log yet.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Original> {
        let before = self.waiting.len();
        self.waiting.retain(|original| now.duration_since(original.heard) < PATIENCE);
        self.lost += before - self.waiting.len();
        self.waiting.front().cloned()
    }

    /// How many were given up since the last time: they are in no log.
    pub(crate) fn take_lost(&mut self) -> usize {
        std::mem::take(&mut self.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: u64 = 1_000_000;

    fn text(text: &str) -> Text {
        Text::parse(text).expect("a text")
    }

    #[test]
    fn each_original_waits_until_it_is_seen_in_the_log() {
        let (mut foreign, now) = (Foreign::default(), Instant::now());
        foreign.hear(text("hi"), AT, now);
        foreign.hear(text("hi"), AT, now);
        foreign.hear(text("there"), AT, now);
        let first = foreign.next(now).expect("one waits");
        assert_eq!(foreign.next(now), Some(first), "under one nonce until it is seen");
        foreign.see(&text("hi"), now);
        assert_eq!(foreign.next(now).map(|next| next.text), Some(text("hi")), "said twice");
        foreign.see(&text("hi"), now);
        foreign.see(&text("there"), now);
        assert_eq!(foreign.next(now), None);
    }

    #[test]
    fn an_original_that_comes_after_its_entry_waits_for_nothing() {
        let (mut foreign, now) = (Foreign::default(), Instant::now());
        foreign.see(&text("hi"), now);
        foreign.hear(text("hi"), AT, now);
        assert_eq!(foreign.next(now), None);
        foreign.hear(text("hi"), AT, now);
        assert!(foreign.next(now).is_some(), "the second is another one");
    }

    #[test]
    fn nothing_waits_for_ever_or_without_bound() {
        let (mut foreign, now) = (Foreign::default(), Instant::now());
        (0..2 * CAPACITY).for_each(|n| foreign.hear(text(&n.to_string()), AT, now));
        assert_eq!(foreign.waiting.len(), CAPACITY);
        (0..2 * CAPACITY).for_each(|n| foreign.see(&text(&format!("other {n}")), now));
        assert_eq!(foreign.ahead.len(), CAPACITY);
        assert_eq!(foreign.take_lost(), CAPACITY);
        assert_eq!(foreign.next(now + PATIENCE), None);
        assert_eq!((foreign.take_lost(), foreign.take_lost()), (CAPACITY, 0));
    }

    #[test]
    fn what_a_page_shows_already_waits_no_longer_and_says_nothing_of_what_comes() {
        let (mut foreign, now) = (Foreign::default(), Instant::now());
        foreign.hear(text("hi"), AT, now);
        foreign.recognize(&text("hi"), AT - CLOCKS - 1);
        assert!(foreign.is_waiting(), "that was said before this was heard");
        foreign.recognize(&text("hi"), AT - CLOCKS);
        assert!(!foreign.is_waiting());
        foreign.recognize(&text("hi"), AT);
        foreign.hear(text("hi"), AT, now);
        assert!(foreign.is_waiting(), "the next one is another one");
    }
}
