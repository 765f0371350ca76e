use protocol::{Text, UserId};
use room_log::{Epoch, Page, Sequel};

use super::*;
use crate::room::{Drained, Outgoing};

fn id(ms: u64) -> MessageId {
    MessageId { ms, seq: 0 }
}

fn message(ms: u64) -> Message {
    let text = Text::parse(&format!("message {ms}")).expect("a text");
    Message::new(id(ms), text)
}

fn epoch() -> Epoch {
    Epoch::new("e".into())
}

fn page(ids: std::ops::RangeInclusive<u64>) -> Page {
    let messages = ids.map(message).collect();
    Page { epoch: epoch(), messages, changes: Vec::new(), more: false }
}

fn opened(ids: std::ops::RangeInclusive<u64>) -> Hall {
    let mut hall = Hall::new("node".into(), Instant::now());
    hall.begin(page(ids), Instant::now());
    hall
}

/// What somebody was told, besides who is there.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Entry(u64),
    Begin,
}

fn enters(hall: &mut Hall, dialect: Dialect) -> Arc<Outbox> {
    let nickname = protocol::Nickname::parse("Ada").expect("a name");
    let somebody = Author { id: UserId::new("u".into()), nickname };
    hall.enter(dialect, &somebody, 0, None, Instant::now()).1
}

fn told(outbox: &Outbox) -> Vec<Told> {
    let Drained::Items(items) = outbox.drain() else { panic!("it keeps up") };
    let told = items.iter().filter_map(|item| match item {
        Outgoing::Entry(entry) => Some(Told::Entry(entry.id().ms)),
        Outgoing::Begin => Some(Told::Begin),
        Outgoing::Frame(_) => None,
    });
    told.collect()
}

#[test]
fn a_log_that_ends_in_what_nobody_understands_is_read_once_for_it() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let tail = |ms| Tail { epoch: epoch(), last: id(ms) };
    let nothing = || Sequel { epoch: epoch(), joined: true, entries: Vec::new(), more: false };
    hall.compare(tail(3));
    assert!(!hall.is_unread());
    for end in [4, 5] {
        hall.compare(tail(end));
        assert!(hall.is_unread());
        assert!(hall.fill(id(3), nothing(), now));
        hall.compare(tail(end));
        assert!(!hall.is_unread(), "it was looked at");
    }
}

#[test]
fn the_tutorials_page_is_told_what_it_missed_when_the_room_begins_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let outbox = enters(&mut hall, Dialect::Tutorial);
    hall.begin(page(3..=5), now);
    assert_eq!(told(&outbox), [Told::Begin, Told::Entry(4), Told::Entry(5)]);
}

#[test]
fn when_much_is_missing_the_tutorials_page_is_told_all_of_it_and_others_begin_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let tutorial = enters(&mut hall, Dialect::Tutorial);
    let reader = enters(&mut hall, Dialect::V1);
    let sequel = |ids: std::ops::RangeInclusive<u64>, more| {
        let entries = ids.map(|ms| Entry::Message(message(ms))).collect();
        Sequel { epoch: epoch(), joined: true, entries, more }
    };
    assert!(hall.fill(id(3), sequel(4..=303, true), now));
    assert!(hall.lagging && hall.is_unread());
    hall.hear(Entry::Message(message(304)), id(303), now);
    assert!(told(&reader).is_empty(), "it would not see the hole");
    let late = enters(&mut hall, Dialect::V1);
    assert!(hall.fill(id(304), sequel(305..=400, false), now));
    assert!(!hall.lagging && !hall.is_unread());
    hall.hear(Entry::Message(message(401)), id(400), now);
    let all = (4..=400).map(Told::Entry).chain([Told::Begin, Told::Entry(401)]);
    assert!(told(&tutorial).into_iter().eq(all));
    assert_eq!(told(&reader), [Told::Begin, Told::Entry(401)]);
    assert_eq!(told(&late), [Told::Begin, Told::Entry(401)]);
}

#[test]
fn a_foreign_message_that_the_first_page_shows_is_not_logged_again() {
    let (mut hall, now) = (Hall::new("node".into(), Instant::now()), Instant::now());
    hall.foreign.hear(message(3).text, now);
    hall.begin(page(1..=3), now);
    assert_eq!(hall.foreign.next(now), None);
    hall.foreign.hear(message(3).text, now);
    assert!(hall.foreign.next(now).is_some(), "said again, it is another one");
}
