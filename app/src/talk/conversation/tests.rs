#![allow(clippy::expect_used, reason = "what a test writes itself is as it says")]

use proptest::prelude::*;
use protocol::UserId;

use super::*;

fn author(id: &str) -> Author {
    let nickname = serde_json::from_value(id.into()).expect("a nickname is text");
    Author { id: UserId::new(id.into()), nickname }
}

fn id(ms: u64) -> MessageId {
    MessageId { ms, seq: 0 }
}

fn nonce(name: &str) -> Nonce {
    Nonce::parse(name).expect("visible ASCII")
}

fn text(text: &str) -> Text {
    Text::new(text.into()).expect("short and visible")
}

/// Message number `ms`; the reader's own carry a nonce.
fn message(ms: u64, by: &str) -> Message {
    let mark = (by == "me").then(|| nonce(&format!("n{ms}")));
    Message { id: id(ms), author: Some(author(by)), text: text(&format!("text {ms}")), nonce: mark }
}

fn welcome(epoch: &str, reset: bool, messages: Vec<Message>) -> ServerFrame {
    ServerFrame::Welcome(Welcome {
        you: author("me"),
        epoch: epoch.into(),
        reset,
        connected: true,
        messages,
    })
}

fn others(range: std::ops::RangeInclusive<u64>) -> Vec<Message> {
    range.map(|ms| message(ms, "kim")).collect()
}

fn opened(messages: Vec<Message>) -> Conversation {
    let mut conversation = Conversation::default();
    conversation.apply(welcome("a", true, messages));
    conversation
}

fn ids(conversation: &Conversation) -> Vec<u64> {
    conversation.rows().iter().filter_map(|row| row.id).map(|id| id.ms).collect()
}

fn states(conversation: &Conversation) -> Vec<&'static str> {
    conversation.rows().iter().map(|row| row.state.name()).collect()
}

fn gaps(conversation: &Conversation) -> Vec<u64> {
    conversation
        .rows()
        .iter()
        .filter(|row| row.gap)
        .filter_map(|row| row.id)
        .map(|id| id.ms)
        .collect()
}

#[test]
fn what_i_say_waits_at_the_end_until_the_server_has_it() {
    let mut conversation = opened(others(1..=2));
    conversation.say(nonce("n9"), text("mine"));
    assert_eq!(
        conversation.apply(ServerFrame::Message(message(3, "kim"))),
        News::Heard(message(3, "kim"))
    );
    assert_eq!(states(&conversation), ["sent", "sent", "sent", "pending"]);
    assert_eq!(conversation.waiting().count(), 1);

    conversation.apply(ServerFrame::Ack { nonce: nonce("n9"), id: id(9) });
    assert_eq!(ids(&conversation), [1, 2, 3, 9]);
    assert_eq!(conversation.waiting().count(), 0);

    assert_eq!(
        conversation.apply(ServerFrame::Message(message(9, "me"))),
        News::None,
        "not news to me"
    );
    assert_eq!(ids(&conversation), [1, 2, 3, 9]);
}

#[test]
fn an_acknowledged_message_is_not_where_to_go_on_from() {
    let mut conversation = opened(others(1..=2));
    conversation.say(nonce("n9"), text("mine"));
    conversation.apply(ServerFrame::Ack { nonce: nonce("n9"), id: id(9) });
    let ClientFrame::Hello { since, .. } = conversation.hello(None) else {
        panic!("hello is a hello")
    };
    assert_eq!(since, Some(id(2)), "3 to 8 may still be on their way");
}

#[test]
fn what_is_told_stands_where_the_server_tells_it() {
    let mut conversation = opened(others(1..=2));
    conversation.say(nonce("n9"), text("mine"));
    conversation.apply(ServerFrame::Ack { nonce: nonce("n9"), id: id(9) });
    conversation.apply(ServerFrame::Message(message(12, "kim")));
    conversation.apply(ServerFrame::Message(message(9, "me")));
    conversation.apply(ServerFrame::Message(message(7, "kim")));
    conversation.apply(ServerFrame::Message(message(12, "kim")));
    assert_eq!(ids(&conversation), [1, 2, 12, 9, 7]);
    let ClientFrame::Hello { since, .. } = conversation.hello(None) else {
        panic!("hello is a hello")
    };
    assert_eq!(since, Some(id(7)), "the last that was told, whatever its clock says");
}

