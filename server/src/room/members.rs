use std::{collections::HashMap, sync::Arc};

use axum::extract::ws::Utf8Bytes;
use protocol::UserId;

use super::{ChatEntry, Outbox, Outgoing};

/// Which language a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `{"message": …}` and nothing else.
    Tutorial,
    /// `parlor.v1`.
    V1,
}

/// The connections of one room on this node.
#[derive(Debug, Default)]
pub(crate) struct Members {
    next: u64,
    members: HashMap<u64, Member>,
    /// How many of them wait.
    waiting: usize,
}

#[derive(Debug)]
struct Member {
    dialect: Dialect,
    user: UserId,
    outbox: Arc<Outbox>,
    waiting: Waiting,
    /// It knows who is here.
    briefed: bool,
}

/// Whether a connection waits for the room to know its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    No,
    /// It has come since the log was last asked, and may know of more than the answer.
    Unasked,
    /// The answer is what it waits for.
    Asked,
}

impl Member {
    /// Whether its dialect has frames besides messages.
    fn has_frames(&self) -> bool {
        self.dialect == Dialect::V1
    }
}

impl Members {
    /// Takes in a connection; the number is what it leaves with.
    pub(crate) fn enter(
        &mut self,
        dialect: Dialect,
        user: UserId,
        waiting: bool,
    ) -> (u64, Arc<Outbox>) {
        let outbox = Arc::new(Outbox::default());
        self.next += 1;
        self.waiting += usize::from(waiting);
        let waiting = if waiting { Waiting::Unasked } else { Waiting::No };
        let member = Member { dialect, user, outbox: Arc::clone(&outbox), waiting, briefed: false };
        self.members.insert(self.next, member);
        (self.next, outbox)
    }

    /// Lets a connection go, and tells whose it was.
    pub(crate) fn leave(&mut self, member: u64) -> Option<UserId> {
        let member = self.members.remove(&member)?;
        self.waiting -= usize::from(member.waiting != Waiting::No);
        // A crowd that has gone leaves no empty table behind.
        if self.members.len() * 4 < self.members.capacity() {
            self.members.shrink_to(self.members.len() * 2);
        }
        Some(member.user)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether somebody waits for the room to know its log.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting > 0
    }

    /// Gives an entry of the log to everybody whose dialect has a frame for it.
    pub(crate) fn tell(&self, event: &Arc<ChatEntry>) {
        let is_said = event.is_message();
        for member in self.members.values().filter(|member| is_said || member.has_frames()) {
            member.outbox.push(Outgoing::Entry(Arc::clone(event)));
        }
    }

    /// Gives a message to the tutorial's pages, which are told nothing else.
    pub(crate) fn tell_tutorial(&self, event: &Arc<ChatEntry>) {
        if !event.is_message() {
            return;
        }
        for member in self.members.values().filter(|member| !member.has_frames()) {
            member.outbox.push(Outgoing::Entry(Arc::clone(event)));
        }
    }

    /// Gives up the tutorial's pages, which cannot be told that they miss something.
    pub(crate) fn give_up_tutorial(&self) {
        for member in self.members.values().filter(|member| !member.has_frames()) {
            member.outbox.give_up();
        }
    }

    /// Gives a frame to those whose dialect has such frames.
    pub(crate) fn notify(&self, frame: &Utf8Bytes) {
        for member in self.members.values().filter(|member| member.has_frames()) {
            member.outbox.push(Outgoing::Frame(frame.clone()));
        }
    }

    /// Gives a frame that may be lost to those who keep up.
    pub(crate) fn hint(&self, frame: &Utf8Bytes) {
        for member in self.members.values().filter(|member| member.has_frames()) {
            member.outbox.push_if_light(Outgoing::Frame(frame.clone()));
        }
    }

    /// Tells who is here: all of it to newcomers, and what has changed to the others.
    pub(crate) fn brief(&mut self, whole: impl Fn() -> Utf8Bytes, changed: Option<&Utf8Bytes>) {
        let mut for_newcomers = None;
        let listening = |member: &&mut Member| member.has_frames() && member.waiting == Waiting::No;
        for member in self.members.values_mut().filter(listening) {
            let frame = if std::mem::replace(&mut member.briefed, true) {
                changed
            } else {
                Some(&*for_newcomers.get_or_insert_with(&whole))
            };
            if let Some(frame) = frame {
                member.outbox.push(Outgoing::Frame(frame.clone()));
            }
        }
    }

    /// The log is asked now.
    pub(crate) fn ask(&mut self) {
        if self.is_waiting() {
            let waiting = |member: &&mut Member| member.waiting == Waiting::Unasked;
            let members = self.members.values_mut().filter(waiting);
            members.for_each(|member| member.waiting = Waiting::Asked);
        }
    }

    /// The log has answered: has everybody begin anew, but those who came meanwhile.
    pub(crate) fn begin(&mut self) {
        self.waiting = 0;
        for member in self.members.values_mut() {
            if member.waiting == Waiting::Unasked {
                self.waiting += 1;
                continue;
            }
            member.waiting = Waiting::No;
            member.outbox.push(Outgoing::Begin);
        }
    }

    /// The log has answered: has those begin who have waited for it.
    pub(crate) fn begin_waiting(&mut self) {
        if !self.is_waiting() {
            return;
        }
        let asked = |member: &&mut Member| member.waiting == Waiting::Asked;
        for member in self.members.values_mut().filter(asked) {
            self.waiting -= 1;
            member.waiting = Waiting::No;
            member.outbox.push(Outgoing::Begin);
        }
    }
}
