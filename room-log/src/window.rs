use std::collections::{BTreeMap, VecDeque};

use protocol::{
    Message, MessageId,
    limits::{PAGE_BYTES, PAGE_MESSAGES, RESUME_BYTES, RESUME_MESSAGES},
};

use crate::{Epoch, Page, Sequel, Tail};

/// Bytes of text that a node may find in the log at a time and still go on from where it was.
const FILL_BYTES: usize = 512 * 1024;

/// Messages that may wait for the one before them. More are found in the log.
const EARLY: usize = 256;

/// What one node knows of one room's log: its newest messages, in order and without holes.
///
/// The log is the truth, and what the channel layer brings is a doorbell: [`offer`](Self::offer) takes a message that goes on
/// where the window ends, and holds one that came too early. What is still missing after a moment is read from the log. So a
/// message that the layer has lost, doubled or overtaken is delivered once and in its place.
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
    message: Message,
    /// It came before the log was last read. What is in the log then stands in what was read.
    asked: bool,
}

#[derive(Clone, Debug)]
struct Known {
    epoch: Epoch,
    messages: VecDeque<Message>,
    /// Bytes of text after the first message.
    bytes: usize,
    last: MessageId,
    /// Whether the log holds messages before the first.
    more: bool,
}

/// What to read from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// The newest [`Window::CAPACITY`] messages, for [`Window::begin`].
    Newest,
    /// At most [`RESUME_MESSAGES`] after this one, for [`Window::fill`].
    After(MessageId),
}

/// What a reader gets who says where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The window has not been read yet.
    Unknown,
    /// The reader is ahead, if it tells the truth: fill the window first.
    Behind,
    /// All it has missed.
    Resume(Vec<Message>),
    /// The newest messages; it has missed others, or they are gone.
    Reset {
        /// In the order of the log.
        messages: Vec<Message>,
        /// Whether the log holds older ones.
        older: bool,
    },
}

impl Window {
    /// Messages in a window: what a reader may have missed, and the one after which it has.
    pub const CAPACITY: usize = RESUME_MESSAGES + 1;

    /// What is to be read now to know, or to know more. Whatever the layer has brought by now must stand in it.
    pub fn want(&mut self) -> Want {
        self.early.values_mut().for_each(|early| early.asked = true);
        self.known.as_ref().map_or(Want::Newest, |known| Want::After(known.last))
    }