#[test]
fn a_stranger_with_my_nonce_takes_nothing_from_me() {
    let mut conversation = opened(vec![]);
    conversation.say(nonce("n1"), text("mine"));
    let stranger = Message { nonce: Some(nonce("n1")), ..message(1, "kim") };
    conversation.apply(ServerFrame::Message(stranger));
    assert_eq!(states(&conversation), ["sent", "pending"]);
}

#[test]
fn after_an_outage_only_what_is_new_is_added() {
    let mut conversation = opened(others(1..=3));
    let news = conversation.apply(welcome("a", false, others(4..=5)));
    assert_eq!(news, News::Welcome(others(4..=5)));
    assert_eq!(ids(&conversation), [1, 2, 3, 4, 5]);
    assert!(gaps(&conversation).is_empty());
}

#[test]
fn after_a_long_outage_the_gap_is_named() {
    let mut conversation = opened(others(1..=3));
    conversation.say(nonce("n99"), text("mine"));
    assert_eq!(conversation.apply(welcome("a", true, others(8..=9))), News::Welcome(vec![]));
    assert_eq!(ids(&conversation), [1, 2, 3, 8, 9]);
    assert_eq!(gaps(&conversation), [8]);
    assert_eq!(conversation.waiting().count(), 1, "what waits is said again");
}

#[test]
fn a_page_that_overlaps_leaves_no_gap() {
    let mut conversation = opened(others(1..=3));
    conversation.apply(welcome("a", true, others(2..=5)));
    assert_eq!(ids(&conversation), [1, 2, 3, 4, 5]);
    assert!(gaps(&conversation).is_empty());
}

#[test]
fn a_new_log_begins_after_a_gap() {
    let mut conversation = opened(others(10..=12));
    conversation.apply(welcome("b", true, vec![]));
    assert_eq!(ids(&conversation), [10, 11, 12], "what was read stays readable");
    conversation.apply(ServerFrame::Message(message(5, "kim")));
    assert_eq!(ids(&conversation), [10, 11, 12, 5], "the order is the server's");
    assert_eq!(gaps(&conversation), [5]);
}

#[test]
fn what_is_refused_can_be_said_again_or_taken_away() {
    let mut conversation = opened(vec![]);
    conversation.say(nonce("n1"), text("one"));
    conversation.say(nonce("n2"), text("two"));
    let refused = |name| FrameError::new(ErrorCode::TooLong, "").about(Some(nonce(name)));
    conversation.apply(ServerFrame::Error(refused("n1")));
    conversation.delete(&nonce("n2"));
    assert_eq!(states(&conversation), ["failed", "pending"], "what waits cannot be taken away");
    assert_eq!(conversation.waiting().count(), 1);

    let again = conversation.retry(&nonce("n1"));
    assert_eq!(again, Some(ClientFrame::Say { nonce: nonce("n1"), text: text("one") }));
    assert_eq!(states(&conversation), ["pending", "pending"]);
    conversation.apply(ServerFrame::Error(refused("n1")));
    conversation.delete(&nonce("n1"));
    assert_eq!(states(&conversation), ["pending"]);
}

#[test]
fn a_name_is_worn_at_once_and_taken_off_when_it_is_refused() {
    let name = |talk: &Conversation| talk.reader().map(|you| you.nickname.to_string());
    let mut conversation = opened(vec![]);
    conversation.rename(author("ada").nickname);
    assert_eq!(name(&conversation).as_deref(), Some("ada"));
    let refusal = FrameError::new(ErrorCode::Empty, "").in_field("nickname");
    assert_eq!(conversation.apply(ServerFrame::Error(refusal.clone())), News::Refused(refusal));
    assert_eq!(name(&conversation).as_deref(), Some("me"));

    conversation.rename(author("ada").nickname);
    conversation.apply(welcome("a", false, vec![]));
    assert_eq!(conversation.wanted(), Some(&author("ada").nickname), "asked for in vain so far");
    conversation.apply(ServerFrame::Renamed { you: author("ada") });
    assert_eq!((name(&conversation).as_deref(), conversation.wanted()), (Some("ada"), None));
}

