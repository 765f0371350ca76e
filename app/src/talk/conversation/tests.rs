//! One situation a test: rows and names here, `holes` in the log, what waits in `outbox`, what is changed in `changes`.
//! `room` is a whole room with everything that can happen to it.

mod changes;
mod holes;
mod outbox;
mod room;

use std::ops::RangeInclusive;

use protocol::{
    Alteration, Change, ErrorCode, FrameError, Message, MessageId, Older, ServerFrame, Welcome,
    limits::PAGE_ROWS,
};

use super::*;
use crate::talk::{
    Failure,
    samples::{author, id, message, nonce, text},
};

fn welcome(epoch: &str, reset: bool, older: bool, messages: Vec<Message>) -> ServerFrame {
    let (you, epoch) = (author("me"), epoch.to_owned());
    let (last, changes) = (messages.last().map(|message| message.id), Vec::new());
    ServerFrame::Welcome(Welcome {
        you,
        epoch,
        reset,
        connected: true,
        older,
        last,
        messages,
        changes,
    })
}

fn others(range: RangeInclusive<u64>) -> Vec<Message> {
    range.map(|ms| message(ms, "kim")).collect()
}

fn opened(messages: Vec<Message>) -> Conversation {
    let mut talk = Conversation::default();
    talk.apply(welcome("a", true, false, messages));
    talk
}

fn heard(ms: u64, by: &str) -> ServerFrame {
    ServerFrame::Message(message(ms, by))
}

fn ack(ms: u64) -> ServerFrame {
    ServerFrame::Ack { nonce: nonce(&format!("n{ms}")), id: id(ms) }
}

fn older(before: u64, messages: Vec<Message>, more: bool) -> ServerFrame {
    ServerFrame::Older(Older { before: id(before), messages, more })
}

fn refused(name: &str, code: ErrorCode) -> ServerFrame {
    ServerFrame::Error(FrameError::new(code, "").about(Some(nonce(name))))
}

fn heartbeat(last: Option<u64>) -> ServerFrame {
    ServerFrame::Heartbeat { last: last.map(id) }
}

/// The reader says something, which the server will call `n…`.
fn say(talk: &mut Conversation, name: &str) {
    talk.say(nonce(name), text(name), 0);
}

fn sent(talk: &mut Conversation) -> Option<String> {
    talk.due().map(|frame| match frame {
        ClientFrame::Say { nonce, .. } => nonce.as_str().to_owned(),
        other => panic!("{other:?}"),
    })
}

fn since(talk: &Conversation) -> Option<u64> {
    let ClientFrame::Hello { since, .. } = talk.hello(None) else { panic!("hello is a hello") };
    since.map(|id| id.ms)
}

fn ids(talk: &Conversation) -> Vec<u64> {
    talk.rows().iter().filter_map(|row| row.id).map(|id| id.ms).collect()
}

fn states(talk: &Conversation) -> Vec<&'static str> {
    talk.rows().iter().map(|row| row.state.name()).collect()
}

fn holes(talk: &Conversation) -> Vec<(u64, Missing)> {
    let rows = talk.rows().into_iter().filter(|row| row.missing != Missing::Nothing);
    rows.filter_map(|row| Some((row.id?.ms, row.missing))).collect()
}

#[test]
fn what_i_say_waits_at_the_end_until_the_server_has_it() {
    let mut talk = opened(others(1..=2));
    say(&mut talk, "n9");
    assert_eq!(talk.apply(heard(3, "kim")), News::Heard(message(3, "kim")));
    assert_eq!(states(&talk), ["sent", "sent", "sent", "pending"]);
    talk.apply(ack(9));
    assert_eq!(ids(&talk), [1, 2, 3, 9]);
    assert_eq!(talk.letters(), []);
    assert_eq!(talk.apply(heard(9, "me")), News::None, "not news to me");
    assert_eq!(ids(&talk), [1, 2, 3, 9]);
}