    /// Whether something is known to be missing: the window was never read, or a message waits for the one before it.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.known.is_none() || !self.early.is_empty()
    }

    /// The log's epoch and newest message, as far as they are known.
    #[must_use]
    pub fn position(&self) -> Option<(&Epoch, MessageId)> {
        self.known.as_ref().map(|known| (&known.epoch, known.last))
    }

    /// Takes a message that the layer has brought, and gives what is to be delivered now, in order: it, and what has
    /// waited for it.
    pub fn offer(&mut self, message: Message, prev: MessageId) -> Vec<Message> {
        match &mut self.known {
            Some(known) if message.id <= known.last => Vec::new(),
            Some(known) if prev == known.last => {
                known.push(message.clone());
                let mut told = vec![message];
                self.follow(&mut told);
                told
            }
            _ => {
                if self.early.len() < EARLY {
                    self.early.insert(prev, Early { message, asked: false });
                }
                Vec::new()
            }
        }
    }

    /// Takes what the log holds after `since`, and gives what of it is to be delivered.
    ///
    /// `None` when the window does not go on there: it has to [`begin`](Self::begin) anew.
    pub fn fill(&mut self, since: MessageId, sequel: Sequel) -> Option<Vec<Message>> {
        let known = self.known.as_mut()?;
        let goes_on = known.epoch == sequel.epoch
            && sequel.joined
            && !sequel.more
            && since <= known.last
            && text_bytes(&sequel.messages) <= FILL_BYTES;
        if !goes_on {
            return None;
        }
        let last = known.last;
        let mut told: Vec<_> =
            sequel.messages.into_iter().filter(|message| message.id > last).collect();
        told.iter().for_each(|message| known.push(message.clone()));
        self.forget_asked();
        self.follow(&mut told);
        Some(told)
    }

    /// Begins anew with the newest messages of the log. Everybody in the room has to begin anew with it; for those who cannot,
    /// gives what was said since the window ended, or since the layer was first heard, as far as it is known.
    pub fn begin(&mut self, page: Page) -> Vec<Message> {
        let ended = self.known.as_ref().map(|known| known.last);
        let heard: Vec<_> = self.early.values().map(|early| early.message.id).collect();
        let last = page.messages.last().map_or(MessageId::START, |message| message.id);
        let mut known = Known {
            epoch: page.epoch,
            bytes: text_bytes(page.messages.get(1..).unwrap_or_default()),
            messages: page.messages.into(),
            last,
            more: page.more,
        };
        known.trim();
        self.known = Some(known);
        self.forget_asked();
        self.follow(&mut Vec::new());
        let is_new = |message: &&Message| match ended {
            Some(ended) => message.id > ended,
            None => heard.contains(&message.id),
        };
        let known = self.known.iter().flat_map(|known| &known.messages);
        known.filter(is_new).cloned().collect()
    }

    /// Whether the log does not end where the window does.
    #[must_use]
    pub fn differs(&self, tail: &Tail) -> bool {
        self.position() != Some((&tail.epoch, tail.last))
    }

    /// What somebody gets who has everything up to some message of some epoch, or nothing.
    #[must_use]
    pub fn replay(&self, since: Option<(MessageId, &str)>) -> Replay {
        let Some(known) = &self.known else { return Replay::Unknown };
        let Some(id) = since.filter(|(_, epoch)| *epoch == known.epoch.as_str()) else {
            return known.reset();
        };
        match known.after(id.0) {
            Some(messages) => Replay::Resume(messages),
            None if id.0 > known.last => Replay::Behind,
            None => known.reset(),
        }
    }

    /// The newest page, as somebody gets it who has nothing.
    #[must_use]
    pub fn newest(&self) -> Replay {
        self.known.as_ref().map_or(Replay::Unknown, Known::reset)
    }

    /// What rang before the log was read and did not stand in it was lost with its store.
    fn forget_asked(&mut self) {
        self.early.retain(|_, early| !early.asked);
    }

    /// Takes what was early and goes on now, and drops what is late.
    fn follow(&mut self, told: &mut Vec<Message>) {
        let Some(known) = &mut self.known else { return };
        while let Some(Early { message, .. }) = self.early.remove(&known.last) {
            known.push(message.clone());
            told.push(message);
        }
        self.early.retain(|prev, _| *prev > known.last);
    }
}

impl Known {
    fn push(&mut self, message: Message) {
        self.last = message.id;
        if !self.messages.is_empty() {
            self.bytes += message.text.as_str().len();
        }
        self.messages.push_back(message);
        self.trim();
    }

    fn trim(&mut self) {
        while self.messages.len() > Window::CAPACITY || self.bytes > RESUME_BYTES {
            self.messages.pop_front();
            let first = self.messages.front().map_or(0, |message| message.text.as_str().len());
            self.bytes = self.bytes.saturating_sub(first);
            self.more = true;
        }
    }

    fn after(&self, id: MessageId) -> Option<Vec<Message>> {
        let start = match self.messages.binary_search_by_key(&id, |message| message.id) {
            Ok(at) => at + 1,
            // Everything is after the start, if everything is here.
            Err(_) if id == MessageId::START && self.is_whole() => 0,
            Err(_) => return None,
        };
        Some(self.messages.range(start..).cloned().collect())
    }

    /// Whether the window is the whole log, and no more than somebody may have missed.
    fn is_whole(&self) -> bool {
        !self.more && self.messages.len() <= RESUME_MESSAGES
    }

    fn reset(&self) -> Replay {
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += message.text.as_str().len();
            bytes <= PAGE_BYTES
        };
        let newest = self.messages.iter().rev().take(PAGE_MESSAGES).take_while(fits).count();
        let skipped = self.messages.len() - newest;
        Replay::Reset {
            messages: self.messages.range(skipped..).cloned().collect(),
            older: self.more || skipped > 0,
        }
    }
}

fn text_bytes(messages: &[Message]) -> usize {
    messages.iter().map(|message| message.text.as_str().len()).sum()
}

#[cfg(test)]
mod tests;
