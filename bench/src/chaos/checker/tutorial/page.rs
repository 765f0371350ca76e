use std::collections::HashSet;

use super::Timeline;
use crate::chaos::{
    checker::{Kind, Said, log::beginning},
    history::{Event, What},
};

/// How long after the handshake, in milliseconds, the server may come to give a page its place in the room: it may be stopped
/// in between for eight seconds, and then wait for Redis.
const ENTERING: u64 = 15_000;

/// What comes back within so many milliseconds was not waited for: the words before it on the same line were taken or lost,
/// and not given up because the log was away.
const AT_ONCE: u64 = 2_000;

/// One connection of a page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    said: &'a Said<'a>,
    log: &'a Timeline<'a>,
    calm: u64,
    events: &'a [Event],
    found: Vec<(Kind, String)>,
}

/// The piece of the log that a page shows: its first and its last place.
type Piece = (usize, usize);

/// Something that a page said, and when.
type Word<'a> = (u64, &'a str);

impl<'a> Page<'a> {
    /// What a connection carried, beside everything that stood in its room. From `calm` on nothing goes wrong any more.
    pub(super) fn new(
        said: &'a Said<'a>,
        log: &'a Timeline<'a>,
        calm: u64,
        events: &'a [Event],
    ) -> Self {
        Self { said, log, calm, events, found: Vec::new() }
    }

    /// What must not have happened on it.
    pub(super) fn judge(mut self) -> Vec<(Kind, String)> {
        let shown = self.shown();
        let told: Vec<Word> = self.events.iter().filter_map(told).collect();
        self.order(&told);
        self.losses(&told);
        if let Some(piece) = shown {
            self.beginning(piece, &told);
        }
        if self.lives_in_the_calm() {
            self.end(shown, &told);
        }
        self.found
    }

    /// What it shows is one piece of the log.
    fn shown(&mut self) -> Option<Piece> {
        let (mut seen, mut shown) = (HashSet::new(), None);
        for event in self.events {
            match &event.what {
                What::Heard(text) => {
                    if !seen.insert(text) && !self.log.is_taken(text) {
                        self.found(Kind::Doubled, format!("“{}” came twice", beginning(text)));
                    }
                    shown = self.show(text, shown);
                }
                What::Strange(frame) => self.found(Kind::Strange, frame.clone()),
                _ => {}
            }
        }
        shown
    }

    fn show(&mut self, text: &str, shown: Option<Piece>) -> Option<Piece> {
        let start = beginning(text);
        let last = shown.map(|(_, last)| last);
        let place = self.log.place(text, last);
        if self.said.by(text).is_none() {
            self.found(Kind::Invented, format!("nobody said “{start}”"));
        } else if place.is_none() && !self.log.is_taken(text) {
            self.found(Kind::Ghost, format!("“{start}” is not in the log"));
        }
        let Some(place) = place else { return shown };
        let Some((first, last)) = shown else { return Some((place, place)) };
        if place < last {
            self.found(Kind::Disordered, format!("“{start}” came after what was said later"));
        }
        if let [skipped, ..] = *self.log.between(last + 1, place) {
            let skipped = beginning(skipped);
            self.found(Kind::Skipped, format!("“{skipped}” was left out before “{start}”"));
        }
        Some((first, last.max(place)))
    }

    /// What it said on one line stands in that order.
    fn order(&mut self, told: &[Word]) {
        let places = told.iter().filter_map(|(_, text)| Some((text, self.log.place(text, None)?)));
        let places: Vec<_> = places.collect();
        for pair in places.windows(2) {
            if pair[0].1 > pair[1].1 {
                let start = beginning(pair[1].0);
                self.found(Kind::Disordered, format!("its own “{start}” overtook another"));
            }
        }
    }

    /// What it said in the calm stands in the log, and so does what its own next words prove to have been read.
    fn losses(&mut self, told: &[Word]) {
        for (index, (at, text)) in told.iter().enumerate() {
            let next = told.get(index + 1).and_then(|(_, next)| self.heard_at(next));
            let is_due = *at >= self.calm || next.is_some_and(|next| next < at + AT_ONCE);
            if is_due && !self.log.keeps(text) && !self.log.is_taken(text) {
                self.found(Kind::Lost, format!("its own “{}”, at {at} ms", beginning(text)));
            }
        }
    }

    /// It is shown everything from its own first words on, and from soon after it came.
    fn beginning(&mut self, (first, _): Piece, told: &[Word]) {
        let own = told.iter().filter_map(|(_, text)| self.log.place(text, None)).min();
        if own.is_some_and(|own| own < first) {
            self.found(Kind::Missing, "its own first words did not come back".into());
        }
        let entered = self.events[0].at + ENTERING;
        let next = self.log.first(|text| self.said.at(text) >= entered);
        if next.is_some_and(|next| next < first) {
            let detail = format!("nothing came of what was said {ENTERING} ms after it had");
            self.found(Kind::Missing, detail);
        }
    }

    /// It is shown everything to the end.
    fn end(&mut self, shown: Option<Piece>, told: &[Word]) {
        let speaks = told.iter().any(|(at, _)| *at >= self.calm);
        let missing = match shown {
            Some((_, last)) => self.log.between(last + 1, self.log.len()).len(),
            None => usize::from(speaks),
        };
        if missing > 0 {
            self.found(Kind::Missing, format!("{missing} at its end"));
        }
    }

    /// Whether it was the client that ended it, when everybody had everything.
    fn lives_in_the_calm(&self) -> bool {
        let ends =
            |event: &&Event| matches!(event.what, What::Returned | What::Closed(_) | What::GaveUp);
        self.events.iter().find(ends).is_some_and(|event| event.what == What::Returned)
    }

    fn heard_at(&self, text: &str) -> Option<u64> {
        let is_it = |event: &&Event| matches!(&event.what, What::Heard(heard) if heard == text);
        self.events.iter().find(is_it).map(|event| event.at)
    }

    fn found(&mut self, kind: Kind, detail: String) {
        self.found.push((kind, detail));
    }
}

fn told(event: &Event) -> Option<Word<'_>> {
    match &event.what {
        What::Told(text) => Some((event.at, text)),
        _ => None,
    }
}
