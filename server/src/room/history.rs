use std::collections::{HashMap, HashSet, VecDeque};

use protocol::{Message, MessageId, Nonce, RoomName, UserId};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// Messages in one room.
    room_messages: usize,
    /// Bytes in one room.
    room_bytes: usize,
    /// Bytes in all rooms.
    total_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { room_messages: 10_000, room_bytes: 8 * 1024 * 1024, total_bytes: 128 * 1024 * 1024 }
    }
}

/// Messages that a page shows when it opens.
pub(crate) const PAGE: usize = 50;

/// More missed messages than this are not replayed: the page starts afresh from the newest.
const REPLAY: usize = 300;

/// What one message costs besides its text.
const OVERHEAD: usize = 256;

/// Bytes that a page may open with, and that are replayed at most; a welcome does not pass through the queue that
/// bounds everything else.
const PAGE_BYTES: usize = 128 * 1024;
const REPLAY_BYTES: usize = 512 * 1024;

/// The rooms' logs, in the memory of this process: rooms that forget on restart.
///
/// Bounded in three ways. A room over its count or bytes loses its oldest messages; when all rooms together are over
/// theirs, the one that was quiet for longest is forgotten.
#[derive(Debug, Default)]
pub(crate) struct History {
    bounds: Bounds,
    rooms: HashMap<RoomName, RoomLog>,
    bytes: usize,
    heard: u64,
}

#[derive(Debug, Default)]
struct RoomLog {
    /// In the order in which the layer gave them, which is the same on all nodes.
    messages: VecDeque<Message>,
    ids: HashSet<MessageId>,
    /// What authors said under which nonces.
    said: HashMap<Mark, MessageId>,
    bytes: usize,
    /// When it last grew, on a clock that counts messages.
    touched: u64,
}

/// What makes two messages the same: their author and the author's nonce.
type Mark = (UserId, Nonce);

/// What a page gets that says what it has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Replay {
    /// Whether something before `messages` may be missing on the page.
    pub(crate) reset: bool,
    pub(crate) messages: Vec<Message>,
}

impl History {
    /// Adds a message. False when it is there already, by id or by author and nonce.
    pub(crate) fn append(&mut self, room: &RoomName, message: Message) -> bool {
        self.heard += 1;
        let log = self.rooms.entry(room.clone()).or_default();
        let (id, mark, cost) = (message.id, mark(&message), cost(&message));
        if log.ids.contains(&id) || mark.as_ref().is_some_and(|mark| log.said.contains_key(mark)) {
            return false;
        }
        log.touched = self.heard;
        log.messages.push_back(message);
        log.ids.insert(id);
        log.said.extend(mark.map(|mark| (mark, id)));
        log.bytes += cost;
        self.bytes += cost;
        while log.messages.len() > self.bounds.room_messages || log.bytes > self.bounds.room_bytes {
            let Some(freed) = log.forget_oldest() else { break };
            self.bytes -= freed;
        }
        self.forget_the_quiet();
        true
    }

    /// The id under which an author's message stands already.
    pub(crate) fn find(
        &self,
        room: &RoomName,
        author: &UserId,
        nonce: &Nonce,
    ) -> Option<MessageId> {
        self.rooms.get(room)?.said.get(&(author.clone(), nonce.clone())).copied()
    }

    /// Messages that came, in all rooms.
    pub(crate) fn heard(&self) -> u64 {
        self.heard
    }

    /// The newest messages of a room, oldest of them first.
    pub(crate) fn newest(&self, room: &RoomName) -> Vec<Message> {
        let Some(log) = self.rooms.get(room) else { return Vec::new() };
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += cost(message);
            bytes <= PAGE_BYTES
        };
        let mut page: Vec<_> =
            log.messages.iter().rev().take(PAGE).take_while(fits).cloned().collect();
        page.reverse();
        page
    }

    /// Everything that came after a message, or a fresh start: never a part.
    pub(crate) fn since(&self, room: &RoomName, id: MessageId) -> Replay {
        let missed = self.rooms.get(room).and_then(|log| log.after(id));
        match missed {
            Some(messages) => Replay { reset: false, messages },
            None => Replay { reset: true, messages: self.newest(room) },
        }
    }

    fn forget_the_quiet(&mut self) {
        while self.bytes > self.bounds.total_bytes {
            let quiet =
                self.rooms.iter().min_by_key(|(_, log)| log.touched).map(|(room, _)| room.clone());
            let Some(log) = quiet.and_then(|room| self.rooms.remove(&room)) else { break };
            self.bytes -= log.bytes;
        }
    }
}

impl RoomLog {
    /// What came after a message, unless that is gone or too much.
    fn after(&self, id: MessageId) -> Option<Vec<Message>> {
        if !self.ids.contains(&id) {
            return None;
        }
        let missed = self.messages.iter().rev().take_while(|message| message.id != id).count();
        let missed = self.messages.range(self.messages.len() - missed..);
        let fits =
            missed.len() <= REPLAY && missed.clone().map(cost).sum::<usize>() <= REPLAY_BYTES;
        fits.then(|| missed.cloned().collect())
    }

