//! What a room makes of what it reads from its log.

use std::{sync::Arc, time::Instant};

use protocol::{Message, MessageId};
use room_log::{Entry, Filled, Page, Sequel, Tail, Want};

use super::Hall;
use crate::room::ChatEntry;

/// What was read from the log, as it was [wanted](Want).
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// The newest messages, and what was [missed](Hall::missing_before) before them; nothing when that is too much to be told, or
    /// some of it is not kept.
    Newest(Page, Option<Vec<Message>>),
    /// What stands after an id.
    After(MessageId, Sequel),
}

impl Hall {
    /// What is to be read from the log now, so that it can be [taken](Self::take). One reads at a time.
    pub(crate) fn want(&mut self) -> Want {
        self.unasked = false;
        self.members.ask();
        self.window.want()
    }

    /// Takes what was read from the log, and tells what is to be read at once after it, if anything is.
    pub(crate) fn take(&mut self, found: Found, now: Instant) -> Option<Want> {
        match found {
            Found::Newest(page, missed) => self.begin(missed, page, now),
            Found::After(since, sequel) => {
                if !self.fill(since, sequel, now) {
                    return Some(Want::Newest);
                }
            }
        }
        self.lagging.then(|| self.want())
    }

    /// The log ends here.
    pub(crate) fn compare(&mut self, tail: Tail) {
        if self.window.differs(&tail) && self.compared.as_ref() != Some(&tail) {
            (self.behind, self.unasked) = (true, true);
            self.compared = Some(tail);
        }
    }

    /// Takes what the log holds after what is known. False when the room has to begin anew.
    pub(super) fn fill(&mut self, since: MessageId, sequel: Sequel, now: Instant) -> bool {
        match self.window.fill(since, sequel) {
            Filled::Broken => {
                self.behind = true;
                return false;
            }
            Filled::Part(entries) => {
                (self.behind, self.lagging) = (true, true);
                self.tell(entries, now);
            }
            Filled::Whole(entries) => {
                self.behind = self.unasked;
                self.tell(entries, now);
                if std::mem::take(&mut self.lagging) {
                    self.members.begin();
                } else {
                    self.members.begin_waiting();
                }
                self.roster.introduce(now);
            }
        }
        true
    }

    /// Up to where everything was told, if something may stand between that and a page. It matters to whoever cannot begin anew, and
    /// may come before the page is taken: the tutorial's pages, and programs' messages that wait to be seen in the log.
    pub(crate) fn missing_before(&self, page: &Page) -> Option<MessageId> {
        let (_, told) = self.window.position()?;
        let joins = page.messages.first().is_some_and(|first| first.id <= told);
        (!joins).then_some(told)
    }

    /// Begins, or begins anew, from the newest messages of the log, and everybody with it. The tutorial's pages, which cannot, are
    /// given what they have missed of them, and before that what they have `missed` that stands before them. When that is unknown,
    /// they are given up.
    pub(super) fn begin(&mut self, missed: Option<Vec<Message>>, page: Page, now: Instant) {
        (self.behind, self.lagging) = (self.unasked, false);
        // What was told while the log was read is not told again.
        let since = match self.window.position() {
            Some((epoch, last)) => {
                if *epoch != page.epoch {
                    self.former = self.former.max(Some(last));
                }
                Some(last)
            }
            None => {
                self.recognize(&page);
                None
            }
        };
        let is_complete = missed.is_some();
        let missed = missed.into_iter().flatten().filter(|message| since < Some(message.id));
        let told: Vec<_> = missed.chain(self.window.begin(page)).collect();
        self.members.begin();
        if !is_complete {
            self.members.give_up_tutorial();
        }
        for message in told {
            self.see(&message, now);
            self.members.tell_tutorial(&Arc::new(ChatEntry::new(Entry::Message(message))));
        }
        self.roster.introduce(now);
    }

    /// What programs have said on the first page may be what waits here since it was heard. Later pages show nothing of which the
    /// room has not been told in its turn.
    fn recognize(&mut self, page: &Page) {
        for message in page.messages.iter().filter(|message| message.author.is_none()) {
            self.foreign.recognize(&message.text, message.id.ms);
        }
    }
}
