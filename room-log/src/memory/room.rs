use std::collections::{HashMap, VecDeque};

use protocol::{Author, Message, MessageId, Nonce, UserId};

use super::rooms::Bounds;
use crate::Draft;
use crate::clock::next_id;
use crate::retention::NONCE_MEMORY;

/// What a room costs by itself, and a message besides its text, and a nonce whose message is gone: bytes, measured
/// roughly and rounded up.
pub(super) const ROOM_COST: usize = 512;
const MESSAGE_COST: usize = 512;
const MARK_COST: usize = 256;

/// Milliseconds for which a nonce is worth more than old messages: its author may be about to try again.
const YOUNG: u64 = 10 * 60 * 1000;

/// What makes two messages the same: their author and the author's nonce.
type Mark = (Option<UserId>, Nonce);

/// The log of one room.
#[derive(Debug)]
pub(super) struct Room {
    messages: VecDeque<Message>,
    /// Under which id authors said what: the messages that stand, and those in `trimmed`.
    said: HashMap<Mark, MessageId>,
    /// Messages that are gone, while their nonces have to be remembered.
    trimmed: VecDeque<(MessageId, Mark)>,
    /// The newest id that was given, even if its message is gone.
    pub(super) last: MessageId,
    /// Whether no message was taken away yet.
    whole: bool,
    pub(super) bytes: usize,
    /// When it last grew, on a clock that counts messages.
    pub(super) touched: u64,
}

impl Room {
    /// A room without messages, whose ids come after `floor`.
    pub(super) fn new(whole: bool) -> Self {
        Self {
            messages: VecDeque::new(),
            said: HashMap::new(),
            trimmed: VecDeque::new(),
            last: MessageId::START,
            whole,
            bytes: ROOM_COST,
            touched: 0,
        }
    }

    /// The id under which an author has said it before.
    pub(super) fn known(&self, draft: &Draft) -> Option<MessageId> {
        self.said.get(&mark(draft.author.as_ref(), draft.nonce.as_ref())?).copied()
    }

    /// Puts a message at the end, under an id after `floor`.
    pub(super) fn push(&mut self, now: u64, floor: MessageId, draft: Draft) -> MessageId {
        let id = next_id(now, self.last.max(floor));
        let Draft { author, text, nonce } = draft;
        if let Some(mark) = mark(author.as_ref(), nonce.as_ref()) {
            self.said.insert(mark, id);
        }
        let message = Message { id, author, text, nonce };
        self.bytes += cost(&message);
        self.messages.push_back(message);
        self.last = id;
        id
    }

    /// Takes away what is too old or too much. Young nonces go last, unless they alone take half of the space.
    pub(super) fn trim(&mut self, now: u64, horizon: u64, bounds: &Bounds) {
        while self.messages.front().is_some_and(|oldest| oldest.id.ms < horizon)
            || self.messages.len() > bounds.room_messages
        {
            self.take_oldest();
        }
        let lapsed = now.saturating_sub(NONCE_MEMORY);
        while self.trimmed.front().is_some_and(|(id, _)| id.ms < lapsed) {
            self.forget_mark();
        }
        while self.trimmed.len() * MARK_COST > bounds.room_bytes / 2 && self.forget_mark() {}
        let young = now.saturating_sub(YOUNG);
        while self.bytes > bounds.room_bytes
            && self.trimmed.front().is_some_and(|(id, _)| id.ms < young)
        {
            self.forget_mark();
        }
        while self.bytes > bounds.room_bytes && self.take_oldest() {}
    }

    /// Leaves nothing but the last id.
    pub(super) fn clear(&mut self) {
        *self = Self { last: self.last, touched: self.touched, ..Self::new(false) };
    }

    /// What is not too old to be shown.
    pub(super) fn shown(&self, horizon: u64) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.range(self.position(MessageId { ms: horizon, seq: 0 })..)
    }

    /// The same, from an id on, which is left out.
    pub(super) fn after(&self, horizon: u64, id: MessageId) -> impl Iterator<Item = &Message> {
        let start = self.messages.partition_point(|message| message.id <= id);
        self.messages.range(start.max(self.position(MessageId { ms: horizon, seq: 0 }))..)
    }

    /// The same, from an id backwards, which is left out.
    pub(super) fn before(&self, horizon: u64, id: MessageId) -> impl Iterator<Item = &Message> {
        let start = self.position(MessageId { ms: horizon, seq: 0 });
        self.messages.range(start..self.position(id).max(start)).rev()
    }

    /// Whether an id stands here and can be seen, or for the start the first message.
    pub(super) fn stands(&self, horizon: u64, id: MessageId) -> bool {
        if id == MessageId::START {
            return self.whole && self.messages.front().is_some_and(|first| first.id.ms >= horizon);
        }
        let found = self.messages.get(self.position(id));
        id.ms >= horizon && found.is_some_and(|message| message.id == id)
    }

    /// Where an id stands, or would.
    fn position(&self, id: MessageId) -> usize {
        self.messages.partition_point(|message| message.id < id)
    }

    fn take_oldest(&mut self) -> bool {
        let Some(message) = self.messages.pop_front() else { return false };
        self.whole = false;
        self.bytes -= cost(&message);
        if let Some(mark) = mark(message.author.as_ref(), message.nonce.as_ref()) {
            self.trimmed.push_back((message.id, mark));
            self.bytes += MARK_COST;
        }
        true
    }

    fn forget_mark(&mut self) -> bool {
        let Some((_, mark)) = self.trimmed.pop_front() else { return false };
        self.bytes -= MARK_COST;
        self.said.remove(&mark).is_some()
    }

    #[cfg(test)]
    pub(super) fn check_invariants(&self) {
        let marked = self.messages.iter().filter(|message| message.nonce.is_some()).count();
        assert_eq!(self.said.len(), marked + self.trimmed.len(), "the index forgets with the log");
        let messages: usize = self.messages.iter().map(cost).sum();
        assert_eq!(self.bytes, ROOM_COST + messages + self.trimmed.len() * MARK_COST);
    }
}

fn mark(author: Option<&Author>, nonce: Option<&Nonce>) -> Option<Mark> {
    Some((author.map(|author| author.id.clone()), nonce?.clone()))
}

fn cost(message: &Message) -> usize {
    MESSAGE_COST + message.text.as_str().len()
}
