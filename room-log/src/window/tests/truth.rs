use std::collections::BTreeSet;

use protocol::{Alteration, Author, Change, Emoji, Text, UserId};

use super::*;
use crate::page::Walk;

/// A log as simple as can be: the truth that windows are held against.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) epoch: Epoch,
    /// Everything, also what is deleted since.
    pub(super) written: Vec<Entry>,
    pub(super) next: u64,
    trimmed: bool,
}

impl Truth {
    pub(super) fn new() -> Self {
        Self { epoch: Epoch::fresh(), written: Vec::new(), next: 1, trimmed: false }
    }

    pub(super) fn spoken(count: u64) -> Self {
        let mut truth = Self::new();
        (0..count).for_each(|_| drop(truth.append("hi")));
        truth
    }

    pub(super) fn append(&mut self, text: &str) -> (Entry, MessageId) {
        let text = Text::parse(text).expect("a text");
        self.write(|id| Entry::Message(Message::new(id, text)))
    }

    pub(super) fn change(
        &mut self,
        who: &str,
        of: MessageId,
        alteration: Alteration,
    ) -> (Entry, MessageId) {
        let author = Author { id: UserId::new(who.into()), nickname: nickname() };
        self.write(|id| Entry::Change(Change { id, of, author, nonce: None, alteration }))
    }

    fn write(&mut self, entry: impl FnOnce(MessageId) -> Entry) -> (Entry, MessageId) {
        let prev = self.last();
        let entry = entry(id(self.next));
        self.next += 1;
        self.written.push(entry.clone());
        (entry, prev)
    }

    /// The last id. What stands there is never deleted: that would be written after it.
    pub(super) fn last(&self) -> MessageId {
        self.written.last().map_or(MessageId::START, Entry::id)
    }

    /// What the store had not written yet is gone, and it knows that something may be.
    pub(super) fn lose(&mut self, count: usize) {
        self.written.truncate(self.written.len().saturating_sub(count));
        self.epoch = Epoch::fresh();
    }

    pub(super) fn trim(&mut self, keep: usize) {
        let gone = self.written.len().saturating_sub(keep);
        self.written.drain(..gone);
        self.trimmed |= gone > 0;
    }

    pub(super) fn tail(&self) -> Tail {
        Tail { epoch: self.epoch.clone(), last: self.last() }
    }

    /// What is not deleted.
    fn standing(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        let is_deletion = |change: &&Change| matches!(change.alteration, Alteration::Delete);
        let gone: BTreeSet<_> =
            self.changes().filter(is_deletion).map(|change| change.of).collect();
        self.written.iter().filter(move |entry| match entry {
            Entry::Message(message) => !gone.contains(&message.id),
            Entry::Change(change) => is_deletion(&change) || !gone.contains(&change.of),
        })
    }

    fn changes(&self) -> impl Iterator<Item = &Change> {
        self.written.iter().filter_map(|entry| match entry {
            Entry::Change(change) => Some(change),
            Entry::Message(_) => None,
        })
    }

    fn now(&self, message: &Message) -> Message {
        let mut now = message.clone();
        let changes = self.changes().filter(|change| change.of == message.id);
        changes.for_each(|change| now.apply(change));
        now
    }

    /// All messages, as they are now.
    pub(super) fn messages(&self) -> Vec<Message> {
        let message = |entry: &Entry| match entry {
            Entry::Message(message) => Some(self.now(message)),
            Entry::Change(_) => None,
        };
        self.standing().filter_map(message).collect()
    }

    pub(super) fn newest(&self) -> Page {
        let mut walk = Walk::new(Window::CAPACITY);
        for entry in self.standing().rev() {
            walk.take(match entry {
                Entry::Message(message) => Entry::Message(self.now(message)),
                change @ Entry::Change(_) => change.clone(),
            });
        }
        let page = walk.page(self.epoch.clone());
        Page { more: page.more || self.trimmed, ..page }
    }

    pub(super) fn after(&self, since: MessageId) -> Sequel {
        let joined = match since {
            MessageId::START => !self.trimmed,
            _ => self.written.iter().any(|entry| entry.id() == since),
        };
        let missed: Vec<_> = self.standing().filter(|entry| entry.id() > since).cloned().collect();
        Sequel {
            epoch: self.epoch.clone(),
            joined,
            entries: missed[..missed.len().min(RESUME_MESSAGES)].to_vec(),
            more: missed.len() > RESUME_MESSAGES,
        }
    }
}

fn nickname() -> protocol::Nickname {
    protocol::Nickname::parse("Ada").expect("a name")
}

pub(super) fn id(ms: u64) -> MessageId {
    MessageId { ms, seq: 0 }
}

pub(super) fn edit(text: &str) -> Alteration {
    Alteration::Edit { text: Text::parse(text).expect("a text") }
}

pub(super) fn react(emoji: &str, on: bool) -> Alteration {
    Alteration::React { emoji: Emoji::parse(emoji).expect("an emoji"), on }
}
