use std::{collections::BTreeMap, time::Duration};

use crate::{
    chaos::fold::{apply, sorted},
    wire::{Change, Id, Message, Older, ToServer, Welcome},
};

/// How long an answer to `older` may take before it is asked for again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a client shows, by the rules 1 to 3 of the protocol. It shows the whole log: `older` brings what comes before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Display {
    /// By id, each once, with reactions in the order of [`sorted`].
    shown: BTreeMap<Id, Message>,
    /// Where what is shown begins, if something may be missing before it.
    hole: Option<Id>,
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

    /// Takes what a welcome brings. What was shown before a new beginning may have changed since, and is dropped.
    pub(crate) fn welcome(&mut self, welcome: &Welcome) {
        if welcome.reset || self.epoch.as_ref() != Some(&welcome.epoch) {
            let first = welcome.messages.first().map(|message| message.id);
            *self = Self { epoch: Some(welcome.epoch.clone()), ..Self::default() };
            self.hole = first.filter(|_| welcome.older);
        }
        welcome.messages.iter().for_each(|message| self.message(message));
        welcome.changes.iter().for_each(|change| self.change(change));
        self.position = self.position.max(welcome.last);
    }

    /// Takes a message that comes as it is said.
    pub(crate) fn message(&mut self, message: &Message) {
        self.show(message);
        self.position = self.position.max(Some(message.id));
    }

    /// A message that comes again is as it is now.
    fn show(&mut self, message: &Message) {
        self.shown.insert(message.id, sorted(message));
    }

    /// Takes a change. To a message that is not shown it changes nothing.
    pub(crate) fn change(&mut self, change: &Change) {
        if change.is_deletion() {
            self.shown.remove(&change.of);
        } else if let Some(message) = self.shown.get_mut(&change.of) {
            apply(message, change);
        }
        self.position = self.position.max(Some(change.id));
    }

    /// Takes messages from before one.
    pub(crate) fn older(&mut self, page: &Older) {
        self.asked = None;
        if self.hole == Some(page.before) {
            page.messages.iter().for_each(|message| self.show(message));
            let first = page.messages.first().map_or(page.before, |message| message.id);
            self.hole = page.more.then_some(first);
        }
    }

    /// The question for what comes before, unless it has just been asked.
    pub(crate) fn question(&mut self, now: Duration) -> Option<ToServer> {
        if self.asked.is_some_and(|asked| now < asked + PATIENCE) {
            return None;
        }
        let before = self.hole?;
        self.asked = Some(now);
        Some(ToServer::Older { before })
    }

    /// A new connection knows nothing of what was asked on the last one.
    pub(crate) fn forget_question(&mut self) {
        self.asked = None;
    }

    /// What is left after a crash: the newest message, if that is where the client was, and otherwise nothing.
    pub(crate) fn crash(&mut self) {
        let newest = self.position.and_then(|position| self.shown.remove_entry(&position));
        let id = newest.as_ref().map(|(id, _)| *id);
        let epoch = self.epoch.take().filter(|_| id.is_some());
        let shown = newest.into_iter().collect();
        *self = Self { shown, hole: id, position: id, epoch, asked: self.asked };
    }

    /// The newest id of rule 2.
    pub(crate) fn position(&self) -> Option<Id> {
        self.position
    }

    /// Whether nothing is missing before the messages shown.
    pub(crate) fn is_whole(&self) -> bool {
        self.hole.is_none()
    }

    /// The newest message that is shown.
    pub(crate) fn last(&self) -> Option<&Message> {
        self.shown.values().next_back()
    }

    /// What is shown, from bottom to top.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Message> {
        self.shown.values().rev()
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
        let message = |&seq| Message { id: id(seq), text: seq.to_string(), ..Message::default() };
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
        display.change(&change(7, 4, None));
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

    fn change(seq: u64, of: u64, text: Option<&str>) -> Change {
        let author = Who { id: "a".into(), nickname: "A".into() };
        let text = text.map(str::to_owned);
        Change { id: id(seq), of: id(of), author, nonce: None, text, emoji: None, on: None }
    }

    fn texts(display: &Display) -> Vec<String> {
        display.rows().into_iter().map(|message| message.text).collect()
    }

    #[test]
    fn changes_are_applied_in_the_order_in_which_they_come() {
        let mut display = Display::default();
        let changes = vec![change(8, 5, Some("first")), change(9, 6, None)];
        let last = Some(id(9));
        display.welcome(&Welcome { changes, last, ..welcome(true, true, "e", &[5, 6, 7]) });
        display.change(&change(10, 5, Some("second")));
        display.change(&change(11, 6, Some("what is gone does not come back")));
        assert_eq!(texts(&display), ["second", "7"]);
        display.older(&older(5, true, &[2, 3]));
        display.change(&change(12, 2, None));
        assert_eq!(asks(&mut display), Some(2), "its place is known still");
        display.older(&older(2, false, &[1]));
        assert_eq!((rows(&display), display.position()), (vec![1, 3, 5, 7], Some(id(12))));
    }

    #[test]
    fn a_message_that_comes_again_is_as_it_is_now() {
        let mut display = Display::default();
        display.welcome(&welcome(true, false, "e", &[5]));
        display.message(&Message { text: "now".into(), ..messages(&[5])[0].clone() });
        assert_eq!(texts(&display), ["now"]);
    }

    #[test]
    fn a_new_beginning_drops_what_was_shown() {
        let mut display = Display::default();
        display.welcome(&welcome(true, false, "e", &[1, 2]));
        assert!(display.is_whole());
        display.welcome(&welcome(true, true, "e", &[7, 8]));
        assert_eq!((rows(&display), asks(&mut display)), (vec![7, 8], Some(7)));
        display.older(&older(7, false, &[1]));
        assert_eq!(rows(&display), [1, 7, 8], "the second was deleted meanwhile");
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
