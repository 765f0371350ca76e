use std::collections::HashMap;

use crate::wire::{Id, Message};

/// The log of a room in one epoch, and where in it each message stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'a> {
    messages: Vec<&'a Message>,
    at: HashMap<Id, usize>,
}

impl<'a> Place<'a> {
    /// A log, in its order.
    pub(super) fn new(messages: Vec<&'a Message>) -> Self {
        let ids = messages.iter().enumerate().map(|(index, message)| (message.id, index));
        Self { at: ids.collect(), messages }
    }

    /// Where a message stands, counted from the first.
    pub(super) fn of(&self, id: Id) -> Option<usize> {
        self.at.get(&id).copied()
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
