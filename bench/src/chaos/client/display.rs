use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::wire::{Change, Id, Message, Older, ToServer, Welcome};

/// How long an answer to `older` may take before it is asked for again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a client shows, by the rules 1 to 3 of the protocol. It shows the whole log: `older` fills every hole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Display {
    /// By id, each once.
    shown: BTreeMap<Id, Message>,
    /// Messages that are shown, and before which something may be missing.
    holes: BTreeSet<Id>,
    /// The newest id that came in a `message`, a `change` or a `welcome`.
    position: Option<Id>,
    epoch: Option<String>,
    /// Since when there has been no answer.
    asked: Option<Duration>,
}

impl Display {
    /// The question for everything that is missing at the end.
    pub(crate) fn hello(&self, nickname: Option<String>) -> ToServer {
        ToServer::Hello { since: self.position, epoch: self.epoch.clone(), nickname }
    }

    /// Takes what a welcome brings.
    pub(crate) fn welcome(&mut self, welcome: &Welcome) {
        if self.epoch.as_ref() != Some(&welcome.epoch) {
            self.shown.clear();
            self.holes.clear();
            self.epoch = Some(welcome.epoch.clone());
        }
        if welcome.reset {
            self.begin_anew(welcome);
        }
        for message in &welcome.messages {
            self.message(message);
        }
        self.position = self.position.max(welcome.last);
    }

    fn begin_anew(&mut self, welcome: &Welcome) {
        self.position = None;
        self.asked = None;
        if let Some(first) = welcome.messages.first()
            && welcome.older
            && !self.shown.contains_key(&first.id)
        {
            self.holes.insert(first.id);
        }
    }

    /// Takes a message that comes as it is said.
    pub(crate) fn message(&mut self, message: &Message) {
        self.shown.entry(message.id).or_insert_with(|| message.clone());
        self.position = self.position.max(Some(message.id));
    }

    /// Takes a change. The clients of a run make none, so that its place is all that there is to it.
    pub(crate) fn change(&mut self, change: &Change) {
        self.position = self.position.max(Some(change.id));
    }

    /// Takes messages from before one.
    pub(crate) fn older(&mut self, page: &Older) {
        self.asked = None;
        if !self.holes.remove(&page.before) {
            return;
        }
        let first = page.messages.first().map_or(page.before, |message| message.id);
        let joins = self.shown.contains_key(&first);
        for message in &page.messages {
            self.shown.entry(message.id).or_insert_with(|| message.clone());
        }
        // The page has no holes in itself.
        self.holes.retain(|above| *above <= first || *above > page.before);
        if !page.more {
            self.holes.retain(|above| *above > page.before);
        } else if !joins {
            self.holes.insert(first);
        }
    }

    /// The question that closes the newest hole, unless it has just been asked.
    pub(crate) fn question(&mut self, now: Duration) -> Option<ToServer> {
        if self.asked.is_some_and(|asked| now < asked + PATIENCE) {
            return None;
        }
        let before = *self.holes.last()?;
        self.asked = Some(now);
        Some(ToServer::Older { before })
    }

    /// A new connection knows nothing of what was asked on the last one.
    pub(crate) fn forget_question(&mut self) {
        self.asked = None;
    }

    /// What is left after a crash: the newest message, which is where the client was.
    pub(crate) fn crash(&mut self) {
        let newest = self.position.and_then(|position| self.shown.remove(&position));
        self.shown.clear();
        self.holes.clear();
        self.position = newest.as_ref().map(|message| message.id);
        if let Some(message) = newest {
            self.holes.insert(message.id);
            self.shown.insert(message.id, message);
        } else {
            self.epoch = None;
        }
    }

    /// The newest id of rule 2.
    pub(crate) fn position(&self) -> Option<Id> {
        self.position
    }

    /// Whether nothing is missing between the messages shown.
    pub(crate) fn is_whole(&self) -> bool {
        self.holes.is_empty()
    }

    /// The newest message that is shown.
    pub(crate) fn last(&self) -> Option<&Message> {
        self.shown.values().next_back()
    }

    /// How many are shown.
    pub(crate) fn len(&self) -> usize {
        self.shown.len()
    }

