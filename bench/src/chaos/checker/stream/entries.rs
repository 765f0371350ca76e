use super::Stream;
use crate::{
    chaos::{
        checker::{Kind, log::beginning},
        stamp::Stamp,
    },
    wire::{Change, Id, Message, Older, Reaction},
};

/// How many people are listed who have put an emoji on a message.
const LISTED_REACTIONS: usize = 50;

/// What comes one by one, or in a block.
impl Stream<'_> {
    pub(super) fn message(&mut self, message: &Message) {
        let id = message.id;
        let start = beginning(&message.text);
        if self.epoch.is_none() {
            self.found(Kind::Strange, format!("{id} “{start}” came before a welcome"));
            return;
        }
        let before = self.floor.replace(id);
        if before >= Some(id) {
            self.found(Kind::Disordered, format!("{id} “{start}” came after {before:?}"));
        } else if self.follows(before, id) == Some(false) {
            self.found(Kind::Skipped, format!("{id} “{start}” came right after {before:?}"));
        }
        self.skip_no_change(before, id);
        self.block("a message", std::slice::from_ref(message));
    }

    pub(super) fn change(&mut self, change: &Change) {
        let id = change.id;
        if self.epoch.is_none() {
            self.found(Kind::Strange, format!("the change {id} came before a welcome"));
            return;
        }
        let before = self.floor.replace(id);
        if before >= Some(id) {
            self.found(Kind::Disordered, format!("the change {id} came after {before:?}"));
        } else if self.is_left_out((self.next(before), self.after(id))) {
            self.found(Kind::Skipped, format!("the change {id} came right after {before:?}"));
        }
        self.skip_no_change(before, id);
        self.fates.tell(change);
    }

    /// No change that stands between two things that came one after the other was left out.
    fn skip_no_change(&mut self, before: Option<Id>, id: Id) {
        let mut skipped = self.place.into_iter().flat_map(|place| place.changes(before, id));
        if let Some(change) = skipped.next().filter(|_| self.after(id).is_some()) {
            let detail = format!("the change {} was left out before {id}", change.id);
            self.found(Kind::Skipped, detail);
        }
    }

    pub(super) fn older(&mut self, page: &Older) {
        self.block("an older page", &page.messages);
        // In an epoch that is over, a page may be read when the end of the log is lost already: it ends where that does.
        let is_whole = self.is_last || !self.is_taken(page.before);
        let Some(end) = self.of(page.before).filter(|_| is_whole) else { return };
        let place = |message: Option<&Message>| message.and_then(|message| self.of(message.id));
        let start = place(page.messages.first()).unwrap_or(end);
        let behind = place(page.messages.last()).map_or(0, |last| last + 1);
        if behind > end || self.is_left_out((Some(behind), Some(end))) {
            let last = page.messages.last().map(|message| message.id);
            self.found(
                Kind::Skipped,
                format!("the page before {} ends with {last:?}", page.before),
            );
        } else if !self.may_have(page.more, start) {
            let detail = format!("the page before {} has more: {}", page.before, page.more);
            self.found(Kind::Wrong, detail);
        }
    }

    /// Whether two messages of one id are not the same one, with whatever text it ever had.
    fn differ(&self, stands: &Message, message: &Message) -> bool {
        let known = (&stands.author, Stamp::find(&stands.text));
        known != (&message.author, Stamp::find(&message.text))
            || !self.eras.deeds().allow(self.room, message.id, &message.text)
    }

    fn is_taken(&self, id: Id) -> bool {
        self.stands(id).is_some_and(|message| self.eras.is_taken(&message.text))
    }

    /// Messages that follow each other on the line do so in the log, and are the same there.
    pub(super) fn block(&mut self, what: &str, messages: &[Message]) {
        for message in messages {
            let Message { id, text, .. } = message;
            let is_ghost = match self.is_last {
                true => self.stands(*id).is_none(),
                false => !self.eras.is_explained(self.room, message),
            };
            if is_ghost {
                self.found(Kind::Ghost, format!("{what} brought {id} “{}”", beginning(text)));
            } else if self.stands(*id).is_some_and(|stands| self.differ(stands, message)) {
                self.found(Kind::Changed, format!("{what} brought {id} as {message:?}"));
            }
            if let Some((kind, detail)) = self.fates.mind(self.eras.deeds(), self.room, message) {
                self.found(kind, format!("{what}: {detail}"));
            }
            let is_wrong = |one: &Reaction| one.by.len() != one.count.min(LISTED_REACTIONS);
            if let Some(wrong) = message.reactions.iter().find(|one| is_wrong(one)) {
                self.found(Kind::Wrong, format!("{what} brought {id} with {wrong:?}"));
            }
        }
        for pair in messages.windows(2) {
            let (one, next) = (self.of(pair[0].id), self.of(pair[1].id));
            let is_back = next.is_some() && next <= one;
            if is_back || self.is_left_out((one.map(|one| one + 1), next)) {
                let detail = format!("{what} brought {} right after {}", pair[1].id, pair[0].id);
                self.found(Kind::Skipped, detail);
            }
        }
    }
}
