use proptest::prelude::*;
use protocol::limits::PAGE_MESSAGES;

use super::{truth::Truth, *};
use crate::room::Reader;

/// A client of `parlor.v1`, which does what its rules say.
#[derive(Debug)]
pub(super) struct Client {
    reader: Reader,
    seat: Option<(u64, Arc<Outbox>)>,
    epoch: String,
    last: Option<MessageId>,
    /// It was told by another node where it stands.
    has_travelled: bool,
    /// Where what it shows begins.
    from: MessageId,
    shown: Vec<Message>,
    in_order: bool,
}

impl Client {
    pub(super) fn new() -> Self {
        Self {
            reader: Reader::v1(),
            seat: None,
            epoch: String::new(),
            last: None,
            has_travelled: false,
            from: MessageId::START,
            shown: Vec::new(),
            in_order: true,
        }
    }

    pub(super) fn is_here(&self) -> bool {
        self.seat.is_some()
    }

    /// Says hello, perhaps again.
    pub(super) fn enter(&mut self, hall: &mut Hall) {
        let (ada, now) = (somebody("ada"), Instant::now());
        let since = self.last.map(|last| (last, self.epoch.clone()));
        let (member, outbox, opening) = hall.enter(Dialect::V1, &ada, 0, since.as_ref(), now);
        if let Some((former, _)) = self.seat.replace((member, outbox)) {
            hall.leave(former, now);
        }
        match opening {
            Some(opening) => {
                self.reader.welcome(&opening);
                self.open(opening);
            }
            None => self.reader.wait(since),
        }
    }

    pub(super) fn leave(&mut self, hall: &mut Hall) {
        if let Some((member, _)) = self.seat.take() {
            hall.leave(member, Instant::now());
        }
    }

    /// Is told where the room is, after all that waited for it, and says hello if it is not there.
    pub(super) fn hear_heartbeat(&mut self, hall: &mut Hall) {
        self.listen(hall);
        if self.is_here() && !self.reader.is_waiting() && hall.last() > self.last {
            self.enter(hall);
        }
    }

    /// Has been on another node, which knew all of the log.
    pub(super) fn travel(&mut self, truth: &Truth) {
        let (tail, messages) = (truth.tail(), truth.messages());
        let skipped = messages.len().saturating_sub(PAGE_MESSAGES);
        let opening = Opening {
            later: false,
            epoch: tail.epoch.to_string(),
            last: tail.last,
            reset: true,
            older: skipped > 0,
            messages: messages[skipped..].to_vec(),
            changes: Vec::new(),
        };
        self.open(opening);
        self.has_travelled = true;
    }

    /// Takes in what waits for it, and tells how many entries it was told.
    pub(super) fn listen(&mut self, hall: &mut Hall) -> usize {
        let Some((_, outbox)) = &self.seat else { return 0 };
        let Drained::Items(items) = outbox.drain() else {
            self.leave(hall);
            return 0;
        };
        let entries = items.iter().filter(|item| matches!(item, Outgoing::Entry(_))).count();
        for item in items {
            match item {
                Outgoing::Entry(entry) => {
                    let frame = self.reader.entry(&entry);
                    frame.into_iter().for_each(|frame| self.hear(&frame));
                }
                Outgoing::Begin => {
                    let opening = self.reader.begin(|since| hall.begins(since));
                    opening.into_iter().for_each(|opening| self.open(opening));
                }
                Outgoing::Frame(_) => {}
            }
        }
        entries
    }

    fn open(&mut self, opening: Opening) {
        let Opening { epoch, last, reset, older, messages, changes, later: _ } = opening;
        let is_behind = epoch == self.epoch && Some(last) < self.last;
        assert!(!is_behind || !self.has_travelled, "the log has lost nothing");
        self.has_travelled = false;
        (self.epoch, self.last) = (epoch, (last != MessageId::START).then_some(last));
        if reset {
            let first = messages.first().map_or(last, |first| first.id);
            self.from = if older { first } else { MessageId::START };
            self.shown.clear();
        }
        messages.into_iter().for_each(|message| self.show(message));
        changes.iter().for_each(|change| self.change(change));
    }

    fn hear(&mut self, frame: &str) {
        let id = match serde_json::from_str(frame).expect("a frame") {
            ServerFrame::Message(message) => {
                let id = message.id;
                self.show(message);
                id
            }
            ServerFrame::Change(change) => {
                self.change(&change);
                change.id
            }
            frame => panic!("{frame:?}"),
        };
        self.in_order &= self.last.replace(id).is_none_or(|last| last < id);
    }

    fn show(&mut self, message: Message) {
        self.in_order &= self.shown.last().is_none_or(|last| last.id < message.id);
        self.shown.push(message);
    }

    fn change(&mut self, change: &Change) {
        if change.alteration == protocol::Alteration::Delete {
            self.shown.retain(|message| message.id != change.of);
        } else if let Some(message) = self.shown.iter_mut().find(|it| it.id == change.of) {
            message.apply(change);
        }
    }

    /// It shows the log from where it began, in order, once, and as it is now.
    pub(super) fn check(&self, truth: &Truth) -> Result<(), TestCaseError> {
        let messages = truth.messages();
        // What the log does not keep any longer may still be shown.
        let kept = messages.first().map(|first| first.id);
        let shown = self.shown.iter().filter(|message| kept.is_some_and(|kept| message.id >= kept));
        let expected = messages.iter().filter(|message| message.id >= self.from);
        let (shown, expected): (Vec<_>, Vec<_>) = (shown.collect(), expected.collect());
        prop_assert!(self.in_order, "{:?}", ids(&shown));
        prop_assert_eq!(ids(&shown), ids(&expected));
        prop_assert_eq!(shown, expected);
        Ok(())
    }
}

fn ids(messages: &[&Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.ms).collect()
}
