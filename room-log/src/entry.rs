use protocol::{Alteration, Author, Change, Message, MessageId, Nonce, Text};

/// What stands in a log: a message as it was said, or a change to an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Somebody said something.
    Message(Message),
    /// Somebody changed what was said.
    Change(Change),
}

impl Entry {
    /// Its name and place.
    #[must_use]
    pub const fn id(&self) -> MessageId {
        match self {
            Self::Message(message) => message.id,
            Self::Change(change) => change.id,
        }
    }

    /// Whose it is.
    #[must_use]
    pub const fn author(&self) -> Option<&Author> {
        match self {
            Self::Message(message) => message.author.as_ref(),
            Self::Change(change) => Some(&change.author),
        }
    }

    /// The author's mark.
    #[must_use]
    pub const fn nonce(&self) -> Option<&Nonce> {
        match self {
            Self::Message(message) => message.nonce.as_ref(),
            Self::Change(change) => change.nonce.as_ref(),
        }
    }
}

/// What is to be written, before the log has given it an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The author's own mark: the same author and nonce is the same entry. Programs are one author.
    pub nonce: Option<Nonce>,
    /// What it is.
    pub what: What,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A message.
    Message {
        /// Nobody when a program says it.
        author: Option<Author>,
        /// What is said.
        text: Text,
        /// The message that it answers; it need not stand in the log.
        re: Option<MessageId>,
    },
    /// A change to a message, which must stand in the log.
    Change {
        /// Who changes it.
        author: Author,
        /// Which message.
        of: MessageId,
        /// What becomes of it.
        alteration: Alteration,
    },
}

impl Draft {
    /// Whose it is.
    #[must_use]
    pub const fn author(&self) -> Option<&Author> {
        match &self.what {
            What::Message { author, .. } => author.as_ref(),
            What::Change { author, .. } => Some(author),
        }
    }

    /// What stands in the log once it has an id.
    #[must_use]
    pub fn into_entry(self, id: MessageId) -> Entry {
        let nonce = self.nonce;
        match self.what {
            What::Message { author, text, re } => {
                Entry::Message(Message { author, nonce, re, ..Message::new(id, text) })
            }
            What::Change { author, of, alteration } => {
                Entry::Change(Change { id, of, author, nonce, alteration })
            }
        }
    }
}

/// What has become of a [`Draft`] that the log has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It stands in the log now.
    Fresh {
        /// Its name and place.
        id: MessageId,
        /// The id right before it; [`MessageId::START`] for the first of a room.
        prev: MessageId,
    },
    /// The same author has written it before under the same nonce.
    Known {
        /// What it was called then.
        id: MessageId,
    },
}

impl Appended {
    /// What it is called, however often it was written.
    #[must_use]
    pub const fn id(self) -> MessageId {
        match self {
            Self::Fresh { id, .. } | Self::Known { id } => id,
        }
    }
}
