use std::collections::{BTreeMap, HashMap, HashSet};

use crate::wire::{Change, Id, Message};

/// The log of a room in one epoch, and where in it each message stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'a> {
    messages: Vec<&'a Message>,
    at: HashMap<Id, usize>,
    /// Messages that are deleted, or may be: from one moment on nobody is told of them.
    gone: HashSet<Id>,
    /// Where else anybody was told that something stands: changes.
    ends: HashSet<Id>,
    /// The changes that anybody was told of, as far as everybody has to be.
    changes: BTreeMap<Id, &'a Change>,
}

impl<'a> Place<'a> {
    /// A log, in its order.
    pub(super) fn new(messages: Vec<&'a Message>) -> Self {
        let ids = messages.iter().enumerate().map(|(index, message)| (message.id, index));
        Self { at: ids.collect(), messages, ..Self::default() }
    }

    /// The same, of which some messages are deleted.
    pub(super) fn without(self, gone: impl Fn(Id) -> bool) -> Self {
        let gone = self.at.keys().copied().filter(|id| gone(*id)).collect();
        Self { gone, ..self }
    }

    /// The same with changes in it, and with the places of these and of others.
    pub(super) fn with(self, changes: BTreeMap<Id, &'a Change>, ends: HashSet<Id>) -> Self {
        Self { changes, ends, ..self }
    }

    /// Where a message stands, counted from the first.
    pub(super) fn of(&self, id: Id) -> Option<usize> {
        self.at.get(&id).copied()
    }

    /// Where the first message after an id stands, if that is the id of something.
    pub(super) fn after(&self, id: Id) -> Option<usize> {
        let behind = || self.messages.partition_point(|message| message.id <= id);
        self.of(id).map(|at| at + 1).or_else(|| self.ends.contains(&id).then(behind))
    }

    /// Whether everybody is told of something that stands from one place up to and without another.
    pub(super) fn has_between(&self, from: usize, to: usize) -> bool {
        let messages = self.messages.get(from..to).unwrap_or_default();
        messages.iter().any(|message| !self.gone.contains(&message.id))
    }

    /// The changes between two places, without what stands there. Of one that is not known nobody can say.
    pub(super) fn changes(&self, from: Option<Id>, to: Id) -> impl Iterator<Item = &'a Change> {
        let from = from.unwrap_or_default();
        let is_between = move |id: Id| from < id && id < to;
        let changes = self.changes.range(from..to.max(from));
        changes.filter(move |(id, _)| is_between(**id)).map(|(_, change)| *change)
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
