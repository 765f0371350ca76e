use std::fmt;

use protocol::{Change, Message, MessageId};

use crate::Entry;

/// Names one life of a log. Ids of another epoch say nothing about this one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(String);

impl Epoch {
    /// An epoch that has never been.
    #[must_use]
    pub fn fresh() -> Self {
        Self(format!("{:016x}", rand::random::<u64>()))
    }

    /// Reads what a log has stored.
    #[must_use]
    pub const fn new(name: String) -> Self {
        Self(name)
    }

    /// The epoch as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The newest messages of a room, or the newest before some id, and what was changed at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// In the order of the log, as they are now. What is deleted is not among them.
    pub messages: Vec<Message>,
    /// The changes that stand after all older messages, whatever message they are about, in the order of the log: no more
    /// of them than messages were asked for, and then the newest. What they say of these messages is in them.
    pub changes: Vec<Change>,
    /// Whether older messages stand before the first.
    pub more: bool,
}

impl Page {
    /// Without the oldest messages, as far as they are more than so many bytes of text.
    #[must_use]
    pub fn within(mut self, bytes: usize) -> Self {
        let mut sum = 0;
        let fits = |message: &&Message| {
            sum += message.text.as_str().len();
            sum <= bytes
        };
        let newest = self.messages.iter().rev().take_while(fits).count();
        self.more |= newest < self.messages.len();
        self.messages.drain(..self.messages.len() - newest);
        self
    }

    /// The newest id on it; [`MessageId::START`] when it is empty.
    #[must_use]
    pub fn last(&self) -> MessageId {
        let message = self.messages.last().map(|message| message.id);
        let change = self.changes.last().map(|change| change.id);
        message.max(change).unwrap_or(MessageId::START)
    }
}

/// What stands after some id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequel {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// Whether that id stands in the log, or stood there until it was deleted, so that nothing can be missing between it
    /// and the first entry. For [`MessageId::START`], whether the log still has its first entry; Redis cannot tell after a
    /// deletion, and then says no.
    pub joined: bool,
    /// In the order of the log, as they were written: what has changed about a message stands after it.
    pub entries: Vec<Entry>,
    /// Whether newer ones stand after the last.
    pub more: bool,
}

/// Where a room's log ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// The newest id; [`MessageId::START`] in a room where nothing stands.
    pub last: MessageId,
}

/// Puts a page together, from its end backwards.
#[derive(Debug)]
pub(crate) struct Walk {
    limit: usize,
    messages: Vec<Message>,
    changes: Vec<Change>,
    more: bool,
}

impl Walk {
    /// A page of at most so many messages.
    pub(crate) const fn new(limit: usize) -> Self {
        Self { limit, messages: Vec::new(), changes: Vec::new(), more: false }
    }

    /// Whether everything is known that belongs on the page.
    pub(crate) const fn is_over(&self) -> bool {
        self.more
    }

    /// Takes the next older entry, unless the page is over.
    pub(crate) fn take(&mut self, entry: Entry) {
        match entry {
            _ if self.more => {}
            Entry::Message(message) if self.messages.len() < self.limit => {
                self.messages.push(message);
            }
            Entry::Message(_) => self.more = true,
            Entry::Change(change) if self.changes.len() < self.limit => self.changes.push(change),
            Entry::Change(_) => {}
        }
    }

    pub(crate) fn page(mut self, epoch: Epoch) -> Page {
        self.messages.reverse();
        self.changes.reverse();
        Page { epoch, messages: self.messages, changes: self.changes, more: self.more }
    }
}
