use std::collections::{HashMap, HashSet};

use crate::wire::{Id, Message};

/// The log of a room in one epoch, and where in it each message stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'a> {
    messages: Vec<&'a Message>,
    at: HashMap<Id, usize>,
    /// Where changes stand, as far as anybody was told of them.
    changes: HashSet<Id>,
}

impl<'a> Place<'a> {
    /// A log, in its order, and the changes in it.
    pub(super) fn new(messages: Vec<&'a Message>, changes: HashSet<Id>) -> Self {
        let ids = messages.iter().enumerate().map(|(index, message)| (message.id, index));
        Self { at: ids.collect(), messages, changes }
    }

    /// Where a message stands, counted from the first.
    pub(super) fn of(&self, id: Id) -> Option<usize> {
        self.at.get(&id).copied()
    }

    /// Where the first message after an id stands, if that is the id of something.
    pub(super) fn after(&self, id: Id) -> Option<usize> {
        let behind = || self.messages.partition_point(|message| message.id <= id);
        self.of(id).map(|at| at + 1).or_else(|| self.changes.contains(&id).then(behind))
    }

    /// The message of an id.
    pub(super) fn message(&self, id: Id) -> Option<&'a Message> {
        self.of(id).map(|at| self.messages[at])
    }

    /// All messages, in the order of the log.
    pub(super) fn messages(&self) -> &[&'a Message] {
        &self.messages
    }
}
