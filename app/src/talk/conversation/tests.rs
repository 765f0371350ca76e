//! One situation a test; `room` is a whole room with everything that can happen to it.

mod room;

use std::ops::RangeInclusive;

use protocol::{
    ErrorCode, FrameError, Message, MessageId, Older, ServerFrame, Welcome, limits::PAGE_ROWS,
};

use super::*;
use crate::talk::{
    Failure,
    samples::{author, id, message, nonce, text},
};

fn welcome(epoch: &str, reset: bool, older: bool, messages: Vec<Message>) -> ServerFrame {
    let (you, epoch) = (author("me"), epoch.to_owned());
    ServerFrame::Welcome(Welcome { you, epoch, reset, connected: true, older, messages })
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
fn a_stranger_with_my_nonce_takes_nothing_from_me() {
    let mut talk = opened(vec![]);
    say(&mut talk, "n1");
    let stranger = Message { nonce: Some(nonce("n1")), ..message(1, "kim") };
    talk.apply(ServerFrame::Message(stranger));
    assert_eq!(states(&talk), ["sent", "pending"]);
}

#[test]
fn one_thing_is_said_at_a_time() {
    let mut talk = Conversation::default();
    say(&mut talk, "n1");
    assert_eq!(sent(&mut talk), None, "nobody listens yet");
    talk.apply(welcome("a", true, false, vec![]));
    say(&mut talk, "n2");
    assert_eq!((sent(&mut talk).as_deref(), sent(&mut talk)), (Some("n1"), None));
    talk.apply(ack(1));
    assert_eq!((sent(&mut talk).as_deref(), sent(&mut talk)), (Some("n2"), None));
    talk.apply(welcome("a", false, false, vec![]));
    assert_eq!(sent(&mut talk), None, "it is on its way on this connection");
    talk.connect();
    assert_eq!(sent(&mut talk), None);
    talk.apply(welcome("a", false, false, others(5..=5)));
    assert_eq!(sent(&mut talk).as_deref(), Some("n2"), "again, under the same nonce");
    talk.apply(heard(6, "kim"));
    talk.apply(heard(2, "me"));
    assert_eq!(talk.letters(), [], "the message is as good as its acknowledgement");
}

#[test]
fn what_the_server_cannot_take_now_is_said_after_a_pause() {
    let mut talk = opened(vec![]);
    for name in ["n1", "n2"] {
        say(&mut talk, name);
    }
    for code in [ErrorCode::TooFast, ErrorCode::Unavailable] {
        assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
        assert_eq!(talk.apply(refused("n1", code)), News::Later(code));
        assert_eq!(sent(&mut talk), None);
        talk.resume();
    }
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    talk.apply(refused("n1", ErrorCode::Unavailable));
    talk.apply(ServerFrame::Layer { connected: true });
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    assert_eq!(states(&talk), ["pending", "pending"]);
}

#[test]
fn what_is_not_answered_for_two_heartbeats_is_said_again() {
    let mut talk = opened(vec![]);
    say(&mut talk, "n1");
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    talk.apply(heartbeat(None));
    assert_eq!(sent(&mut talk), None, "it may have been sent just before");
    talk.apply(heartbeat(None));
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    assert_eq!(sent(&mut talk), None);
}

#[test]
fn what_is_refused_can_be_said_again_or_taken_away_and_holds_up_nothing() {
    let mut talk = opened(vec![]);
    for name in ["n1", "n2"] {
        say(&mut talk, name);
    }
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    talk.apply(refused("n1", ErrorCode::TooLong));
    talk.delete(&nonce("n2"));
    assert_eq!(states(&talk), ["failed", "pending"], "what waits cannot be taken away");
    assert_eq!(sent(&mut talk).as_deref(), Some("n2"));
    talk.retry(&nonce("n1"), 0);
    assert_eq!(states(&talk), ["pending", "pending"]);
    talk.apply(ack(2));
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    talk.apply(refused("n1", ErrorCode::TooLong));
    talk.delete(&nonce("n1"));
    assert_eq!(states(&talk), ["sent"]);
}

#[test]
fn what_has_waited_for_half_a_day_is_not_said_without_being_asked_to() {
    let hour = 60 * 60 * 1000;
    let mut talk = opened(vec![]);
    for (name, at) in [("n1", 0), ("n2", 2 * hour)] {
        talk.say(nonce(name), text(name), at);
    }
    assert!(!talk.give_up(12 * hour));
    assert!(talk.give_up(13 * hour));
    assert!(!talk.give_up(13 * hour), "once");
    assert_eq!(talk.letters()[0].failed, Some(Failure::Unsent));
    assert_eq!(sent(&mut talk).as_deref(), Some("n2"));
    talk.apply(ack(2));
    talk.retry(&nonce("n1"), 13 * hour);
    assert!(!talk.give_up(14 * hour));
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
}

#[test]
fn what_waited_on_an_earlier_visit_waits_again_unless_it_has_arrived() {
    let letter = |name: &str| Letter { nonce: nonce(name), text: text(name), at: 1, failed: None };
    let mut talk =
        opened(vec![message(3, "me"), Message { nonce: Some(nonce("n4")), ..message(4, "kim") }]);
    talk.restore(["n3", "n4", "n5", "n5"].map(letter));
    assert_eq!(talk.letters(), [letter("n4"), letter("n5")]);
}

#[test]
fn after_an_outage_only_what_is_new_is_added() {
    let mut talk = opened(others(1..=3));
    assert_eq!(talk.apply(welcome("a", false, false, others(4..=5))), News::Welcome(others(4..=5)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![1, 2, 3, 4, 5], vec![]));
}

#[test]
fn a_page_that_overlaps_leaves_no_hole() {
    let mut talk = opened(others(1..=3));
    talk.apply(welcome("a", true, true, others(2..=5)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![1, 2, 3, 4, 5], vec![]));
}

#[test]
fn after_a_long_outage_there_is_a_hole_which_can_be_filled() {
    let mut talk = opened(others(1..=3));
    say(&mut talk, "n99");
    assert_eq!(talk.apply(welcome("a", true, true, others(8..=9))), News::Welcome(vec![]));
    assert_eq!(ids(&talk), [1, 2, 3, 8, 9]);
    assert_eq!(holes(&talk), [(8, Missing::Between)]);
    assert_eq!(talk.ask(id(8)), ClientFrame::Older { before: id(8) });
    assert!(talk.asked().is_some());
    assert_eq!(talk.apply(older(8, others(6..=7), true)), News::Filled(2));
    assert_eq!(talk.asked(), None);
    assert_eq!(holes(&talk), [(6, Missing::Between)]);
    assert_eq!(talk.apply(older(6, others(3..=5), true)), News::Filled(2));
    assert_eq!((ids(&talk), holes(&talk)), ((1..=9).collect(), vec![]));
    assert_eq!(talk.apply(older(6, others(3..=5), true)), News::Filled(0), "a second answer");
    assert_eq!(talk.apply(older(77, others(3..=5), true)), News::None);
}

#[test]
fn the_page_begins_with_the_way_to_earlier_messages_as_long_as_there_are_any() {
    let mut talk = opened(vec![]);
    talk.apply(welcome("b", true, true, others(50..=60)));
    assert_eq!(holes(&talk), [(50, Missing::Earlier)]);
    talk.apply(older(50, others(40..=49), true));
    assert_eq!(holes(&talk), [(40, Missing::Earlier)]);
    talk.apply(older(40, others(39..=39), false));
    assert_eq!(holes(&talk), []);
    let mut talk = opened(vec![]);
    talk.apply(welcome("b", true, true, others(50..=60)));
    talk.apply(older(50, vec![], false));
    assert_eq!(holes(&talk), [], "the log has forgotten them in the meantime");
}

#[test]
fn an_acknowledged_message_in_a_hole_has_holes_around_it() {
    let mut talk = opened(others(1..=3));
    for name in ["n6", "n7"] {
        say(&mut talk, name);
    }
    talk.apply(ack(6));
    talk.apply(welcome("a", true, true, others(20..=30)));
    talk.apply(ack(7));
    let between = |ms| (ms, Missing::Between);
    assert_eq!(holes(&talk), [6, 7, 20].map(between));
    talk.apply(older(20, others(10..=19), true));
    talk.apply(older(10, [vec![message(6, "me"), message(7, "me")], others(8..=9)].concat(), true));
    assert_eq!(holes(&talk), [between(6)]);
    talk.apply(older(6, others(1..=5), false));
    assert_eq!((ids(&talk), holes(&talk)), ((1..=30).collect(), vec![]));
}

#[test]
fn another_log_begins_anew() {
    let mut talk = opened(others(10..=12));
    talk.apply(welcome("b", true, false, others(5..=6)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![5, 6], vec![]));
    assert_eq!(since(&talk), Some(6));
    talk.apply(welcome("c", true, false, vec![]));
    assert_eq!((ids(&talk), since(&talk)), (vec![], None));
}

#[test]
fn what_i_said_and_the_server_has_lost_is_said_again() {
    let said = |ms| Message { id: id(ms), ..message(ms, "me") };
    let minute = 60_000;
    let mut talk = opened(vec![
        said(1),
        message(2, "kim"),
        said(minute + 2),
        said(minute + 3),
        said(minute + 4),
    ]);
    say(&mut talk, "n70005");
    talk.apply(ack(70_005));
    say(&mut talk, "later");
    talk.connect();
    // One is still there, one is there under another id, and one is too old to have been lost just now.
    let moved = Message { id: id(minute + 9), ..said(minute + 3) };
    talk.apply(welcome("b", true, false, vec![message(2, "kim"), said(minute + 2), moved]));
    let waiting: Vec<&str> = talk.letters().iter().map(|letter| letter.nonce.as_str()).collect();
    assert_eq!(waiting, ["n60004", "n70005", "later"]);
    assert_eq!(ids(&talk), [2, minute + 2, minute + 9]);
    assert_eq!(sent(&mut talk).as_deref(), Some("n60004"));
}

#[test]
fn what_may_stand_before_the_page_is_not_said_again() {
    let mut talk = opened(vec![message(1, "me"), message(2, "me")]);
    talk.apply(welcome("b", true, true, others(2..=3)));
    assert_eq!(ids(&talk), [2, 3]);
    assert_eq!(talk.letters(), [], "1 may be there, and 2 is somebody else's now");
}

#[test]
fn a_page_that_was_told_less_than_others_asks_again() {
    let mut talk = opened(others(1..=2));
    assert_eq!(talk.apply(heartbeat(None)), News::None);
    assert_eq!(talk.apply(heartbeat(Some(2))), News::None);
    assert_eq!(talk.apply(heartbeat(Some(3))), News::Behind);
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

#[test]
fn the_oldest_rows_make_room_until_the_reader_asks_for_them() {
    let most = PAGE_ROWS as u64;
    let mut talk = opened(others(101..=100 + most));
    say(&mut talk, "mine");
    assert_eq!(talk.rows().len(), PAGE_ROWS);
    assert_eq!(holes(&talk), [(102, Missing::Earlier)], "what is dropped can be fetched again");

    talk.apply(older(102, others(52..=101), true));
    assert_eq!(talk.rows().len(), PAGE_ROWS + 50);
    talk.apply(heard(999, "kim"));
    assert_eq!(talk.rows().len(), PAGE_ROWS + 50);
    assert!(talk.return_to_end());
    assert_eq!(talk.rows().len(), PAGE_ROWS);
    assert!(!talk.return_to_end());
}

#[test]
fn what_waits_is_never_dropped() {
    let mut talk = opened(others(1..=9));
    for at in 0..PAGE_ROWS + 9 {
        talk.say(nonce(&format!("w{at}")), text("mine"), 0);
    }
    assert_eq!(talk.letters().len(), PAGE_ROWS + 9);
    assert_eq!(holes(&talk), [(9, Missing::Earlier)], "and neither is the way back");
}
