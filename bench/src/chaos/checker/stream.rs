use super::{Eras, Kind, Place, Violation, display::differ, log::beginning};
use crate::{
    chaos::history::{Event, History, Record, What},
    wire::{Change, FromServer, Id, Message, Older, ToServer, Welcome},
};

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
    /// The newest message that the client has or was sent: what comes next stands right after it.
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
        }
    }

    /// A new beginning; what comes next follows its last message.
    fn reset(&mut self, welcome: &Welcome) -> Option<Id> {
        let at = welcome.messages.first().and_then(|first| self.of(first.id));
        if at.is_some_and(|at| welcome.older != (at > 0)) {
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
        before.max(since).max(last)
    }

    /// Where a welcome says that it ends, there may be a change; messages may not be missing before it.
    fn end(&mut self, last: Option<Id>) {
        let ends = (self.next(last), self.next(self.floor));
        if last > self.floor && matches!(ends, (Some(last), Some(floor)) if last != floor) {
            let detail = format!("a welcome ends with {:?}, and says with {last:?}", self.floor);
            self.found(Kind::Skipped, detail);
        }
        self.floor = self.floor.max(last);
    }

    /// Whether a message stands right after another, or first. Of what does not stand there nobody can say.
    fn follows(&self, before: Option<Id>, id: Id) -> Option<bool> {
        Some(self.next(before)? == self.of(id)?)
    }

    /// Where the next message stands, after something or as the first.
    fn next(&self, before: Option<Id>) -> Option<usize> {
        before.map_or(Some(0), |before| self.after(before))
    }

    fn after(&self, id: Id) -> Option<usize> {
        self.place.and_then(|place| place.after(id))
    }

    fn of(&self, id: Id) -> Option<usize> {
        self.place.and_then(|place| place.of(id))
    }

    fn stands(&self, id: Id) -> Option<&'a Message> {
        self.place.and_then(|place| place.message(id))
    }

    fn message(&mut self, message: &Message) {
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
        self.block("a message", std::slice::from_ref(message));
    }

    fn change(&mut self, change: &Change) {
        let id = change.id;
        if self.epoch.is_none() {
            self.found(Kind::Strange, format!("the change {id} came before a welcome"));
            return;
        }
        let before = self.floor.replace(id);
        if before >= Some(id) {
            self.found(Kind::Disordered, format!("the change {id} came after {before:?}"));
        }
    }

    fn older(&mut self, page: &Older) {
        self.block("an older page", &page.messages);
        // In an epoch that is over, a page may be read when the end of the log is lost already: it ends where that does.
        let is_whole = self.is_last || !self.is_taken(page.before);
        let Some(end) = self.of(page.before).filter(|_| is_whole) else { return };
        let start = end.checked_sub(page.messages.len());
        let first = page.messages.first().map_or(page.before, |message| message.id);
        if start != self.of(first) {
            self.found(
                Kind::Skipped,
                format!("the page before {} begins with {first}", page.before),
            );
        } else if start.is_some_and(|start| page.more != (start > 0)) {
            self.found(
                Kind::Wrong,
                format!("the page before {} has more: {}", page.before, page.more),
            );
        }
    }

    fn is_taken(&self, id: Id) -> bool {
        self.stands(id).is_some_and(|message| self.eras.is_taken(&message.text))
    }

    /// Messages that follow each other on the line do so in the log, and are the same there.
    fn block(&mut self, what: &str, messages: &[Message]) {
        for message in messages {
            let Message { id, text, .. } = message;
            let is_ghost = match self.is_last {
                true => self.stands(*id).is_none(),
                false => !self.eras.is_explained(self.room, message),
            };
            if is_ghost {
                self.found(Kind::Ghost, format!("{what} brought {id} “{}”", beginning(text)));
            } else if self.stands(*id).is_some_and(|stands| differ(stands, message)) {
                self.found(Kind::Changed, format!("{what} brought {id} as {message:?}"));
            }
        }
        for pair in messages.windows(2) {
            let (one, next) = (self.of(pair[0].id), self.of(pair[1].id));
            if one.is_some() && next.is_some() && one.map(|one| one + 1) != next {
                let detail = format!("{what} brought {} right after {}", pair[1].id, pair[0].id);
                self.found(Kind::Skipped, detail);
            }
        }
    }
}

/// What the document says about close codes. Clients of a run do nothing that is forbidden.
fn comes_back(code: u16) -> bool {
    matches!(code, 1000 | 1001 | 1005 | 1006 | 1012 | 4000..=4499)
}

#[cfg(test)]
mod tests;
