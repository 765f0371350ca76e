//! One situation a test; `random` is whatever can happen, `step` by `step`: to `truth`, the log, and to a `client` and a `tutorial_page`.

mod client;
mod random;
mod step;
mod truth;
mod tutorial_page;

use protocol::{Nickname, Text, UserId};
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

fn sequel(ids: std::ops::RangeInclusive<u64>, more: bool) -> Sequel {
    let entries = ids.map(|ms| Entry::Message(message(ms))).collect();
    Sequel { epoch: epoch(), joined: true, entries, more }
}

fn opened(ids: std::ops::RangeInclusive<u64>) -> Hall {
    let mut hall = Hall::new("node".into(), Instant::now());
    hall.begin(Some(Vec::new()), page(ids), Instant::now());
    hall
}

/// What somebody was told, besides who is there.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Entry(u64),
    Begin,
}

fn somebody(id: &str) -> Author {
    let nickname = Nickname::parse("Ada").expect("a name");
    Author { id: UserId::new(id.into()), nickname }
}

fn enters(hall: &mut Hall, dialect: Dialect) -> Arc<Outbox> {
    hall.enter(dialect, &somebody("ada"), 0, None, Instant::now()).1
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
        hall.want();
        assert!(hall.fill(id(3), nothing(), now));
        hall.compare(tail(end));
        assert!(!hall.is_unread(), "it was looked at");
    }
}

#[test]
fn what_is_heard_of_a_logs_end_while_it_is_read_is_looked_for_again() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let tail = |ms| Tail { epoch: epoch(), last: id(ms) };
    hall.compare(tail(4));
    hall.want();
    hall.compare(tail(5));
    assert!(hall.fill(id(3), sequel(4..=4, false), now));
    hall.compare(tail(5));
    assert!(hall.is_unread(), "what was read is older");
    hall.want();
    assert!(hall.fill(id(4), sequel(5..=5, false), now));
    assert!(!hall.is_unread());
}

#[test]
fn who_comes_while_the_log_is_read_is_answered_by_the_next_reading() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    hall.want();
    let since = (id(5), "e".to_owned());
    let (_, outbox, opening) = hall.enter(Dialect::V1, &somebody("ada"), 0, Some(&since), now);
    assert_eq!(opening, None, "another node is ahead");
    assert!(hall.fill(id(3), sequel(4..=4, false), now));
    assert_eq!(told(&outbox), [Told::Entry(4)], "it has more than this");
    assert!(hall.is_unread());
    hall.want();
    assert!(hall.fill(id(4), sequel(5..=6, false), now));
    assert_eq!(told(&outbox), [Told::Entry(5), Told::Entry(6), Told::Begin]);
    let opening = hall.begins(Some(&since)).expect("the room knows its log");
    assert_eq!((opening.reset, opening.messages), (false, vec![message(6)]));
}

#[test]
fn the_tutorials_page_is_told_what_it_missed_when_the_room_begins_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let outbox = enters(&mut hall, Dialect::Tutorial);
    hall.begin(Some(Vec::new()), page(3..=5), now);
    assert_eq!(told(&outbox), [Told::Begin, Told::Entry(4), Told::Entry(5)]);
}

#[test]
fn the_tutorials_page_is_told_what_stands_before_the_page_with_which_a_room_begins_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let more = Page { more: true, ..page(7..=8) };
    let outbox = enters(&mut hall, Dialect::Tutorial);
    assert_eq!(hall.missing_before(&page(3..=8)), None, "nothing stands in between");
    assert_eq!(hall.missing_before(&page(7..=8)), Some(id(3)), "more may have been kept once");
    assert_eq!(hall.missing_before(&more), Some(id(3)));
    hall.begin(Some((4..=6).map(message).collect()), more, now);
    let all = [Told::Begin].into_iter().chain((4..=8).map(Told::Entry));
    assert!(told(&outbox).into_iter().eq(all));
}

