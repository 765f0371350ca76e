mod known;

use std::collections::BTreeMap;

use protocol::{Change, Message, MessageId, limits::RESUME_MESSAGES};

use self::known::{Known, weight_of};
use crate::{Entry, Epoch, Page, Sequel, Tail};

/// Bytes of text that a node may find in the log at a time and still deliver it to everybody.
const FILL_BYTES: usize = 512 * 1024;

/// Entries that may wait for the one before them. More are found in the log.
const EARLY: usize = 256;

/// What one node knows of one room's log: its newest entries, in order and without holes.
///
/// The log is the truth, and what the channel layer brings is a doorbell: [`offer`](Self::offer) takes an entry that goes on
/// where the window ends, and holds one that came too early. What is still missing after a moment is read from the log. So an
/// entry that the layer has lost, doubled or overtaken is delivered once and in its place, as it was written. Whoever resumes or
/// begins anew is given messages as they are now.
///
/// The window holds as much as anybody may have missed, and the place they stand at. Whoever stands elsewhere has missed more than
/// that, or what the log does not hold: resuming never has to ask the log.
#[derive(Clone, Debug, Default)]
pub struct Window {
    known: Option<Known>,
    /// What came before what it follows, by that.
    early: BTreeMap<MessageId, Early>,
}

#[derive(Clone, Debug)]
struct Early {
    entry: Entry,
    /// It came before the log was last read. What is in the log then stands in what was read.
    asked: bool,
}

/// What to read from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// The newest [`Window::CAPACITY`] messages, for [`Window::begin`].
    Newest,
    /// At most [`RESUME_MESSAGES`] after this one, for [`Window::fill`].
    After(MessageId),
}

/// What came of filling a window from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The window ends where the log did. This is to be delivered.
    Whole(Vec<Entry>),
    /// More is missing than anybody may miss. This goes on where the window ended, and more is to be read after it: whoever can
    /// begin anew does so when that is done, and needs none of it.
    Part(Vec<Entry>),
    /// The log does not go on where the window ends: it has to [`begin`](Window::begin) anew.
    Broken,
}

/// What a reader gets who says where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The window has not been read yet.
    Unknown,
    /// The reader is ahead, if it tells the truth: fill the window first.
    Behind,
    /// All it has missed.
    Resume {
        /// In the order of the log, as they are now.
        messages: Vec<Message>,
        /// In the order of the log; those of `messages` are left out, which have them already.
        changes: Vec<Change>,
    },
    /// The newest messages; it has missed others, or they are gone.
    Reset {
        /// In the order of the log.
        messages: Vec<Message>,
        /// Whether the log holds older ones.
        older: bool,
    },
}

impl Window {
    /// Entries in a window: what a reader may have missed, and the one after which it has.
    pub const CAPACITY: usize = RESUME_MESSAGES + 1;

    /// What is to be read now to know, or to know more. Whatever the layer has brought by now must stand in it.
    pub fn want(&mut self) -> Want {
        self.early.values_mut().for_each(|early| early.asked = true);
        self.known.as_ref().map_or(Want::Newest, |known| Want::After(known.last))
    }

    /// Whether something is known to be missing: the window was never read, or an entry waits for the one before it.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.known.is_none() || !self.early.is_empty()
    }

    /// The log's epoch and newest id, as far as they are known.
    #[must_use]
    pub fn position(&self) -> Option<(&Epoch, MessageId)> {
        self.known.as_ref().map(|known| (&known.epoch, known.last))
    }

    /// Takes an entry that the layer has brought, and gives what is to be delivered now, in order: it, and what has
    /// waited for it.
    pub fn offer(&mut self, entry: Entry, prev: MessageId) -> Vec<Entry> {
        match &mut self.known {
            Some(known) if entry.id() <= known.last => Vec::new(),
            Some(known) if prev == known.last => {
                known.push(&entry);
                let mut told = vec![entry];
                self.follow(&mut told);
                told
            }
            _ => {
                if self.early.len() < EARLY {
                    self.early.insert(prev, Early { entry, asked: false });
                }
                Vec::new()
            }
        }
    }

    /// Takes what the log holds after `since`.
    pub fn fill(&mut self, since: MessageId, sequel: Sequel) -> Filled {
        let Some(known) = &mut self.known else { return Filled::Broken };
        if known.epoch != sequel.epoch || !sequel.joined || since > known.last {
            return Filled::Broken;
        }
        let is_much = sequel.entries.iter().map(weight_of).sum::<usize>() > FILL_BYTES;
        let last = known.last;
        let mut told: Vec<_> =
            sequel.entries.into_iter().filter(|entry| entry.id() > last).collect();
        told.iter().for_each(|entry| known.push(entry));
        if !sequel.more {
            self.forget_asked();
        }
        self.follow(&mut told);
        if sequel.more || is_much { Filled::Part(told) } else { Filled::Whole(told) }
    }

    /// Begins, or begins anew, with the newest messages of the log. Everybody in the room has to begin anew with it; for those who
    /// cannot, gives what was said since the window ended, as far as it is known. Nobody of these may be there before the first
    /// time.
    pub fn begin(&mut self, page: Page) -> Vec<Message> {
        let since = self.known.as_ref().map(|known| known.last);
        let is_new = |message: &&Message| since.is_some_and(|since| message.id > since);
        let mut told: Vec<_> = page.messages.iter().filter(is_new).cloned().collect();
        self.known = Some(Known::new(page));
        self.forget_asked();
        let mut followed = Vec::new();
        self.follow(&mut followed);
        told.extend(followed.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Change(_) => None,
        }));
        told
    }

    /// Whether the log does not end where the window does.
    #[must_use]
    pub fn differs(&self, tail: &Tail) -> bool {
        self.position() != Some((&tail.epoch, tail.last))
    }

    /// What somebody gets who has everything up to some id of some epoch, or nothing.
    #[must_use]
    pub fn replay(&self, since: Option<(MessageId, &str)>) -> Replay {
        let Some(known) = &self.known else { return Replay::Unknown };
        let Some((id, _)) = since.filter(|(_, epoch)| *epoch == known.epoch.as_str()) else {
            return known.reset();
        };
        match known.after(id) {
            Some(resume) => resume,
            None if id > known.last => Replay::Behind,
            None => known.reset(),
        }
    }

    /// Brings messages that were read from the log, in its order, up to what has been told after an id: whoever is shown them
    /// now may have been told of a change that they were read before.
    pub fn refresh(&self, messages: &mut Vec<Message>, since: MessageId) {
        self.known.iter().for_each(|known| known.refresh(messages, since));
    }

    /// What rang before the log was read and did not stand in it was lost with its store, or deleted since.
    fn forget_asked(&mut self) {
        self.early.retain(|_, early| !early.asked);
    }

    /// Takes what was early and goes on now, and drops what is late.
    fn follow(&mut self, told: &mut Vec<Entry>) {
        let Some(known) = &mut self.known else { return };
        while let Some(Early { entry, .. }) = self.early.remove(&known.last) {
            known.push(&entry);
            told.push(entry);
        }
        self.early.retain(|prev, _| *prev > known.last);
    }
}

#[cfg(test)]
mod tests;
