use protocol::Text;
use room_log::{Draft, Retention, What};

use super::*;

async fn said(log: &Log, room: &RoomName, count: usize, bytes: usize) -> Vec<MessageId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let text = Text::parse(&"x".repeat(bytes)).expect("a text");
        let what = What::Message { author: None, text, re: None };
        ids.push(log.append(room, Draft { nonce: None, what }).await.expect("it is taken").id());
    }
    ids
}

#[tokio::test]
async fn what_stands_between_an_id_and_a_page_is_found_however_much_it_is() {
    let (log, room) =
        (Log::memory(Retention::default()), RoomName::parse("lobby").expect("a name"));
    let ids = said(&log, &room, 1000, 10).await;
    let page = log.newest(&room, 100).await.expect("it can be read");
    let between = |told| messages_between(&log, &room, told, &page);
    for told in [0, 10, 599, 600, 898] {
        let found = between(ids[told]).await.expect("it can be read").expect("it is not much");
        assert!(found.iter().map(|message| message.id).eq(ids[told + 1..900].iter().copied()));
    }
    for told in [899, 999] {
        assert_eq!(between(ids[told]).await.expect("it can be read"), Some(Vec::new()));
    }
}

#[tokio::test]
async fn of_more_than_may_wait_for_a_connection_nothing_is_found() {
    let (log, room) =
        (Log::memory(Retention::default()), RoomName::parse("lobby").expect("a name"));
    let ids = said(&log, &room, 700, outbox::CAPACITY / 300).await;
    let page = log.newest(&room, 10).await.expect("it can be read");
    let between = |told| messages_between(&log, &room, told, &page);
    assert_eq!(between(ids[0]).await.expect("it can be read"), None);
    assert!(between(ids[600]).await.expect("it can be read").is_some());
}

#[tokio::test]
async fn nothing_is_found_when_some_of_it_is_not_kept_any_more() {
    let room = RoomName::parse("lobby").expect("a name");
    let log = Log::memory(Retention { messages: 100, ..Retention::default() });
    let ids = said(&log, &room, 50, 10).await;
    let between = async |told, page: &Page| {
        messages_between(&log, &room, told, page).await.expect("it can be read")
    };
    let page = log.newest(&room, 10).await.expect("it can be read");
    let early = MessageId { ms: ids[0].ms - 1, seq: 0 };
    assert_eq!(between(early, &page).await.map(|found| found.len()), Some(40), "it has all");
    let gone = MessageId { seq: ids[20].seq + 1_000_000, ..ids[20] };
    assert!(between(gone, &page).await.is_some(), "older ones are kept, so all newer ones are");
    said(&log, &room, 300, 10).await;
    let page = log.newest(&room, 200).await.expect("it can be read");
    assert!(!page.more);
    assert_eq!(between(ids[20], &page).await, None);
}
