use std::collections::{HashMap, HashSet};

use super::{Kind, Violation, display::differ, log::beginning};
use crate::{
    chaos::history::{Event, History, Log, Record, What},
    wire::{Change, FromServer, Id, Message, Older, ToServer, Welcome},
};

/// How many people are listed by name.
const LISTED: usize = 100;

/// No connection of `parlor.v1` skipped, repeated or changed anything on the way.
pub(super) fn check(history: &History, client: &Record) -> Vec<Violation> {
    let place = Place::new(history, client.role.room);
    let you = history.people.get(client.role.person).map_or("", String::as_str);
    let streams = client.connections().map(|events| {
        let mut stream = Stream::new(&place, you, &client.name, events[0].connection);
        events.iter().for_each(|event| stream.see(event));
        stream.violations
    });
    streams.flatten().collect()
}

/// A log, and where in it each message stands.
struct Place<'a> {
    log: &'a Log,
    at: HashMap<Id, usize>,
    /// Where changes stand, as far as anybody was told of them.
    changes: HashSet<Id>,
}

impl<'a> Place<'a> {
    fn new(history: &'a History, room: usize) -> Self {
        let log = &history.logs[room];
        let ids = log.messages.iter().enumerate().map(|(index, message)| (message.id, index));
        let clients = history.clients.iter().filter(|client| client.role.room == room);
        let events = clients.flat_map(|client| &client.events);
        let changes = events.flat_map(|event| match &event.what {
            What::Received(FromServer::Change(change)) => vec![change.id],
            What::Received(FromServer::Welcome(welcome)) => {
                welcome.changes.iter().map(|change| change.id).chain(welcome.last).collect()
            }
            _ => Vec::new(),
        });
        Self { log, at: ids.collect(), changes: changes.collect() }
    }

    fn of(&self, id: Id) -> Option<usize> {
        self.at.get(&id).copied()
    }

    /// Where the first message after an id stands, if that is the id of something.
    fn after(&self, id: Id) -> Option<usize> {
        let behind = || self.log.messages.partition_point(|message| message.id <= id);
        self.of(id).map(|at| at + 1).or_else(|| self.changes.contains(&id).then(behind))
    }
}

/// What a connection has carried so far.
struct Stream<'a> {
    place: &'a Place<'a>,
    you: &'a str,
    who: String,
    /// Every `since` that was asked with, and its epoch.
    hellos: Vec<(Option<Id>, Option<&'a str>)>,
    /// The epoch of the last welcome; before the first, nothing may come.
    epoch: Option<&'a str>,
    /// The newest message that the client has or was sent: what comes next stands right after it.
    floor: Option<Id>,
    violations: Vec<Violation>,
}

impl<'a> Stream<'a> {
    fn new(place: &'a Place<'a>, you: &'a str, name: &str, connection: u32) -> Self {
        let who = format!("{name}, connection {connection}");
        Self {
            place,
            you,
            who,
            hellos: Vec::new(),
            epoch: None,
            floor: None,
            violations: Vec::new(),
        }
    }

    fn found(&mut self, kind: Kind, detail: String) {
        self.violations.push(Violation::new(kind, &self.who, detail));
    }

