use std::collections::{HashMap, HashSet};

use crate::{
    chaos::checker::{Kind, deeds::Deeds, log::beginning},
    wire::{Change, Id, Message},
};

/// What a connection was told has become of messages, in one epoch: from then on it is told nothing older of them.
#[derive(Debug, Default)]
pub(super) struct Fates {
    deleted: HashSet<Id>,
    /// The newest edits.
    edited: HashMap<Id, Id>,
}

impl Fates {
    /// It is told of a change.
    pub(super) fn tell(&mut self, change: &Change) {
        if change.is_deletion() {
            self.deleted.insert(change.of);
        } else if change.text.is_some() {
            self.edited.insert(change.of, change.id);
        }
    }

    /// What is wrong with a message that comes now, if something is.
    pub(super) fn mind(
        &self,
        deeds: &Deeds,
        room: usize,
        message: &Message,
    ) -> Option<(Kind, String)> {
        let Message { id, text, .. } = message;
        let start = beginning(text);
        if self.deleted.contains(id) {
            return Some((Kind::Ghost, format!("{id} “{start}” came back, and was deleted")));
        }
        let told = *self.edited.get(id)?;
        let is_older = deeds.edit(room, *id, text).is_none_or(|edit| edit < told);
        is_older.then(|| (Kind::Changed, format!("{id} “{start}” came back as before {told}")))
    }
}
