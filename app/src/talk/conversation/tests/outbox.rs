//! What waits for the server, and when it is said.

use super::*;

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
    let letter = |name: &str| Letter {
        nonce: nonce(name),
        errand: Errand::Say(None),
        text: text(name),
        at: 1,
        failed: None,
    };
    let mut talk =
        opened(vec![message(3, "me"), Message { nonce: Some(nonce("n4")), ..message(4, "kim") }]);
    talk.restore(["n3", "n4", "n5", "n5"].map(letter));
    assert_eq!(waiting(&talk), ["n4", "n5"]);
}

#[test]
fn what_waits_keeps_its_order_whatever_clocks_say() {
    let mut talk = opened(vec![message(9_000, "me")]);
    for (name, at) in [("n1", 500), ("n2", 500), ("n3", 20)] {
        talk.say(nonce(name), text(name), at);
    }
    assert_eq!(sent(&mut talk).as_deref(), Some("n1"));
    talk.apply(refused("n1", ErrorCode::TooLong));
    talk.retry(&nonce("n1"), 10);
    talk.apply(welcome("b", true, false, vec![]));
    assert_eq!(waiting(&talk), ["n9000", "n2", "n3", "n1"]);
    let mut stored = talk.letters().to_vec();
    stored.reverse();
    stored.sort_by_key(|letter| letter.at);
    assert_eq!(stored, talk.letters());
}

#[test]
fn a_log_that_has_lost_its_end_is_told_it_again() {
    let mut talk = opened(vec![message(1, "kim"), message(2, "me"), message(3, "kim")]);
    talk.apply(welcome("a", true, false, vec![message(1, "kim")]));
    assert_eq!((ids(&talk), waiting(&talk)), (vec![1], vec!["n2".to_owned()]));
}

fn waiting(talk: &Conversation) -> Vec<String> {
    talk.letters().iter().map(|letter| letter.nonce.as_str().to_owned()).collect()
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
    assert_eq!(waiting(&talk), ["n60004", "n70005", "later"]);
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
