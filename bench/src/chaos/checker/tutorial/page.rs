use std::collections::HashSet;

use super::{Timeline, Visit};
use crate::chaos::{
    checker::{Kind, Said, log::beginning, proofs::Proofs},
    history::{Event, What},
    stamp::Stamp,
};

/// What comes back within so many milliseconds was not waited for: the words before it on the same line were taken or lost,
/// and not given up because the log was away.
const AT_ONCE: u64 = 2_000;

/// What is known beside what a page was shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'a> {
    pub(super) said: &'a Said<'a>,
    pub(super) proofs: &'a Proofs,
    /// Everything that stood in its room.
    pub(super) log: &'a Timeline<'a>,
}

/// One connection of a page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) said: &'a Said<'a>,
    pub(super) proofs: &'a Proofs,
    pub(super) log: &'a Timeline<'a>,
    pub(super) visit: Visit<'a>,
    found: Vec<(Kind, String)>,
}

/// The piece of the log that a page shows: its first and its last place.
pub(super) type Piece = (usize, usize);

/// Something that a page said: when, and what.
pub(super) type Word<'a> = (u64, Stamp, &'a str);

impl<'a> Page<'a> {
    /// A connection, beside what is known otherwise.
    pub(super) fn new(evidence: Evidence<'a>, visit: Visit<'a>) -> Self {
        let Evidence { said, proofs, log } = evidence;
        Self { said, proofs, log, visit, found: Vec::new() }
    }

    /// What must not have happened on it.
    pub(super) fn judge(mut self) -> Vec<(Kind, String)> {
        let shown = self.shown();
        let told: Vec<Word> = self.visit.events.iter().filter_map(told).collect();
        self.order(&told);
        self.losses(&told);
        self.past();
        if let Some(piece) = shown {
            self.beginning(piece, &told);
        }
        if self.visit.lives_in_the_calm {
            self.end(shown, &told);
        } else {
            self.silence(shown);
        }
        self.found
    }

    /// What it shows is one piece of the log.
    fn shown(&mut self) -> Option<Piece> {
        let (mut seen, mut shown) = (HashSet::new(), None);
        for event in self.visit.events {
            match &event.what {
                What::Heard(text) => match Stamp::find(text).filter(|_| self.is_said(text)) {
                    Some(stamp) => {
                        if !seen.insert(stamp) && !self.log.is_taken(stamp) {
                            self.found(Kind::Doubled, format!("“{}” came twice", beginning(text)));
                        }
                        shown = self.show(stamp, text, event.at, shown);
                    }
                    None => {
                        self.found(Kind::Invented, format!("nobody said “{}”", beginning(text)))
                    }
                },
                What::Strange(frame) => self.found(Kind::Strange, frame.clone()),
                _ => {}
            }
        }
        shown
    }

    fn is_said(&self, text: &str) -> bool {
        self.said.by(text).is_some()
    }

    fn show(&mut self, stamp: Stamp, text: &str, at: u64, shown: Option<Piece>) -> Option<Piece> {
        let start = beginning(text);
        let last = shown.map(|(_, last)| last);
        let place = self.log.place(stamp, last);
        if place.is_none() && !self.log.is_taken(stamp) {
            self.found(Kind::Ghost, format!("“{start}” is not in the log"));
        }
        let Some(place) = place else { return shown };
        let Some((first, last)) = shown else { return Some((place, place)) };
        if place < last {
            self.found(Kind::Disordered, format!("“{start}” came after what was said later"));
        }
        if let [(_, skipped), ..] = *self.log.between(last + 1, place, at) {
            let skipped = beginning(skipped);
            self.found(Kind::Skipped, format!("“{skipped}” was left out before “{start}”"));
        }
        Some((first, last.max(place)))
    }

    /// What it said on one line stands in that order.
    fn order(&mut self, told: &[Word]) {
        let placed = told.iter().filter_map(|(_, stamp, text)| {
            let place = self.log.place(*stamp, None)?;
            Some((*text, place))
        });
        let places: Vec<_> = placed.collect();
        for pair in places.windows(2) {
            if pair[0].1 > pair[1].1 {
                let start = beginning(pair[1].0);
                self.found(Kind::Disordered, format!("its own “{start}” overtook another"));
            }
        }
    }

    /// What it said in the calm stands in the log, and so does what its own next words prove to have been read.
    fn losses(&mut self, told: &[Word]) {
        for (index, (at, stamp, text)) in told.iter().enumerate() {
            let next = told.get(index + 1).and_then(|(_, _, next)| self.heard_at(next));
            let is_due = *at >= self.visit.calm || next.is_some_and(|next| next < at + AT_ONCE);
            if is_due && !self.log.keeps(*stamp) && !self.log.is_taken(*stamp) {
                self.found(Kind::Lost, format!("its own “{}”, at {at} ms", beginning(text)));
            }
        }
    }

    fn heard_at(&self, text: &str) -> Option<u64> {
        let is_it = |event: &&Event| matches!(&event.what, What::Heard(heard) if heard == text);
        self.visit.events.iter().find(is_it).map(|event| event.at)
    }

    pub(super) fn found(&mut self, kind: Kind, detail: String) {
        self.found.push((kind, detail));
    }
}

fn told(event: &Event) -> Option<Word<'_>> {
    match &event.what {
        What::Told(text) => Some((event.at, Stamp::find(text)?, text)),
        _ => None,
    }
}
