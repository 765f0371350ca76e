use super::{
    page::{Page, Piece, Word},
    timeline::Entry,
};
use crate::chaos::{
    checker::{Kind, log::beginning},
    history::What,
    stamp::Stamp,
};

/// How long before somebody asks for a socket, in milliseconds, what is said may be told to them: the clocks of a node and of
/// its log may be two seconds apart, and the proof that something stood there may come a moment late.
const CLOCKS: u64 = 3_000;

/// How long after its node has told others, in milliseconds, a page has it: it is in both queues at the same moment.
const DELIVERY: u64 = 3_000;

/// How long after the handshake, in milliseconds, a page has its place in a room that others are in already.
const ENTERING: u64 = 3_000;

/// What a page was not told, and should have been, and the other way round.
impl Page<'_> {
    /// It is shown nothing that stood in the log long before it came.
    pub(super) fn past(&mut self) {
        let Some(since) = self.visit.asked.checked_sub(CLOCKS) else { return };
        let heard = self.visit.events.iter().filter_map(|event| match &event.what {
            What::Heard(text) => Some((Stamp::find(text)?, text)),
            _ => None,
        });
        let old = heard.filter_map(|(stamp, text)| {
            let stood = self.proofs.stood(stamp)?;
            (stood < since && !self.log.is_taken(stamp)).then_some((stood, text))
        });
        let old: Vec<_> = old.collect();
        if let [(stood, first), ..] = *old {
            let (count, start, asked) = (old.len(), beginning(first), self.visit.asked);
            let detail = format!(
                "{count} that stood there before it asked for a socket at {asked} ms, “{start}” since {stood} ms"
            );
            self.found(Kind::Old, detail);
        }
    }

    /// It is shown everything from its own first words on, and from soon after it came.
    pub(super) fn beginning(&mut self, (first, _): Piece, told: &[Word]) {
        let own = told.iter().filter_map(|(_, stamp, _)| self.log.place(*stamp, None)).min();
        if own.is_some_and(|own| own < first) {
            self.found(Kind::Missing, "its own first words did not come back".into());
        }
        if self.first_due().is_some_and(|due| due < first) {
            let entered = self.visit.entered();
            let detail = format!("nothing came of what was said from {entered} ms on");
            self.found(Kind::Missing, detail);
        }
    }

    /// It is shown everything to the end.
    pub(super) fn end(&mut self, shown: Option<Piece>, told: &[Word]) {
        let speaks = told.iter().any(|(at, ..)| *at >= self.visit.calm);
        let from = match shown {
            Some((_, last)) => last + 1,
            None => self.first_due().unwrap_or(self.log.len()),
        };
        let missing = self.log.between(from, self.log.len(), u64::MAX).len();
        let missing = missing.max(usize::from(shown.is_none() && speaks));
        if missing > 0 {
            self.found(Kind::Missing, format!("{missing} at its end"));
        }
    }

    /// It is shown what its node told others in the room, for as long as nothing came between the node and it. That it has its
    /// place in the room is known as soon as it is shown anything.
    pub(super) fn silence(&mut self, shown: Option<Piece>) {
        let visit = self.visit;
        let from = shown.map_or(0, |(_, last)| last + 1);
        let ready = visit.last_heard().unwrap_or(visit.opened);
        let is_there =
            |stamp: Stamp| shown.is_some() || self.said.at(stamp) >= visit.opened + ENTERING;
        let is_due = |(stamp, _): &Entry| {
            let told = self.proofs.told(visit.node, *stamp);
            told.is_some_and(|told| {
                told >= visit.opened && told.max(ready) + DELIVERY <= visit.whole_until
            }) && is_there(*stamp)
        };
        let missing: Vec<_> =
            self.log.between(from, self.log.len(), u64::MAX).into_iter().filter(is_due).collect();
        if let [(_, first), ..] = *missing {
            let (count, start) = (missing.len(), beginning(first));
            let detail = format!("{count} that its node told others, “{start}” first");
            self.found(Kind::Missing, detail);
        }
    }

    /// The place of the first thing that was said when it was there for certain.
    fn first_due(&self) -> Option<usize> {
        let entered = self.visit.entered();
        self.log.first(|stamp| self.said.at(stamp) >= entered)
    }
}