#[test]
fn what_the_server_cannot_take_now_goes_on_waiting() {
    let mut conversation = opened(vec![]);
    conversation.say(nonce("n1"), text("one"));
    for code in [ErrorCode::TooFast, ErrorCode::Unavailable] {
        let error = FrameError::new(code, "").about(Some(nonce("n1")));
        assert_eq!(conversation.apply(ServerFrame::Error(error)), News::Later(code));
    }
    assert_eq!(states(&conversation), ["pending"]);
}

#[test]
fn one_person_in_a_row_is_named_once() {
    let late = 5 * 60 * 1000 + 3;
    let mut conversation = opened(vec![message(1, "kim"), message(2, "kim"), message(3, "lee")]);
    conversation.apply(ServerFrame::Message(message(4, "kim")));
    conversation.apply(ServerFrame::Message(message(late, "kim")));
    conversation.apply(ServerFrame::Message(Message { author: None, ..message(late + 1, "kim") }));
    conversation.apply(ServerFrame::Message(Message { author: None, ..message(late + 2, "kim") }));
    let first: Vec<bool> = conversation.rows().iter().map(|row| row.first).collect();
    assert_eq!(first, [true, false, true, true, false, true, true], "programs may be several");
}

#[test]
fn the_oldest_rows_make_room() {
    let mut conversation = opened(others(1..=PAGE_ROWS as u64));
    conversation.say(nonce("mine"), text("mine"));
    assert_eq!(conversation.rows().len(), PAGE_ROWS);
    assert_eq!(ids(&conversation).first(), Some(&2));
}

/// Everything that can reach a page: the room's messages and the server's answers, in any order and again.
fn frames() -> impl Strategy<Value = Vec<ServerFrame>> {
    let frame = (0u8..4, 1u64..12, 1u64..12, any::<bool>()).prop_map(|(kind, from, to, reset)| {
        let by = |ms| if ms % 3 == 0 { "me" } else { "kim" };
        match kind {
            0 => ServerFrame::Ack { nonce: nonce(&format!("n{from}")), id: id(from) },
            1 => welcome("a", reset, (from..=to).map(|ms| message(ms, by(ms))).collect()),
            _ => ServerFrame::Message(message(from, by(from))),
        }
    });
    prop::collection::vec(frame, 0..40)
}

proptest! {
    #[test]
    fn each_message_stands_once_and_as_it_was_told(frames in frames()) {
        let mut conversation = opened(vec![]);
        for mine in [3, 6, 9] {
            conversation.say(nonce(&format!("n{mine}")), text("mine"));
        }
        // What is to be seen: the ids, and whether each was told or only acknowledged.
        let mut expected: Vec<(u64, bool)> = Vec::new();
        let tell = |expected: &mut Vec<(u64, bool)>, ms: u64| {
            if !expected.contains(&(ms, true)) {
                expected.retain(|(known, _)| *known != ms);
                expected.push((ms, true));
            }
        };
        for frame in frames {
            match &frame {
                ServerFrame::Message(message) => tell(&mut expected, message.id.ms),
                ServerFrame::Welcome(welcome) => {
                    welcome.messages.iter().for_each(|message| tell(&mut expected, message.id.ms));
                }
                ServerFrame::Ack { id, .. }
                    if [3, 6, 9].contains(&id.ms)
                        && !expected.iter().any(|(known, _)| *known == id.ms) =>
                {
                    expected.push((id.ms, false));
                }
                _ => {}
            }
            conversation.apply(frame);

            let seen: Vec<u64> = expected.iter().map(|(ms, _)| *ms).collect();
            prop_assert_eq!(ids(&conversation), seen.clone(), "once each, and as it was told");
            let rows = conversation.rows();
            let waiting = rows.iter().skip_while(|row| row.id.is_some());
            prop_assert!(waiting.clone().all(|row| row.id.is_none()), "what waits stands last");
            let mine = [3, 6, 9].iter().filter(|ms| !seen.contains(ms)).count();
            prop_assert_eq!(waiting.count(), mine, "nothing said is lost, nothing is said twice");
        }
    }

    #[test]
    fn the_document_stays_small(count in 0u64..900, mine in 0usize..40) {
        let mut conversation = opened(vec![]);
        for at in 0..mine {
            conversation.say(nonce(&format!("w{at}")), text("mine"));
        }
        conversation.apply(welcome("a", false, others(1..=count)));
        prop_assert!(conversation.rows().len() <= PAGE_ROWS);
        prop_assert_eq!(conversation.waiting().count(), mine);
    }
}
