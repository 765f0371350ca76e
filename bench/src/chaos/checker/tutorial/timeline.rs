use std::collections::{HashMap, HashSet};

use crate::chaos::checker::Eras;

/// Everything that ever stood in a room, in the order of the ids, for whoever knows texts alone.
///
/// A text stands there twice if a power cut took it and its client said it again.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    eras: &'a Eras<'a>,
    texts: Vec<&'a str>,
    places: HashMap<&'a str, Vec<usize>>,
    /// What stands in the log at the end.
    kept: HashSet<&'a str>,
}

impl<'a> Timeline<'a> {
    /// The timeline of a room.
    pub(super) fn new(eras: &'a Eras<'a>, room: usize) -> Self {
        let place = eras.timeline(room);
        let texts: Vec<_> = place.messages().iter().map(|message| message.text.as_str()).collect();
        let mut places: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, text) in texts.iter().enumerate() {
            places.entry(*text).or_default().push(index);
        }
        let last = eras.last(room).map(|message| message.text.as_str());
        Self { eras, texts, places, kept: last.collect() }
    }

    /// Where a text stands: at its first place after another, and otherwise at its last.
    pub(super) fn place(&self, text: &str, after: Option<usize>) -> Option<usize> {
        let places = self.places.get(text)?;
        places.iter().copied().find(|place| Some(*place) > after).or(places.last().copied())
    }

    /// What stands from one place up to and without another and was taken by nobody.
    pub(super) fn between(&self, from: usize, to: usize) -> Vec<&'a str> {
        let range = self.texts.get(from..to).unwrap_or_default();
        range.iter().copied().filter(|text| !self.is_taken(text)).collect()
    }

    /// The first place of something that was not taken and of which this is true.
    pub(super) fn first(&self, is_it: impl Fn(&str) -> bool) -> Option<usize> {
        self.texts.iter().position(|text| !self.is_taken(text) && is_it(text))
    }

    /// How much it is.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether a text stands in the log at the end.
    pub(super) fn keeps(&self, text: &str) -> bool {
        self.kept.contains(text)
    }

    /// Whether a power cut took it.
    pub(super) fn is_taken(&self, text: &str) -> bool {
        self.eras.is_taken(text)
    }
}
