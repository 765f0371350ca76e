//! What a room makes of what it reads from its log.

use std::{sync::Arc, time::Instant};

use protocol::{Message, MessageId};
use room_log::{Entry, Filled, Page, Sequel, Tail, Want};

use super::Hall;
use crate::room::ChatEntry;

/// Milliseconds for which an original may wait while another node puts it into the log.
const RECENTLY: u64 = 15_000;

/// What was read from the log, as it was [wanted](Want).
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// The newest messages, and what the tutorial's pages have [missed](Hall::missing_before) before them; nothing when that is
    /// too much to be told.
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
            Filled::Broken => return false,
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

    /// Up to where the tutorial's pages have been told everything, if they miss what stands before a page.
    pub(crate) fn missing_before(&self, page: &Page) -> Option<MessageId> {
        let first = page.messages.first().filter(|_| page.more)?;
        self.window.told().filter(|told| *told < first.id && self.members.follow_tutorial())
    }

    /// Begins anew from the newest messages of the log, and everybody with it. The tutorial's pages, which cannot, are given what
    /// they have missed of them, and before that what they have `missed` that stands before them. When that is too much to be told,
    /// they are given up.
    pub(super) fn begin(&mut self, missed: Option<Vec<Message>>, page: Page, now: Instant) {
        (self.behind, self.lagging) = (self.unasked, false);
        let recent = recent_foreign(&page);
        // What was told while the log was read is not told again.
        let since = self.window.told();
        let missed = missed.map(|missed| missed.into_iter().filter(move |it| since < Some(it.id)));
        let told = self.window.begin(page);
        self.members.begin();
        if missed.is_none() {
            self.members.give_up_tutorial();
        }
        let told: Vec<_> = missed.into_iter().flatten().chain(told).collect();
        for message in recent {
            if !told.contains(&message) {
                self.foreign.settle(&message.text);
            }
        }
        for message in told {
            self.see_foreign(&message, now);
            self.members.tell_tutorial(&Arc::new(ChatEntry::new(Entry::Message(message))));
        }
        self.roster.introduce(now);
    }
}

/// What programs have said lately, up to the end of a page. An original that waits here may be one of these.
fn recent_foreign(page: &Page) -> Vec<Message> {
    let last = page.messages.last().map_or(0, |message| message.id.ms);
    let since = last.saturating_sub(RECENTLY);
    let recent = |message: &&Message| message.author.is_none() && message.id.ms >= since;
    page.messages.iter().filter(recent).cloned().collect()
}