    /// Returns the bytes that are free now.
    fn forget_oldest(&mut self) -> Option<usize> {
        let oldest = self.messages.pop_front()?;
        self.ids.remove(&oldest.id);
        if let Some(mark) = mark(&oldest) {
            self.said.remove(&mark);
        }
        self.bytes -= cost(&oldest);
        Some(cost(&oldest))
    }
}

fn mark(message: &Message) -> Option<Mark> {
    Some((message.author.as_ref()?.id.clone(), message.nonce.clone()?))
}

fn cost(message: &Message) -> usize {
    OVERHEAD + message.text.as_str().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{Author, Nickname, Text};

    fn room(name: &str) -> RoomName {
        RoomName::parse(name).expect(name)
    }

    fn message(ms: u64, text: &str) -> Message {
        let author = Author {
            id: UserId::new("ada".into()),
            nickname: Nickname::parse("Ada").expect("a name"),
        };
        Message {
            id: MessageId { ms, seq: 0 },
            author: Some(author),
            text: Text::parse(text).expect("a text"),
            nonce: Nonce::parse(&format!("n{ms}")),
        }
    }

    fn ids(messages: &[Message]) -> Vec<u64> {
        messages.iter().map(|message| message.id.ms).collect()
    }

    fn spoken(count: u64) -> History {
        let mut history = History::default();
        (1..=count).for_each(|ms| assert!(history.append(&room("a"), message(ms, "hi"))));
        history
    }

    #[test]
    fn rooms_are_apart_and_in_order() {
        let mut history = spoken(2);
        history.append(&room("b"), message(9, "elsewhere"));
        history.append(&room("a"), message(4, "from a clock ahead"));
        history.append(&room("a"), message(3, "later"));
        assert_eq!(ids(&history.newest(&room("a"))), [1, 2, 4, 3], "as they came");
        let replay = history.since(&room("a"), MessageId { ms: 4, seq: 0 });
        assert_eq!(
            (replay.reset, ids(&replay.messages)),
            (false, vec![3]),
            "what came later is replayed"
        );
        assert_eq!(ids(&history.newest(&room("b"))), [9]);
        assert!(history.newest(&room("c")).is_empty());
    }

    #[test]
    fn a_message_stands_once_by_id_and_by_nonce() {
        let mut history = spoken(2);
        assert!(!history.append(&room("a"), message(2, "hi")));
        let retried = Message { id: MessageId { ms: 5, seq: 0 }, ..message(2, "hi") };
        assert!(!history.append(&room("a"), retried));
        let ada = UserId::new("ada".into());
        let nonce = Nonce::parse("n2").expect("a nonce");
        assert_eq!(history.find(&room("a"), &ada, &nonce), Some(MessageId { ms: 2, seq: 0 }));
        assert_eq!(history.find(&room("a"), &UserId::new("bob".into()), &nonce), None);
    }

    #[test]
    fn a_page_gets_all_it_missed_or_a_fresh_start() {
        let history = spoken(400);
        let since = |ms| history.since(&room("a"), MessageId { ms, seq: 0 });
        assert_eq!(since(400), Replay { reset: false, messages: Vec::new() });
        assert_eq!(ids(&since(398).messages), [399, 400]);
        assert_eq!(since(100).messages.len(), REPLAY);
        for ms in [99, 401, 0] {
            let replay = since(ms);
            assert!(replay.reset, "{ms}");
            assert_eq!(ids(&replay.messages), (351..=400).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_page_and_a_replay_are_bounded_in_bytes_too() {
        let mut history = History::default();
        let long = "x".repeat(16 * 1024);
        (1..=100).for_each(|ms| assert!(history.append(&room("a"), message(ms, &long))));
        let newest = history.newest(&room("a"));
        assert!((5..=8).contains(&newest.len()), "{}", newest.len());
        assert_eq!(newest.last().map(|message| message.id.ms), Some(100));
        assert!(!history.since(&room("a"), MessageId { ms: 80, seq: 0 }).reset);
        assert!(history.since(&room("a"), MessageId { ms: 20, seq: 0 }).reset);
    }

    #[test]
    fn memory_is_bounded_and_the_quietest_room_is_forgotten_first() {
        let bounds = Bounds { room_messages: 30, room_bytes: 20_000, total_bytes: 100_000 };
        let mut history = History { bounds, ..History::default() };
        let long = "x".repeat(1000);
        history.append(&room("quiet"), message(1, "hi"));
        for (ms, n) in (2..).zip((0..9).cycle().take(300)) {
            history.append(&room(&format!("busy{n}")), message(ms, &long));
            assert!(history.bytes <= bounds.total_bytes);
        }
        assert_eq!(history.bytes, history.rooms.values().map(|log| log.bytes).sum::<usize>());
        for log in history.rooms.values() {
            assert!(log.bytes <= bounds.room_bytes && log.messages.len() <= bounds.room_messages);
            assert_eq!(log.said.len(), log.messages.len(), "the index forgets with the log");
            assert_eq!(log.ids.len(), log.messages.len(), "and so does the other");
        }
        assert!(history.newest(&room("quiet")).is_empty());
        (1000..1100).for_each(|ms| assert!(history.append(&room("short"), message(ms, "hi"))));
        assert_eq!(history.newest(&room("short")).len(), 30);
    }
}
