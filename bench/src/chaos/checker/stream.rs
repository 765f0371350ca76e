mod entries;
mod fates;
mod standing;

use super::{Eras, Kind, Place, Violation};
use crate::{
    chaos::history::{Event, History, Record, What},
    wire::{Change, FromServer, Id, ToServer, Welcome},
};
use fates::Fates;

/// How many people are listed by name.
const LISTED: usize = 100;

/// No connection of `parlor.v1` skipped, repeated or changed anything on the way, in any epoch.
pub(super) fn check<'a>(
    history: &'a History,
    eras: &'a Eras<'a>,
    client: &'a Record,
) -> Vec<Violation> {
    let you = history.people.get(client.role.person).map_or("", String::as_str);
    let streams = client.connections().map(|events| {
        let who = format!("{}, connection {}", client.name, events[0].connection);
        let mut stream = Stream::new(eras, client.role.room, you, who);
        events.iter().for_each(|event| stream.see(event));
        stream.violations
    });
    streams.flatten().collect()
}

/// What a connection has carried so far.
struct Stream<'a> {
    eras: &'a Eras<'a>,
    room: usize,
    you: &'a str,
    who: String,
    /// Every `since` that was asked with, and its epoch.
    hellos: Vec<(Option<Id>, Option<&'a str>)>,
    /// The epoch of the last welcome; before the first, nothing may come.
    epoch: Option<&'a str>,
    /// The room's log in that epoch.
    place: Option<&'a Place<'a>>,
    /// That is the last one, whose log is known by itself.
    is_last: bool,
    fates: Fates,
    /// The newest message or change that the client has or was sent: what comes next stands right after it.
    floor: Option<Id>,
    violations: Vec<Violation>,
}

impl<'a> Stream<'a> {
    fn new(eras: &'a Eras<'a>, room: usize, you: &'a str, who: String) -> Self {
        Self {
            eras,
            room,
            you,
            who,
            hellos: Vec::new(),
            epoch: None,
            place: None,
            is_last: false,
            fates: Fates::default(),
            floor: None,
            violations: Vec::new(),
        }
    }

    fn found(&mut self, kind: Kind, detail: String) {
        self.violations.push(Violation::new(kind, &self.who, detail));
    }

    fn see(&mut self, event: &'a Event) {
        match &event.what {
            What::Sent(ToServer::Hello { since, epoch, .. }) => {
                self.hellos.push((*since, epoch.as_deref()));
            }
            What::Received(FromServer::Welcome(welcome)) => self.welcome(welcome),
            What::Received(FromServer::Message(message)) => self.message(message),
            What::Received(FromServer::Change(change)) => self.change(change),
            What::Received(FromServer::Older(page)) => self.older(page),
            What::Received(FromServer::Heartbeat { last: Some(last) })
                if self.is_last && self.after(*last).is_none() =>
            {
                self.found(
                    Kind::Ghost,
                    format!("a heartbeat named {last}, which is not in the log"),
                );
            }
            What::Received(FromServer::People { count, listed: Some(listed) }) => {
                let in_order = listed.windows(2).all(|pair| pair[0].id < pair[1].id);
                if !in_order || listed.len() != (*count).min(LISTED) {
                    self.found(Kind::Wrong, format!("{count} people are listed as {listed:?}"));
                }
            }
            What::Strange(frame) => self.found(Kind::Strange, frame.clone()),
            What::Closed(Some(code)) if !comes_back(*code) => {
                self.found(Kind::Refused, format!("closed with {code}"));
            }
            _ => {}
        }
    }

    fn welcome(&mut self, welcome: &'a Welcome) {
        if welcome.you.id != self.you {
            self.found(Kind::Forged, format!("welcomed as {}", welcome.you.id));
        }
        let before = self.floor.filter(|_| self.epoch == Some(welcome.epoch.as_str()));
        self.enter(&welcome.epoch);
        let last = welcome.messages.last().map(|message| message.id);
        self.block("a welcome", &welcome.messages);
        self.changes(&welcome.changes);
        self.floor = if welcome.reset { self.reset(welcome) } else { self.resume(welcome, before) };
        self.end(welcome.last);
        if before > self.floor {
            self.found(Kind::Disordered, format!("a welcome ends at {last:?} after {before:?}"));
        }
    }