    /// What is shown, from top to bottom.
    pub(crate) fn rows(&self) -> Vec<Message> {
        self.shown.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Who;

    const NOW: Duration = Duration::ZERO;

    fn id(seq: u64) -> Id {
        Id { ms: 1, seq }
    }

    fn messages(ids: &[u64]) -> Vec<Message> {
        let message =
            |&seq| Message { id: id(seq), author: None, text: seq.to_string(), nonce: None };
        ids.iter().map(message).collect()
    }

    fn welcome(reset: bool, older: bool, epoch: &str, ids: &[u64]) -> Welcome {
        Welcome {
            you: Who { id: "a".into(), nickname: "A".into() },
            epoch: epoch.into(),
            reset,
            connected: true,
            older,
            last: ids.last().map(|&seq| id(seq)),
            messages: messages(ids),
            changes: Vec::new(),
        }
    }

    fn older(before: u64, more: bool, ids: &[u64]) -> Older {
        Older { before: id(before), messages: messages(ids), more }
    }

    fn rows(display: &Display) -> Vec<u64> {
        display.rows().iter().map(|message| message.id.seq).collect()
    }

    fn asks(display: &mut Display) -> Option<u64> {
        match display.question(NOW)? {
            ToServer::Older { before } => Some(before.seq),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_position_is_the_newest_that_came_live_or_in_a_welcome() {
        let mut display = Display::default();
        assert_eq!(
            display.hello(None),
            ToServer::Hello { since: None, epoch: None, nickname: None }
        );
        display.welcome(&welcome(true, true, "e", &[5, 6]));
        display.message(&messages(&[7])[0]);
        display.older(&older(5, false, &[3, 4]));
        let epoch = Some("e".to_owned());
        assert_eq!(
            display.hello(None),
            ToServer::Hello { since: Some(id(7)), epoch, nickname: None }
        );
        assert_eq!(rows(&display), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_change_is_a_place_too() {
        let mut display = Display::default();
        let resumed = welcome(false, false, "e", &[5]);
        display.welcome(&Welcome { last: Some(id(6)), ..resumed });
        assert_eq!(display.position(), Some(id(6)));
        let author = Who { id: "a".into(), nickname: "A".into() };
        let (text, emoji, on) = (None, None, None);
        display.change(&Change { id: id(7), of: id(5), author, nonce: None, text, emoji, on });
        assert_eq!((display.position(), rows(&display)), (Some(id(7)), vec![5]));
    }

    #[test]
    fn a_page_is_asked_for_until_the_beginning() {
        let mut display = Display::default();
        display.welcome(&welcome(true, true, "e", &[7, 8]));
        assert_eq!(asks(&mut display), Some(7));
        assert_eq!(asks(&mut display), None, "one question at a time");
        assert!(display.question(PATIENCE).is_some(), "and again without an answer");
        display.older(&older(7, true, &[5, 6]));
        assert_eq!(asks(&mut display), Some(5));
        display.older(&older(5, false, &[]));
        assert!(display.is_whole());
        assert_eq!(rows(&display), [5, 6, 7, 8]);
    }

    #[test]
    fn a_hole_between_two_parts_is_closed_from_above() {
        let mut display = Display::default();
        display.welcome(&welcome(true, false, "e", &[1, 2]));
        assert!(display.is_whole());
        display.welcome(&welcome(true, true, "e", &[7, 8]));
        assert_eq!(asks(&mut display), Some(7));
        display.older(&older(7, true, &[5, 6]));
        assert_eq!(asks(&mut display), Some(5));
        display.older(&older(5, true, &[2, 3, 4]));
        assert!(display.is_whole(), "the page has met what was there");
        assert_eq!(rows(&display), [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn a_page_may_close_several_holes() {
        let mut display = Display::default();
        display.welcome(&welcome(true, true, "e", &[4]));
        display.welcome(&welcome(true, true, "e", &[8]));
        assert_eq!(asks(&mut display), Some(8));
        display.older(&older(8, true, &[3, 4, 5, 6, 7]));
        assert_eq!(asks(&mut display), Some(3));
        display.older(&older(3, false, &[1, 2]));
        assert!(display.is_whole());
    }

    #[test]
    fn another_epoch_drops_what_was_shown() {
        let mut display = Display::default();
        display.welcome(&welcome(true, true, "e", &[7, 8]));
        display.welcome(&welcome(true, false, "f", &[2]));
        assert_eq!(rows(&display), [2]);
        assert!(display.is_whole());
        assert_eq!(display.position(), Some(id(2)));
        display.older(&older(7, true, &[5, 6]));
        assert_eq!(rows(&display), [2], "an answer to the old log is none");
    }

    #[test]
    fn a_crash_leaves_the_position_and_its_message() {
        let mut display = Display::default();
        display.welcome(&welcome(true, false, "e", &[1, 2, 3]));
        display.crash();
        let epoch = Some("e".to_owned());
        assert_eq!(
            display.hello(None),
            ToServer::Hello { since: Some(id(3)), epoch, nickname: None }
        );
        assert_eq!(rows(&display), [3]);
        display.welcome(&welcome(false, false, "e", &[4]));
        assert_eq!(asks(&mut display), Some(3));
        display.older(&older(3, false, &[1, 2]));
        assert_eq!(rows(&display), [1, 2, 3, 4]);
    }
}
