use std::collections::{HashMap, HashSet};

use crate::chaos::{checker::Eras, stamp::Stamp};

/// Everything that ever stood in a room, in the order of the ids, for whoever knows no ids: messages are known by their stamps,
/// whatever they are edited to.
///
/// One stands there twice if a power cut took it and its client said it again.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    eras: &'a Eras<'a>,
    entries: Vec<Entry<'a>>,
    places: HashMap<Stamp, Vec<usize>>,
    /// What stands in the log at the end.
    kept: HashSet<Stamp>,
}

/// A message and one of its texts.
pub(super) type Entry<'a> = (Stamp, &'a str);

impl<'a> Timeline<'a> {
    /// The timeline of a room.
    pub(super) fn new(eras: &'a Eras<'a>, room: usize) -> Self {
        let place = eras.timeline(room);
        let texts = place.messages().iter().map(|message| message.text.as_str());
        let entries: Vec<_> = texts.filter_map(|text| Some((Stamp::find(text)?, text))).collect();
        let mut places: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, (stamp, _)) in entries.iter().enumerate() {
            places.entry(*stamp).or_default().push(index);
        }
        let last = eras.last(room).filter_map(|message| Stamp::find(&message.text));
        Self { eras, entries, places, kept: last.collect() }
    }

    /// Where a message stands: at its first place after another, and otherwise at its last.
    pub(super) fn place(&self, stamp: Stamp, after: Option<usize>) -> Option<usize> {
        let places = self.places.get(&stamp)?;
        places.iter().copied().find(|place| Some(*place) > after).or(places.last().copied())
    }

    /// What stands from one place up to and without another, and was not taken, nor deleted up to a time.
    pub(super) fn between(&self, from: usize, to: usize, at: u64) -> Vec<Entry<'a>> {
        let range = self.entries.get(from..to).unwrap_or_default();
        range.iter().copied().filter(|(stamp, _)| self.is_due(*stamp, at)).collect()
    }

    /// The first place of something that was neither, ever, and of which this is true.
    pub(super) fn first(&self, is_it: impl Fn(Stamp) -> bool) -> Option<usize> {
        self.entries.iter().position(|(stamp, _)| self.is_due(*stamp, u64::MAX) && is_it(*stamp))
    }

    /// How much it is.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether a message stands in the log at the end.
    pub(super) fn keeps(&self, stamp: Stamp) -> bool {
        self.kept.contains(&stamp)
    }

    /// Whether a power cut took it.
    pub(super) fn is_taken(&self, stamp: Stamp) -> bool {
        self.eras.takes(stamp)
    }

    /// Whether everybody who was there when it was said has been told of it by this time. One that is deleted may be gone when
    /// the server comes to that.
    fn is_due(&self, stamp: Stamp, at: u64) -> bool {
        !self.is_taken(stamp) && self.eras.deeds().deleted(stamp).is_none_or(|deleted| deleted > at)
    }
}