    fn enter(&mut self, epoch: &'a str) {
        if self.epoch != Some(epoch) {
            self.epoch = Some(epoch);
            self.place = self.eras.place(self.room, epoch);
            self.is_last = self.eras.is_last(self.room, epoch);
            self.fates = Fates::default();
        }
    }

    /// A new beginning; what comes next follows its last message.
    fn reset(&mut self, welcome: &Welcome) -> Option<Id> {
        let at = welcome.messages.first().and_then(|first| self.of(first.id));
        if at.is_some_and(|at| !self.may_have(welcome.older, at)) {
            self.found(Kind::Wrong, format!("a reset with older: {}, at {at:?}", welcome.older));
        }
        welcome.messages.last().map(|message| message.id)
    }

    /// All that was missed; what comes next follows its last message, or what was asked with.
    fn resume(&mut self, welcome: &Welcome, before: Option<Id>) -> Option<Id> {
        let first = welcome.messages.first().map(|message| message.id);
        let last = welcome.messages.last().map(|message| message.id);
        let hellos = self.hellos.iter().filter(|(_, epoch)| *epoch == self.epoch);
        let asked: Vec<Id> = hellos.filter_map(|(since, _)| *since).collect();
        // An epoch that is over may have brought something that came after it, shortly before its end was told.
        let fits = |since: &Id| {
            first.is_none_or(|first| self.follows(Some(*since), first).unwrap_or(!self.is_last))
        };
        let since = asked.iter().copied().find(fits);
        if asked.is_empty() {
            self.found(Kind::Wrong, "a welcome without reset that nobody asked for".into());
        } else if since.is_none() {
            self.found(Kind::Skipped, format!("a welcome begins with {first:?} after {asked:?}"));
        }
        self.left_out(before.max(since), welcome);
        before.max(since).max(last)
    }

    /// What became of messages that the client has is in a welcome, up to where that ends.
    fn left_out(&mut self, since: Option<Id>, welcome: &Welcome) {
        let (Some(place), Some(end)) = (self.place, welcome.last) else { return };
        let told = |id| welcome.changes.iter().any(|change| change.id == id);
        let beyond = Id { seq: end.seq + 1, ..end };
        let mut due = place.changes(since, beyond).filter(|change| Some(change.of) <= since);
        if let Some(change) = due.find(|change| !told(change.id)) {
            let detail = format!("a welcome from {since:?} to {end} is without {}", change.id);
            self.found(Kind::Skipped, detail);
        }
    }

    /// Changes come in their order.
    fn changes(&mut self, changes: &[Change]) {
        for pair in changes.windows(2).filter(|pair| pair[0].id >= pair[1].id) {
            let detail = format!("the change {} came after {}", pair[1].id, pair[0].id);
            self.found(Kind::Disordered, detail);
        }
        changes.iter().for_each(|change| self.fates.tell(change));
    }

    /// Where a welcome says that it ends, there may be a change; messages may not be missing before it.
    fn end(&mut self, last: Option<Id>) {
        let ends = (self.next(self.floor), self.next(last));
        if last > self.floor && self.is_left_out(ends) {
            let detail = format!("a welcome ends with {:?}, and says with {last:?}", self.floor);
            self.found(Kind::Skipped, detail);
        }
        self.floor = self.floor.max(last);
    }
}

/// What the document says about close codes. Clients of a run do nothing that is forbidden.
fn comes_back(code: u16) -> bool {
    matches!(code, 1000 | 1001 | 1005 | 1006 | 1012 | 4000..=4499)
}

#[cfg(test)]
mod tests;
