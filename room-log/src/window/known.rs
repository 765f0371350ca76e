use std::collections::VecDeque;

use protocol::{
    Alteration, Change, Message, MessageId,
    limits::{LISTED_REACTIONS, PAGE_BYTES, PAGE_MESSAGES, RESUME_BYTES, RESUME_MESSAGES},
};

use super::{Replay, Window};
use crate::{Entry, Epoch, Page};

/// The end of a log: the places of its newest entries, and its newest messages as they are now.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) epoch: Epoch,
    pub(super) last: MessageId,
    /// In order and without holes. A message that is deleted keeps its place, so that whoever stands there can go on.
    places: VecDeque<Place>,
    /// Those in `places`, and before them as many as a page needs, however much is changed in a room.
    messages: VecDeque<Message>,
    /// No less than the bytes after the first place. They are counted anew when it is too much.
    bytes: usize,
    /// Whether the first place is the log's first.
    whole: bool,
    /// Whether the log holds messages before the first of `messages`.
    more: bool,
}

#[derive(Clone, Debug)]
struct Place {
    id: MessageId,
    /// What stands there, unless it is a message, or about one that is deleted.
    change: Option<Change>,
}

impl Known {
    pub(super) fn new(page: Page) -> Self {
        let said = page.messages.iter().map(|message| Place { id: message.id, change: None });
        let changed = page.changes.iter().map(|it| Place { id: it.id, change: Some(it.clone()) });
        let mut places: Vec<_> = said.chain(changed).collect();
        places.sort_unstable_by_key(|place| place.id);
        let mut known = Self {
            last: page.last(),
            epoch: page.epoch,
            places: places.into(),
            messages: page.messages.into(),
            bytes: 0,
            whole: !page.more,
            more: page.more,
        };
        known.bytes = known.weigh();
        known.trim();
        known
    }

    /// Puts the next entry at the end.
    pub(super) fn push(&mut self, entry: &Entry) {
        self.last = entry.id();
        let change = match entry {
            Entry::Message(message) => {
                self.bytes += weight(message);
                self.messages.push_back(message.clone());
                None
            }
            Entry::Change(change) => {
                // It may stand here, and in its message.
                self.bytes += 2 * weight_of_change(change);
                self.apply(change);
                Some(change.clone())
            }
        };
        self.places.push_back(Place { id: self.last, change });
        self.trim();
    }

    fn apply(&mut self, change: &Change) {
        let at = self.messages.binary_search_by_key(&change.of, |message| message.id);
        if change.alteration == Alteration::Delete {
            for place in &mut self.places {
                place.change.take_if(|earlier| earlier.of == change.of);
            }
            at.ok().and_then(|at| self.messages.remove(at));
        } else if let Ok(at) = at {
            self.messages[at].apply(change);
        }
    }

    fn trim(&mut self) {
        while self.places.len() > Window::CAPACITY {
            self.forget_place();
        }
        if self.bytes > RESUME_BYTES {
            self.bytes = self.weigh();
            while self.bytes > RESUME_BYTES {
                self.forget_place();
                self.bytes = self.weigh();
            }
        }
        let first = self.places.front().map_or(self.last, |place| place.id);
        while self.messages.len() > PAGE_MESSAGES
            && self.messages.front().is_some_and(|message| message.id < first)
        {
            self.messages.pop_front();
            self.more = true;
        }
    }

    fn forget_place(&mut self) {
        self.places.pop_front();
        self.whole = false;
    }

    /// Bytes after the first place.
    fn weigh(&self) -> usize {
        let Some(first) = self.places.front() else { return 0 };
        let changes = self.places.iter().skip(1).filter_map(|place| place.change.as_ref());
        let messages = self.messages.range(self.messages_after(first.id)..);
        changes.map(weight_of_change).sum::<usize>() + messages.map(weight).sum::<usize>()
    }

    /// What somebody has missed who stands at an id; `None` when that is no place here.
    pub(super) fn after(&self, id: MessageId) -> Option<Replay> {
        let start = match self.places.binary_search_by_key(&id, |place| place.id) {
            Ok(at) => at + 1,
            // Everything is after the start, if everything is here.
            Err(_) if id == MessageId::START && self.is_whole() => 0,
            Err(_) => return None,
        };
        let messages: Vec<_> = self.messages.range(self.messages_after(id)..).cloned().collect();
        let is_among = |of| messages.binary_search_by_key(&of, |message| message.id).is_ok();
        let changes = self.places.range(start..).filter_map(|place| place.change.as_ref());
        let changes = changes.filter(|change| !is_among(change.of)).cloned().collect();
        Some(Replay::Resume { messages, changes })
    }

    pub(super) fn refresh(&self, messages: &mut Vec<Message>, since: MessageId) {
        let start = self.places.partition_point(|place| place.id <= since);
        for change in self.places.range(start..).filter_map(|place| place.change.as_ref()) {
            match messages.binary_search_by_key(&change.of, |message| message.id) {
                Ok(at) if change.alteration == Alteration::Delete => drop(messages.remove(at)),
                Ok(at) => messages[at].apply(change),
                Err(_) => {}
            }
        }
    }

    /// Whether this is the whole log, and no more than somebody may have missed.
    fn is_whole(&self) -> bool {
        self.whole && self.places.len() <= RESUME_MESSAGES
    }

    pub(super) fn reset(&self) -> Replay {
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += weight(message);
            bytes <= PAGE_BYTES
        };
        let newest = self.messages.iter().rev().take(PAGE_MESSAGES).take_while(fits).count();
        let skipped = self.messages.len() - newest;
        Replay::Reset {
            messages: self.messages.range(skipped..).cloned().collect(),
            older: self.more || skipped > 0,
        }
    }

    fn messages_after(&self, id: MessageId) -> usize {
        self.messages.partition_point(|message| message.id <= id)
    }

    #[cfg(test)]
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }
}

/// About as many bytes as a message takes on its way to a reader, besides what all messages have.
fn weight(message: &Message) -> usize {
    let people = message.reactions.iter().flat_map(|it| it.by.iter().take(LISTED_REACTIONS));
    message.text.as_str().len() + people.map(|who| who.as_str().len()).sum::<usize>()
}

pub(super) fn weight_of_change(change: &Change) -> usize {
    match &change.alteration {
        Alteration::Edit { text } => text.as_str().len(),
        Alteration::React { .. } => change.author.id.as_str().len(),
        Alteration::Delete => 0,
    }
}

/// The same for what is read from the log.
pub(super) fn weight_of(entry: &Entry) -> usize {
    match entry {
        Entry::Message(message) => weight(message),
        Entry::Change(change) => weight_of_change(change),
    }
}