    fn see(&mut self, event: &'a Event) {
        match &event.what {
            What::Sent(ToServer::Hello { since, epoch }) => {
                self.hellos.push((*since, epoch.as_deref()));
            }
            What::Received(FromServer::Welcome(welcome)) => self.welcome(welcome),
            What::Received(FromServer::Message(message)) => self.message(message),
            What::Received(FromServer::Change(change)) => self.change(change),
            What::Received(FromServer::Older(page)) => self.older(page),
            What::Received(FromServer::Heartbeat { last: Some(last) })
                if self.is_last_epoch() && self.place.after(*last).is_none() =>
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

    /// Only about the last epoch is there a log to compare with.
    fn is_last_epoch(&self) -> bool {
        self.epoch == Some(self.place.log.epoch.as_str())
    }

    fn welcome(&mut self, welcome: &'a Welcome) {
        if welcome.you.id != self.you {
            self.found(Kind::Forged, format!("welcomed as {}", welcome.you.id));
        }
        let same = self.epoch == Some(welcome.epoch.as_str());
        let before = self.floor.filter(|_| same);
        self.epoch = Some(&welcome.epoch);
        let first = welcome.messages.first().map(|message| message.id);
        let last = welcome.messages.last().map(|message| message.id);
        let known = self.is_last_epoch();
        self.block("a welcome", &welcome.messages);
        if welcome.reset {
            let at = first.and_then(|first| self.place.of(first));
            if known && at.is_some_and(|at| welcome.older != (at > 0)) {
                self.found(
                    Kind::Wrong,
                    format!("a reset with older: {}, at {at:?}", welcome.older),
                );
            }
            self.floor = last;
        } else {
            let asked = self
                .hellos
                .iter()
                .filter(|(since, epoch)| since.is_some() && *epoch == Some(welcome.epoch.as_str()));
            let asked: Vec<Id> = asked.filter_map(|(since, _)| *since).collect();
            let fits = |since: &Id| {
                let next = self.place.after(*since);
                !known || first.is_none_or(|first| next.is_some() && next == self.place.of(first))
            };
            let since = asked.iter().copied().find(fits);
            self.floor = before.max(since).max(last);
            if asked.is_empty() {
                self.found(Kind::Wrong, "a welcome without reset that nobody asked for".into());
            } else if since.is_none() {
                self.found(
                    Kind::Skipped,
                    format!("a welcome begins with {first:?} after {asked:?}"),
                );
            }
        }
        self.end(welcome.last);
        if before > self.floor {
            self.found(Kind::Disordered, format!("a welcome ends at {last:?} after {before:?}"));
        }
    }

    /// Where a welcome says that it ends, there may be a change; messages may not be missing before it.
    fn end(&mut self, last: Option<Id>) {
        let next = |id: Option<Id>| id.map_or(Some(0), |id| self.place.after(id));
        if self.is_last_epoch() && last > self.floor && next(last) != next(self.floor) {
            let detail = format!("a welcome ends with {:?}, and says with {last:?}", self.floor);
            self.found(Kind::Skipped, detail);
        }
        self.floor = self.floor.max(last);
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
        } else if self.is_last_epoch() {
            let next = before.map_or(Some(0), |before| self.place.after(before));
            let at = self.place.of(id);
            if let (Some(next), Some(at)) = (next, at)
                && next != at
            {
                self.found(
                    Kind::Skipped,
                    format!("{} messages before {id} “{start}”", at.abs_diff(next)),
                );
            }
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
        let end = self.place.of(page.before);
        let Some(end) = end.filter(|_| self.is_last_epoch()) else { return };
        let start = end.checked_sub(page.messages.len());
        let first = page.messages.first().map_or(page.before, |message| message.id);
        if start != self.place.of(first) {
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

    /// Messages that follow each other on the line do so in the log, and are the same there.
    fn block(&mut self, what: &str, messages: &[Message]) {
        if !self.is_last_epoch() {
            return;
        }
        for message in messages {
            match self.place.of(message.id).map(|at| &self.place.log.messages[at]) {
                None => {
                    let start = beginning(&message.text);
                    self.found(Kind::Ghost, format!("{what} brought {} “{start}”", message.id));
                }
                Some(stands) if differ(stands, message) => {
                    self.found(
                        Kind::Changed,
                        format!("{what} brought {} as {message:?}", message.id),
                    );
                }
                Some(_) => {}
            }
        }
        for pair in messages.windows(2) {
            let (one, next) = (self.place.of(pair[0].id), self.place.of(pair[1].id));
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
mod tests {
    use super::*;
    use crate::{
        chaos::checker::fixture::{good, id, kinds, only},
        wire::Who,
    };

    /// The first client's events, changed.
    fn checked(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history.clients[0].events);
        check(&history, &history.clients[0])
    }

    fn welcome(events: &mut [Event]) -> &mut Welcome {
        events
            .iter_mut()
            .find_map(|event| match &mut event.what {
                What::Received(FromServer::Welcome(welcome)) => Some(welcome),
                _ => None,
            })
            .expect("a welcome")
    }

    fn messages(events: &[Event]) -> Vec<usize> {
        let is_message =
            |event: &Event| matches!(event.what, What::Received(FromServer::Message(_)));
        (0..events.len()).filter(|&index| is_message(&events[index])).collect()
    }

    #[test]
    fn a_message_left_out_is_found() {
        let found = checked(|events| {
            let first = messages(events)[0];
            events.remove(first);
        });
        assert_eq!(only(&found), Kind::Skipped);
    }

    #[test]
    fn a_message_that_comes_twice_is_found() {
        let found = checked(|events| {
            let first = messages(events)[0];
            events.insert(first, events[first].clone());
        });
        assert_eq!(only(&found), Kind::Disordered);
    }

    #[test]
    fn a_change_is_a_place_among_messages() {
        let change = |seq| {
            let author = Who { id: "ada".into(), nickname: "ADA".into() };
            let (text, emoji, on) = (None, None, None);
            let change = Change { id: id(seq), of: id(1), author, nonce: None, text, emoji, on };
            What::Received(FromServer::Change(change))
        };
        let told = |what| Event { at: 9, connection: 1, what };
        let heartbeat = || What::Received(FromServer::Heartbeat { last: Some(id(5)) });
        let fine = checked(|events| events.extend([told(change(5)), told(heartbeat())]));
        assert_eq!(fine, []);
        assert_eq!(only(&checked(|events| events.push(told(heartbeat())))), Kind::Ghost);
        let again = checked(|events| events.extend([told(change(5)), told(change(5))]));
        assert_eq!(only(&again), Kind::Disordered);
    }

    #[test]
    fn messages_that_come_in_another_order_are_found() {
        let found = checked(|events| {
            let at = messages(events);
            events.swap(at[0], at[1]);
        });
        assert!(kinds(&found).contains(&Kind::Disordered), "{found:?}");
    }

    #[test]
    fn a_message_before_the_welcome_is_found() {
        let found = checked(|events| {
            let first = messages(events)[0];
            let early = events.remove(first);
            events.insert(1, early);
        });
        assert!(kinds(&found).contains(&Kind::Strange), "{found:?}");
    }

    #[test]
    fn a_welcome_that_leaves_something_out_is_found() {
        let resumed = |events: &mut Vec<Event>| {
            events[1].what =
                What::Sent(ToServer::Hello { since: Some(id(1)), epoch: Some("e".into()) });
            let welcome = welcome(events);
            welcome.reset = false;
            welcome.messages.remove(0);
        };
        assert_eq!(checked(resumed), []);
        let found = checked(|events| {
            resumed(events);
            welcome(events).messages.remove(0);
        });
        assert_eq!(kinds(&found), [Kind::Skipped]);
        let unasked = checked(|events| welcome(events).reset = false);
        assert_eq!(only(&unasked), Kind::Wrong);
    }

    #[test]
    fn a_reset_that_hides_the_beginning_is_found() {
        let found = checked(|events| drop(welcome(events).messages.remove(0)));
        assert_eq!(only(&found), Kind::Wrong);
    }

    #[test]
    fn a_welcome_as_somebody_else_is_found() {
        let found = checked(|events| welcome(events).you.id = "somebody else".into());
        assert_eq!(only(&found), Kind::Forged);
    }

    #[test]
    fn ghosts_and_changes_on_the_line_are_found() {
        let change = |text: &str, new_id: Option<Id>| {
            checked(|events| {
                let last = messages(events).pop().expect("a message");
                let What::Received(FromServer::Message(message)) = &mut events[last].what else {
                    panic!("no message")
                };
                message.text = text.into();
                message.id = new_id.unwrap_or(message.id);
            })
        };
        assert_eq!(only(&change("#0.0.2; other", None)), Kind::Changed);
        assert_eq!(only(&change("#0.0.9; new", Some(id(99)))), Kind::Ghost);
        let heartbeat = checked(|events| {
            let what = What::Received(FromServer::Heartbeat { last: Some(id(99)) });
            events.push(Event { at: 9, connection: 1, what });
        });
        assert_eq!(only(&heartbeat), Kind::Ghost);
    }

    #[test]
    fn a_page_with_a_gap_or_a_wrong_end_is_found() {
        let log = good().logs[0].messages.clone();
        let page = |messages: &[Message], more| {
            let page = Older { before: log[3].id, messages: messages.to_vec(), more };
            checked(|events| {
                let what = What::Received(FromServer::Older(page));
                events.push(Event { at: 9, connection: 1, what });
            })
        };
        assert_eq!(page(&log[1..3], true), []);
        assert_eq!(only(&page(&log[0..2], false)), Kind::Skipped);
        assert_eq!(only(&page(&log[1..3], false)), Kind::Wrong);
        assert_eq!(only(&page(&log[0..3], true)), Kind::Wrong);
    }

    #[test]
    fn a_list_that_is_not_one_is_found() {
        let ada = || Who { id: "ada".into(), nickname: "A".into() };
        let people = |count, listed| {
            let what = What::Received(FromServer::People { count, listed: Some(listed) });
            checked(|events| events.push(Event { at: 9, connection: 1, what }))
        };
        assert_eq!(people(1, vec![ada()]), []);
        assert_eq!(only(&people(2, vec![ada(), ada()])), Kind::Wrong);
        assert_eq!(only(&people(2, vec![ada()])), Kind::Wrong);
    }

    #[test]
    fn strange_frames_and_final_closes_are_found() {
        let push = |what| checked(|events| events.push(Event { at: 9, connection: 1, what }));
        assert_eq!(only(&push(What::Strange("x".into()))), Kind::Strange);
        assert_eq!(only(&push(What::Closed(Some(4500)))), Kind::Refused);
        assert_eq!(push(What::Closed(Some(1012))), []);
    }
}
