use std::collections::BTreeSet;

use futures_util::FutureExt;
use protocol::{Alteration, Emoji, RoomName};
use room_log::{Appended, Clock, Draft, Log, LogError, Retention, Want, What};

use super::*;
use crate::room::{hall::Found, lookup::look_up};

/// What stands in the log, and the id before it: what the layer brings.
pub(super) type Doorbell = (Entry, MessageId);

/// A real log, which loses its end as Redis does.
#[derive(Debug)]
pub(super) struct Truth {
    log: Log,
    clock: Clock,
    room: RoomName,
    /// Entries that it keeps, so that more may be gone than a room has seen.
    kept: usize,
    /// By the log's clock.
    now: u64,
    /// What was written and not lost.
    written: Vec<(MessageId, Draft)>,
    /// The ids of all messages there ever were.
    pub(super) ever: BTreeSet<MessageId>,
    /// Without those that were lost.
    pub(super) said: BTreeSet<MessageId>,
    /// Those that were deleted, though that may be lost.
    pub(super) deleted: BTreeSet<MessageId>,
}

impl Truth {
    pub(super) fn new(kept: usize) -> Self {
        let clock = Clock::standing(0);
        Self {
            log: log_at(&clock, kept),
            clock,
            room: RoomName::parse("lobby").expect("a name"),
            kept,
            now: 0,
            written: Vec::new(),
            ever: BTreeSet::new(),
            said: BTreeSet::new(),
            deleted: BTreeSet::new(),
        }
    }

    pub(super) fn say(&mut self, text: &Text) -> Doorbell {
        let author = Some(somebody(["ada", "bob", "eve"][self.written.len() % 3]));
        let text = text.clone();
        let draft = Draft { nonce: None, what: What::Message { author, text, re: None } };
        let bell = self.write(draft).expect("nobody has to be asked");
        self.ever.insert(bell.0.id());
        self.said.insert(bell.0.id());
        bell
    }

    /// One of the newest messages is changed, by its author or by anybody, if it can be.
    pub(super) fn change(&mut self, which: usize, who: usize, how: usize) -> Option<Doorbell> {
        let messages = self.messages();
        let message = messages.iter().rev().nth(which)?;
        let emoji = |text| Emoji::parse(text).expect("an emoji");
        let alteration = match how {
            0 => Alteration::Edit { text: Text::parse("안녕").expect("a text") },
            1 => Alteration::Delete,
            how => Alteration::React { emoji: emoji(["👍", "🎉"][how % 2]), on: how < 5 },
        };
        if alteration == Alteration::Delete {
            self.deleted.insert(message.id);
        }
        let by_anybody = matches!(alteration, Alteration::React { .. });
        let anybody = somebody(["ada", "bob", "eve"][who]);
        let author = if by_anybody { anybody } else { message.author.clone()? };
        let what = What::Change { author, of: message.id, alteration };
        self.write(Draft { nonce: None, what }).ok()
    }

    fn write(&mut self, draft: Draft) -> Result<Doorbell, LogError> {
        self.now += 500;
        self.clock.set(self.now);
        match at_once(self.log.append(&self.room, draft.clone()))? {
            Appended::Fresh { id, prev } => {
                self.written.push((id, draft.clone()));
                Ok((draft.into_entry(id), prev))
            }
            known @ Appended::Known { .. } => panic!("nothing is said twice: {known:?}"),
        }
    }

    /// What the store had not written yet is gone, and it knows that something may be.
    pub(super) fn lose(&mut self, count: usize) {
        let lost = self.written.split_off(self.written.len().saturating_sub(count));
        self.said.retain(|said| lost.iter().all(|(id, _)| id != said));
        self.log = log_at(&self.clock, self.kept);
        for (id, draft) in &self.written {
            self.clock.set(id.ms);
            // A change to what is not kept any more is nothing.
            let _ = at_once(self.log.append(&self.room, draft.clone()));
        }
        self.clock.set(self.now);
    }

    pub(super) fn look_up(&self, hall: &Hall, want: Want) -> Found {
        let missing = |page: &_| hall.missing_before(page);
        at_once(look_up(&self.log, &self.room, want, missing)).expect("it is in memory")
    }

    pub(super) fn tail(&self) -> Tail {
        let tails = at_once(self.log.tails(std::slice::from_ref(&self.room)));
        tails.into_iter().next().expect("one was asked for").expect("it is in memory")
    }

    /// All messages, as they are now.
    pub(super) fn messages(&self) -> Vec<Message> {
        at_once(self.log.newest(&self.room, self.kept)).expect("it is in memory").messages
    }
}

fn log_at(clock: &Clock, kept: usize) -> Log {
    Log::memory_at(clock.clone(), Retention { messages: kept, ..Retention::default() })
}

/// Memory answers without waiting.
fn at_once<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().expect("it is in memory")
}
