use protocol::{Alteration, Change, Message, MessageId, Nonce, UserId};

use crate::{Draft, Entry};

/// What an entry costs besides its text: bytes, measured roughly and rounded up.
const ENTRY_COST: usize = 512;

/// What makes two entries the same: their author and the author's nonce.
pub(super) type Mark = (Option<UserId>, Nonce);

/// An entry of a room, or the place of one whose message is deleted.
#[derive(Debug)]
pub(super) enum Kept {
    Entry(Entry),
    Gone { id: MessageId, mark: Option<Mark> },
}

impl Kept {
    pub(super) const fn id(&self) -> MessageId {
        match self {
            Self::Entry(entry) => entry.id(),
            Self::Gone { id, .. } => *id,
        }
    }

    pub(super) fn mark(&self) -> Option<Mark> {
        match self {
            Self::Entry(entry) => {
                Some((entry.author().map(|author| author.id.clone()), entry.nonce()?.clone()))
            }
            Self::Gone { mark, .. } => mark.clone(),
        }
    }

    pub(super) const fn entry(&self) -> Option<&Entry> {
        if let Self::Entry(entry) = self { Some(entry) } else { None }
    }

    pub(super) const fn message(&self) -> Option<&Message> {
        if let Self::Entry(Entry::Message(message)) = self { Some(message) } else { None }
    }

    pub(super) const fn change(&self) -> Option<&Change> {
        if let Self::Entry(Entry::Change(change)) = self { Some(change) } else { None }
    }

    pub(super) fn cost(&self) -> usize {
        ENTRY_COST
            + match self {
                Self::Entry(Entry::Message(message)) => message.text.as_str().len(),
                Self::Entry(Entry::Change(change)) => match &change.alteration {
                    Alteration::Edit { text } => text.as_str().len(),
                    Alteration::Delete | Alteration::React { .. } => 0,
                },
                Self::Gone { .. } => 0,
            }
    }

    /// Forgets what it says. Its place and its author's mark stay.
    pub(super) fn clear(&mut self) {
        *self = Self::Gone { id: self.id(), mark: self.mark() };
    }
}

pub(super) fn mark_of(draft: &Draft) -> Option<Mark> {
    Some((draft.author().map(|author| author.id.clone()), draft.nonce.clone()?))
}
