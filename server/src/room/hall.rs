mod reading;

use std::{sync::Arc, time::Instant};

use protocol::{Author, Change, Message, MessageId, ServerFrame, Welcome};
use room_log::{Entry, Replay, Tail, Window};

use super::{
    ChatEntry, Dialect, Members, Outbox,
    event::encode,
    foreign::Foreign,
    roster::{Gossip, Roster},
};
pub(super) use reading::Found;

/// What a room on this node is at one moment: what it knows of the log, and who is here. It changes under one lock, so
/// that whoever takes a seat and is told what came before misses nothing in between and gets nothing twice.
#[derive(Debug)]
pub(crate) struct Hall {
    window: Window,
    members: Members,
    pub(super) roster: Roster,
    pub(super) foreign: Foreign,
    /// The log is known to end elsewhere than the window.
    behind: bool,
    /// That has become known since the log was last asked: its answer may be older.
    unasked: bool,
    /// So much is missing that who can begin anew will, when it is read. The tutorial's pages, which cannot, are told all of it.
    lagging: bool,
    /// The greatest id that was told in an epoch that has ended. The tutorial's pages of that time know nothing of epochs, and take
    /// nothing for new that is not greater.
    former: Option<MessageId>,
    /// The end of the log for which the room was read last. A log that ends in what nobody can understand is read once for it.
    compared: Option<Tail>,
}

/// What somebody gets who enters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) epoch: String,
    /// The newest id of the room; what is not newer needs not be sent any more.
    pub(crate) last: MessageId,
    pub(crate) reset: bool,
    pub(crate) older: bool,
    /// Others stand after these messages, which were asked for by name.
    pub(crate) later: bool,
    pub(crate) messages: Vec<Message>,
    pub(crate) changes: Vec<Change>,
}

impl Opening {
    /// The frame for a reader of `parlor.v1`.
    pub(crate) fn welcome(self, you: Author, connected: bool) -> Welcome {
        let Self { epoch, last, reset, older, messages, changes, .. } = self;
        let last = (last != MessageId::START).then_some(last);
        Welcome { you, epoch, reset, connected, older, last, messages, changes }
    }
}

/// Where somebody says they stand: the newest id they have, and of which epoch.
pub(crate) type Position = (MessageId, String);

impl Hall {
    pub(crate) fn new(node: String, now: Instant) -> Self {
        Self {
            window: Window::default(),
            members: Members::default(),
            roster: Roster::new(node, now),
            foreign: Foreign::default(),
            behind: false,
            unasked: false,
            lagging: false,
            former: None,
            compared: None,
        }
    }

    /// Gives somebody a place, and what to begin with unless they have to wait for it. The tutorial's pages cannot wait: they come
    /// when the room knows its log.
    pub(crate) fn enter(
        &mut self,
        dialect: Dialect,
        person: &Author,
        at: u64,
        since: Option<&Position>,
        now: Instant,
    ) -> (u64, Arc<Outbox>, Option<Opening>) {
        let opening = self.opening(since);
        let (member, outbox) = self.members.enter(dialect, person.id.clone(), opening.is_none());
        self.roster.enter(person, at, now);
        (member, outbox, opening)
    }

    pub(crate) fn leave(&mut self, member: u64, now: Instant) {
        if let Some(user) = self.members.leave(member) {
            self.roster.leave(&user, now);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// What somebody is to be shown who stands somewhere, or nowhere; `None` while the room has to read its log first.
    pub(crate) fn opening(&self, since: Option<&Position>) -> Option<Opening> {
        let (epoch, last) = self.window.position()?;
        let since = since.map(|(id, epoch)| (*id, epoch.as_str()));
        let (reset, older, messages, changes) = match self.window.replay(since) {
            Replay::Unknown | Replay::Behind => return None,
            Replay::Resume { messages, changes } => (false, false, messages, changes),
            Replay::Reset { messages, older } => (true, older, messages, Vec::new()),
        };
        let (epoch, later) = (epoch.to_string(), false);
        Some(Opening { epoch, last, reset, older, later, messages, changes })
    }

    /// The same now that the room knows its log, for somebody who has waited for that. A position that it still does not know is
    /// forged, or lost.
    pub(crate) fn begins(&self, since: Option<&Position>) -> Option<Opening> {
        self.opening(since).or_else(|| self.newest())
    }

    /// What somebody is to be shown who stands nowhere.
    pub(crate) fn newest(&self) -> Option<Opening> {
        self.opening(None)
    }

    /// The newest id of the room, when there is one.
    pub(crate) fn last(&self) -> Option<MessageId> {
        let (_, last) = self.window.position()?;
        (last != MessageId::START).then_some(last)
    }

    /// Brings messages that were read from the log up to what has been told here after an id.
    pub(crate) fn refresh(&self, messages: &mut Vec<Message>, since: MessageId) {
        self.window.refresh(messages, since);
    }

    /// The layer has brought an entry that stands in the log.
    pub(crate) fn hear(&mut self, entry: Entry, prev: MessageId, now: Instant) {
        let told = self.window.offer(entry, prev);
        self.tell(told, now);
    }

    /// Whether something is to be read from the log.
    pub(crate) fn is_unread(&self) -> bool {
        self.is_behind() || self.window.has_hole()
    }

    /// Whether all that is missing is what entries that have come already follow: it may come yet.
    pub(crate) fn is_only_early(&self) -> bool {
        self.is_unread() && !self.is_behind()
    }

    fn is_behind(&self) -> bool {
        self.behind || self.members.is_waiting() || self.window.position().is_none()
    }

    /// Somebody takes another name.
    pub(crate) fn rename(&mut self, person: &Author, at: u64, now: Instant) {
        self.roster.rename(person, at, now);
    }

    /// Gives a frame to everybody here whose dialect has frames.
    pub(crate) fn notify(&self, frame: &ServerFrame) {
        self.members.notify(&encode(frame));
    }

    /// Gives everybody here a frame that may be lost.
    pub(crate) fn hint(&self, frame: &ServerFrame) {
        self.members.hint(&encode(frame));
    }

    /// Tells who is here, and gives what there is to tell the other nodes.
    pub(crate) fn tell_people(&mut self, now: Instant, deaf: bool) -> Vec<Gossip> {
        let telling = self.roster.tell(now, deaf);
        let changed = telling.changed.map(|people| encode(&ServerFrame::People(people)));
        let whole = || encode(&ServerFrame::People(self.roster.people()));
        self.members.brief(whole, changed.as_ref());
        telling.gossip
    }

    fn tell(&mut self, entries: Vec<Entry>, now: Instant) {
        for entry in entries {
            if let Entry::Message(message) = &entry {
                self.see(message, now);
            }
            let entry = Arc::new(ChatEntry::new(entry));
            if self.lagging {
                self.members.tell_tutorial(&entry);
            } else {
                self.members.tell(&entry);
            }
        }
    }

    /// A message is about to be told.
    fn see(&mut self, message: &Message, now: Instant) {
        if self.former.take_if(|former| message.id <= *former).is_some() {
            self.members.give_up_tutorial();
        }
        // What a program has said stands in the log, and needs not be put there any more.
        if message.author.is_none() {
            self.foreign.see(&message.text, now);
        }
    }
}

#[cfg(test)]
mod tests;