#[test]
fn an_acknowledged_message_is_not_where_to_go_on_from() {
    let mut talk = opened(others(1..=2));
    say(&mut talk, "n9");
    talk.apply(ack(9));
    assert_eq!(since(&talk), Some(2), "3 to 8 may still be on their way");
    talk.apply(heard(7, "kim"));
    assert_eq!(ids(&talk), [1, 2, 7, 9], "the order is that of the ids");
    assert_eq!(since(&talk), Some(7));
    talk.apply(heard(7, "kim"));
    assert_eq!(ids(&talk), [1, 2, 7, 9], "each once");
    assert_eq!(holes(&talk), []);
}

#[test]
fn what_is_missed_in_a_room_that_was_empty_is_news() {
    let said = vec![message(1, "me"), message(2, "kim")];
    let mut talk = opened(Vec::new());
    let news = talk.apply(welcome("a", true, false, said.clone()));
    assert_eq!(news, News::Welcome(vec![message(2, "kim")]), "and not what I have said");
    let news = talk.apply(welcome("a", true, false, said.clone()));
    assert_eq!(news, News::Welcome(Vec::new()), "it is history now");
    let news = opened(Vec::new()).apply(welcome("b", true, false, said));
    assert_eq!(news, News::Welcome(Vec::new()), "and so is another log");
}

#[test]
fn a_stranger_with_my_nonce_takes_nothing_from_me() {
    let mut talk = opened(vec![]);
    say(&mut talk, "n1");
    let stranger = Message { nonce: Some(nonce("n1")), ..message(1, "kim") };
    talk.apply(ServerFrame::Message(stranger));
    assert_eq!(states(&talk), ["sent", "pending"]);
}

#[test]
fn a_page_that_was_told_less_than_others_asks_again() {
    let mut talk = opened(others(1..=2));
    assert_eq!(talk.apply(heartbeat(None)), News::None);
    assert_eq!(talk.apply(heartbeat(Some(2))), News::None);
    assert_eq!(talk.apply(heartbeat(Some(3))), News::Behind);
}

#[test]
fn a_change_is_where_to_go_on_from() {
    let mut talk = opened(others(1..=2));
    let (author, alteration) = (author("kim"), Alteration::Delete);
    talk.apply(ServerFrame::Change(Change {
        id: id(3),
        of: id(1),
        author,
        nonce: None,
        alteration,
    }));
    assert_eq!(since(&talk), Some(3));
    let ServerFrame::Welcome(resumed) = welcome("a", false, false, vec![]) else {
        panic!("a frame")
    };
    talk.apply(ServerFrame::Welcome(Welcome { last: Some(id(4)), ..resumed }));
    assert_eq!(since(&talk), Some(4), "what has changed since is in the welcome too");
}

#[test]
fn a_name_is_worn_at_once_and_taken_off_when_it_is_refused() {
    let name = |talk: &Conversation| talk.reader().map(|you| you.nickname.to_string());
    let mut talk = opened(vec![]);
    talk.rename(author("ada").nickname);
    assert_eq!(name(&talk).as_deref(), Some("ada"));
    let refusal = FrameError::new(ErrorCode::Empty, "").in_field("nickname");
    assert_eq!(talk.apply(ServerFrame::Error(refusal.clone())), News::Refused(refusal));
    assert_eq!(name(&talk).as_deref(), Some("me"));

    talk.rename(author("ada").nickname);
    talk.apply(welcome("a", false, false, vec![]));
    assert_eq!(talk.wanted(), Some(&author("ada").nickname), "asked for in vain so far");
    talk.apply(ServerFrame::Renamed { you: author("ada") });
    assert_eq!((name(&talk).as_deref(), talk.wanted()), (Some("ada"), None));
}

#[test]
fn one_person_in_a_row_is_named_once() {
    let late = 5 * 60 * 1000 + 3;
    let program = |ms| ServerFrame::Message(Message { author: None, ..message(ms, "kim") });
    let mut talk = opened(vec![message(1, "kim"), message(2, "kim"), message(3, "lee")]);
    for frame in [heard(4, "kim"), heard(late, "kim"), program(late + 1), program(late + 2)] {
        talk.apply(frame);
    }
    let first: Vec<bool> = talk.rows().iter().map(|row| row.first).collect();
    assert_eq!(first, [true, false, true, true, false, true, true], "programs may be several");
}