#[test]
fn the_tutorials_page_that_misses_more_than_may_wait_for_it_is_given_up() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let tutorial = enters(&mut hall, Dialect::Tutorial);
    let reader = enters(&mut hall, Dialect::V1);
    hall.begin(None, Page { more: true, ..page(1007..=1008) }, now);
    assert!(matches!(tutorial.drain(), Drained::Overflow), "it would not see the hole");
    assert_eq!(told(&reader), [Told::Begin]);
}

#[test]
fn when_much_is_missing_the_tutorials_page_is_told_all_of_it_and_others_begin_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let tutorial = enters(&mut hall, Dialect::Tutorial);
    let reader = enters(&mut hall, Dialect::V1);
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
    hall.foreign.hear(message(3).text, 3, now);
    hall.begin(Some(Vec::new()), page(1..=3), now);
    assert!(!hall.foreign.is_waiting());
    hall.foreign.hear(message(3).text, 4, now);
    assert!(hall.foreign.is_waiting(), "said again, it is another one");
}

#[test]
fn a_foreign_message_that_says_what_was_said_before_is_another_one_when_the_room_begins_anew() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    hall.foreign.hear(message(3).text, 4, now);
    hall.begin(Some(Vec::new()), page(1..=3), now);
    assert!(hall.foreign.is_waiting(), "the room has known the one on this page all the time");
    let again = Message { id: id(4), ..message(3) };
    hall.begin(Some(Vec::new()), Page { messages: vec![message(3), again], ..page(1..=1) }, now);
    assert!(!hall.foreign.is_waiting());
}

#[test]
fn what_stands_before_a_page_is_looked_through_for_foreign_messages_that_wait() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    hall.foreign.hear(message(5).text, 5, now);
    hall.begin(Some((4..=6).map(message).collect()), page(7..=8), now);
    assert!(!hall.foreign.is_waiting());
}

#[test]
fn the_tutorials_page_is_told_nothing_that_was_said_before_it_came() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    hall.hear(Entry::Message(message(5)), id(4), now);
    hall.want();
    assert!(hall.fill(id(3), sequel(4..=5, false), now));
    let (_, outbox, opening) = hall.enter(Dialect::Tutorial, &somebody("ada"), 0, None, now);
    assert_eq!(opening.map(|opening| opening.last), Some(id(5)));
    hall.hear(Entry::Message(message(6)), id(5), now);
    assert_eq!(told(&outbox), [Told::Entry(6)]);
}

#[test]
fn a_change_takes_no_place_in_the_queue_of_the_tutorials_page() {
    let (mut hall, now) = (opened(1..=3), Instant::now());
    let outbox = enters(&mut hall, Dialect::Tutorial);
    let (author, alteration) = (somebody("ada"), protocol::Alteration::Delete);
    let change = Change { id: id(4), of: id(1), author, alteration, nonce: None };
    hall.hear(Entry::Change(change), id(3), now);
    assert!(told(&outbox).is_empty());
}

#[test]
fn the_tutorials_page_is_given_up_when_ids_have_begun_again_before_those_it_was_sent() {
    let (mut hall, now) = (opened(1..=9), Instant::now());
    let tutorial = enters(&mut hall, Dialect::Tutorial);
    let reader = enters(&mut hall, Dialect::V1);
    let anew = Page { epoch: Epoch::new("another".into()), ..page(1..=3) };
    hall.begin(Some(Vec::new()), anew, now);
    assert_eq!(told(&tutorial), [Told::Begin]);
    hall.hear(Entry::Message(message(4)), id(3), now);
    assert!(matches!(tutorial.drain(), Drained::Overflow), "it would take that for old");
    assert_eq!(told(&reader), [Told::Begin, Told::Entry(4)]);
    let later = enters(&mut hall, Dialect::Tutorial);
    hall.hear(Entry::Message(message(5)), id(4), now);
    assert_eq!(told(&later), [Told::Entry(5)]);
}
