use std::fmt;

use protocol::{Message, MessageId};

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

/// The newest messages of a room, or the newest before some id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// In the order of the log.
    pub messages: Vec<Message>,
    /// Whether older ones stand before the first.
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
}

/// What stands after some id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequel {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// Whether that id stands in the log, so that nothing can be missing between it and the first message. For
    /// [`MessageId::START`], whether the log still has its first message.
    pub joined: bool,
    /// In the order of the log.
    pub messages: Vec<Message>,
    /// Whether newer ones stand after the last.
    pub more: bool,
}

/// Where a room's log ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// Which log this was read from.
    pub epoch: Epoch,
    /// The newest message; [`MessageId::START`] in a room where nothing stands.
    pub last: MessageId,
}
