//! What every back end promises.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[path = "../../channel-layer/tests/support/mod.rs"]
mod redis;
#[path = "support/subject.rs"]
mod subject;
mod support;

use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use protocol::{MessageId, Nonce};
use room_log::{Appended, Draft, Entry, Log, LogError, Refusal, Retention, Tail, What};
use subject::{Kind, Subject, promises};
use support::{ids, room, said, said_by, say, say_all, texts, told, until};
use tokio::runtime::Runtime;

const START: MessageId = MessageId::START;

promises!(
    ids_grow_and_name_the_one_before,
    a_message_comes_back_as_it_was,
    one_author_and_nonce_is_one_message,
    one_message_however_often_it_is_said_at_once,
    pages_go_back_to_the_first_message,
    sequels_go_on_to_the_last_message,
    only_an_id_that_stands_is_joined,
    tails_come_in_the_order_asked,
    one_holder_has_the_lease,
    a_holder_that_hangs_beyond_its_lease_adopts_nothing,
    what_was_adopted_is_known_whoever_has_the_lease,
    a_room_keeps_its_newest,
    nobody_sees_what_is_too_old,
    rooms_are_apart,
    a_healthy_log_says_so,
);

async fn ids_grow_and_name_the_one_before(kind: Kind) {
    let log = Subject::new(kind).await;
    let mut last = START;
    for n in 0..300 {
        match log.append(&room("a"), said(&n.to_string())).await.unwrap() {
            Appended::Fresh { id, prev } => {
                assert_eq!(prev, last);
                assert!(id > prev, "{id} after {prev}");
                last = id;
            }
            known @ Appended::Known { .. } => panic!("{known:?}"),
        }
    }
}

async fn a_message_comes_back_as_it_was(kind: Kind) {
    let log = Subject::new(kind).await;
    let mut answer = said_by("ada", "n2", "re");
    if let What::Message { re, .. } = &mut answer.what {
        *re = Some(MessageId { ms: u64::MAX, seq: 7 });
    }
    let two_lines = said_by("ada", "n1", "두 줄\n\tand 🙂");
    let drafts = [said("hi"), two_lines, said(&"가".repeat(5000)), answer];
    for draft in &drafts {
        log.append(&room("a"), draft.clone()).await.unwrap();
    }
    let page = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!(page.messages.len(), drafts.len());
    for (message, draft) in page.messages.into_iter().zip(drafts) {
        let id = message.id;
        assert_eq!(Entry::Message(message), draft.into_entry(id));
    }
}

async fn one_author_and_nonce_is_one_message(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap().id();
    let again = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert_eq!(again, Appended::Known { id: first });
    let others = log.append(&room("a"), said_by("bob", "n", "hi")).await.unwrap();
    assert!(matches!(others, Appended::Fresh { prev, .. } if prev == first), "{others:?}");
    let elsewhere = log.append(&room("b"), said_by("ada", "n", "hi")).await.unwrap();
    assert!(matches!(elsewhere, Appended::Fresh { prev: START, .. }), "{elsewhere:?}");
    let program = Draft { nonce: Nonce::parse("n"), ..said("hi") };
    let first = log.append(&room("a"), program.clone()).await.unwrap();
    assert!(matches!(first, Appended::Fresh { .. }), "{first:?}");
    let again = log.append(&room("a"), program).await.unwrap();
    assert_eq!(again, Appended::Known { id: first.id() }, "programs are one author");
    for _ in 0..2 {
        let fresh = log.append(&room("a"), said("hi")).await.unwrap();
        assert!(matches!(fresh, Appended::Fresh { .. }), "what has no nonce is new: {fresh:?}");
    }
    let page = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!(page.messages.len(), 5);
}

async fn one_message_however_often_it_is_said_at_once(kind: Kind) {
    let log = Subject::new(kind).await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let log = log.log.clone();
            tokio::spawn(
                async move { log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap() },
            )
        })
        .collect();
    let (mut fresh, mut ids) = (0, Vec::new());
    for task in tasks {
        let appended = task.await.unwrap();
        fresh += usize::from(matches!(appended, Appended::Fresh { .. }));
        ids.push(appended.id());
    }
    ids.dedup();
    assert_eq!((fresh, ids.len()), (1, 1));
    assert_eq!(log.newest(&room("a"), 10).await.unwrap().messages.len(), 1);
}

async fn pages_go_back_to_the_first_message(kind: Kind) {
    let log = Subject::new(kind).await;
    let nothing = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!((nothing.messages.len(), nothing.more), (0, false));
    let all = say_all(&log, &room("a"), (0..25).map(|n| n.to_string())).await;
    let mut page = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all[15..].to_vec(), true));
    assert_eq!(page.epoch, nothing.epoch);
    page = log.before(&room("a"), all[15], 10).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all[5..15].to_vec(), true));
    page = log.before(&room("a"), all[5], 10).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all[..5].to_vec(), false));
    page = log.before(&room("a"), all[5], 5).await.unwrap();
    assert_eq!((page.messages.len(), page.more), (5, false), "exactly the rest");
    for end in [START, all[0]] {
        page = log.before(&room("a"), end, 5).await.unwrap();
        assert_eq!((page.messages.len(), page.more), (0, false), "{end}");
    }
    page = log.newest(&room("a"), usize::MAX).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all.clone(), false));
    page = log.newest(&room("a"), 0).await.unwrap();
    assert_eq!((page.messages.len(), page.more), (0, true));
    let between = MessageId { ms: all[9].ms, seq: all[9].seq + 1 };
    page = log.before(&room("a"), between, 1).await.unwrap();
    assert_eq!(texts(&page.messages), ["9"], "an id that was never given");
}

async fn sequels_go_on_to_the_last_message(kind: Kind) {
    let log = Subject::new(kind).await;
    let nothing = log.after(&room("a"), START, 10).await.unwrap();
    assert_eq!((nothing.entries.len(), nothing.joined, nothing.more), (0, true, false));
    let all = say_all(&log, &room("a"), (0..25).map(|n| n.to_string())).await;
    let mut sequel = log.after(&room("a"), START, 10).await.unwrap();
    assert_eq!(
        (ids(&told(&sequel.entries)), sequel.joined, sequel.more),
        (all[..10].to_vec(), true, true)
    );
    sequel = log.after(&room("a"), all[9], 10).await.unwrap();
    assert_eq!(
        (ids(&told(&sequel.entries)), sequel.joined, sequel.more),
        (all[10..20].to_vec(), true, true)
    );
    sequel = log.after(&room("a"), all[19], 5).await.unwrap();
    assert_eq!(
        (ids(&told(&sequel.entries)), sequel.joined, sequel.more),
        (all[20..].to_vec(), true, false)
    );
    sequel = log.after(&room("a"), all[24], 5).await.unwrap();
    assert_eq!((sequel.entries.len(), sequel.joined, sequel.more), (0, true, false));
    assert_eq!(sequel.epoch, nothing.epoch);
    sequel = log.after(&room("a"), START, usize::MAX).await.unwrap();
    assert_eq!((ids(&told(&sequel.entries)), sequel.more), (all, false));
}

async fn only_an_id_that_stands_is_joined(kind: Kind) {
    let log = Subject::new(kind).await;
    let id = say(&log, &room("a"), "hi").await;
    let (earlier, later) = (MessageId { ms: id.ms - 1, ..id }, MessageId { ms: id.ms + 1, ..id });
    let greatest = MessageId { ms: u64::MAX, seq: u64::MAX };
    let beside = MessageId { seq: id.seq + 1, ..id };
    let smallest = MessageId { ms: 0, seq: 1 };
    for (since, found) in [(earlier, 1), (smallest, 1), (beside, 0), (later, 0), (greatest, 0)] {
        let sequel = log.after(&room("a"), since, 10).await.unwrap();
        assert_eq!((sequel.joined, sequel.entries.len()), (false, found), "{since}");
    }
    assert!(!log.after(&room("elsewhere"), id, 10).await.unwrap().joined);
}

async fn tails_come_in_the_order_asked(kind: Kind) {
    let log = Subject::new(kind).await;
    let names: Vec<_> = (0..50).map(|n| room(&format!("방{n}"))).collect();
    let mut expected = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let epoch = log.newest(name, 1).await.unwrap().epoch;
        let all = say_all(&log, name, (0..n % 3).map(|n| n.to_string())).await;
        expected.push(Tail { epoch, last: all.last().copied().unwrap_or(START) });
    }
    assert_eq!(
        log.tails(&names).await.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(log.tails(&[]).await, []);
}

async fn one_holder_has_the_lease(kind: Kind) {
    let log = Subject::new(kind).await;
    let long = Duration::from_secs(600);
    assert!(log.claim(&room("a"), "one", long).await.unwrap());
    assert!(!log.claim(&room("a"), "two", long).await.unwrap());
    assert!(log.claim(&room("b"), "two", long).await.unwrap());
    // Renewed, and for a shorter time.
    assert!(log.claim(&room("a"), "one", Duration::from_millis(20)).await.unwrap());
    takes_over(&log, "two").await;
    assert!(!log.claim(&room("a"), "one", long).await.unwrap());
}

/// Waits until the lease has run out, and takes it for long.
async fn takes_over(log: &Log, holder: &str) {
    let long = Duration::from_secs(600);
    until("lapsed", async || match log.claim(&room("a"), holder, long).await.unwrap() {
        true => Ok(()),
        false => Err("held".to_owned()),
    })
    .await;
}

async fn a_holder_that_hangs_beyond_its_lease_adopts_nothing(kind: Kind) {
    let log = Subject::new(kind).await;
    // Each node has heard it by itself, and marks it in its own way: only the lease keeps it from being there twice.
    let adopts = async |holder: &str, text: &str| {
        let nonce = Nonce::parse(&format!("{holder} {text}").replace(' ', "-"));
        log.adopt(&room("a"), Draft { nonce, ..said(text) }, holder).await
    };
    let is_refused = |adopted| matches!(adopted, Err(LogError::Refused(Refusal::NotHeld)));
    assert!(is_refused(adopts("one", "hi").await), "nobody was given the lease");
    assert!(log.claim(&room("a"), "one", Duration::from_secs(600)).await.unwrap());
    let Appended::Fresh { id: first, .. } = adopts("one", "hi").await.unwrap() else {
        panic!("it was not there")
    };
    assert!(log.claim(&room("a"), "one", Duration::from_millis(20)).await.unwrap());
    takes_over(&log, "two").await;
    let adopted = adopts("two", "hi again").await.unwrap();
    assert!(matches!(adopted, Appended::Fresh { prev, .. } if prev == first), "{adopted:?}");
    assert!(is_refused(adopts("one", "hi again").await), "it is late");
    let Appended::Fresh { prev, .. } = adopts("two", "and on").await.unwrap() else {
        panic!("it was not there")
    };
    assert_eq!(prev, adopted.id());
    let page = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!(texts(&page.messages), ["hi", "hi again", "and on"]);
}

/// A holder whose answer was lost learns that there is nothing more to do, even when it asks too late.
async fn what_was_adopted_is_known_whoever_has_the_lease(kind: Kind) {
    let log = Subject::new(kind).await;
    let draft = Draft { nonce: Nonce::parse("n"), ..said("hi") };
    assert!(log.claim(&room("a"), "one", Duration::from_secs(600)).await.unwrap());
    let id = log.adopt(&room("a"), draft.clone(), "one").await.unwrap().id();
    for holder in ["one", "two"] {
        let again = log.adopt(&room("a"), draft.clone(), holder).await.unwrap();
        assert_eq!(again, Appended::Known { id }, "{holder}");
    }
    assert_eq!(log.newest(&room("a"), 10).await.unwrap().messages.len(), 1);
}

async fn a_room_keeps_its_newest(kind: Kind) {
    let retention = Retention { messages: 20, ..Retention::default() };
    let log = Subject::with(kind, retention).await;
    let first = log.append(&room("a"), said_by("ada", "n", "first")).await.unwrap().id();
    let all = say_all(&log, &room("a"), (0..400).map(|n| n.to_string())).await;
    let kept = ids(&log.newest(&room("a"), 1000).await.unwrap().messages);
    // Redis deletes a hundred at a time.
    assert!((20..=130).contains(&kept.len()), "{}", kept.len());
    assert_eq!(kept, all[all.len() - kept.len()..]);
    for gone in [first, all[0], START] {
        let sequel = log.after(&room("a"), gone, 5).await.unwrap();
        assert_eq!(
            (sequel.joined, ids(&told(&sequel.entries))),
            (false, kept[..5].to_vec()),
            "{gone}"
        );
    }
    assert!(log.after(&room("a"), kept[0], 5).await.unwrap().joined);
    let again = log.append(&room("a"), said_by("ada", "n", "first")).await.unwrap();
    assert_eq!(again, Appended::Known { id: first }, "its nonce is remembered");
}

async fn nobody_sees_what_is_too_old(kind: Kind) {
    let retention = Retention { age: Duration::from_secs(3), ..Retention::default() };
    let log = Subject::with(kind, retention).await;
    let old = say(&log, &room("a"), "old").await;
    // Much later, so that the room is not empty for a while when the first is too old.
    let young = until("later", async || {
        let now = say(&log, &room("clock"), "tick").await;
        if now.ms < old.ms + 2000 {
            Err(now.to_string())
        } else {
            Ok(say(&log, &room("a"), "young").await)
        }
    })
    .await;
    let page = until("gone", async || {
        let page = log.newest(&room("a"), 10).await.unwrap();
        if page.messages.len() == 2 { Err("both are there".to_owned()) } else { Ok(page) }
    })
    .await;
    assert_eq!((ids(&page.messages), page.more), (vec![young], false));
    for gone in [old, START] {
        let sequel = log.after(&room("a"), gone, 10).await.unwrap();
        assert_eq!((sequel.joined, ids(&told(&sequel.entries))), (false, vec![young]), "{gone}");
    }
    assert!(log.before(&room("a"), young, 10).await.unwrap().messages.is_empty());
    until("all gone", async || match log.tails(&[room("a")]).await.remove(0).unwrap().last {
        START => Ok(()),
        last => Err(last.to_string()),
    })
    .await;
}

async fn rooms_are_apart(kind: Kind) {
    let log = Subject::new(kind).await;
    let names = [
        "lobby",
        "로비",
        "로비2",
        "lobby.said",
        "lobby-lease",
        "ロビー",
        "a",
        "1",
        &"가".repeat(64),
    ];
    for name in names {
        for text in ["one", "two"] {
            say(&log, &room(name), &format!("{text} in {name}")).await;
        }
    }
    for name in names {
        let page = log.newest(&room(name), 10).await.unwrap();
        assert_eq!(texts(&page.messages), ["one", "two"].map(|text| format!("{text} in {name}")));
    }
}

async fn a_healthy_log_says_so(kind: Kind) {
    let log = Subject::new(kind).await;
    say(&log, &room("a"), "hi").await;
    let health = *log.health().borrow();
    assert_eq!((health.available, health.undecodable, health.resets), (true, 0, 0));
    log.close().await;
}

#[test]
fn memory_reads_back_what_was_appended() {
    reads_back_what_was_appended(Kind::Memory);
}

#[test]
fn sqlite_reads_back_what_was_appended() {
    reads_back_what_was_appended(Kind::Sqlite);
}

#[test]
fn redis_reads_back_what_was_appended() {
    reads_back_what_was_appended(Kind::Redis);
}

/// Where, who, under which nonce, what.
type Spoken = (usize, usize, Option<usize>, String);

/// Any sequence of appends reads back in its order, each message once, whatever the size of the pages.
fn reads_back_what_was_appended(kind: Kind) {
    let runtime = Runtime::new().unwrap();
    let log = runtime.block_on(Subject::new(kind));
    let mut runner =
        TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let spoken = (0..2_usize, 0..3_usize, prop::option::of(0..8_usize), "[가-힣a-z]{1,20}");
    let spoken = (prop::collection::vec(spoken, 0..60), 1..20_usize);
    let case = std::cell::Cell::new(0);
    let property = |(spoken, limit): (Vec<Spoken>, usize)| {
        case.set(case.get() + 1);
        let names = [0, 1].map(|n| room(&format!("case{}-{n}", case.get())));
        let mut expected = [Vec::new(), Vec::new()];
        let mut said_before = HashMap::new();
        runtime.block_on(async {
            for (place, author, nonce, text) in spoken {
                let draft = match nonce {
                    Some(nonce) => said_by(&format!("u{author}"), &format!("n{nonce}"), &text),
                    None => said(&text),
                };
                let appended = log.append(&names[place], draft).await.unwrap();
                let first =
                    nonce.and_then(|nonce| said_before.get(&(place, author, nonce)).copied());
                prop_assert_eq!(
                    first,
                    matches!(appended, Appended::Known { .. }).then(|| appended.id())
                );
                if first.is_none() {
                    expected[place].push((appended.id(), text));
                    nonce.map(|nonce| said_before.insert((place, author, nonce), appended.id()));
                }
            }
            for (name, expected) in names.iter().zip(&expected) {
                prop_assert_eq!(&forwards(&log, name, limit).await, expected);
                prop_assert_eq!(&backwards(&log, name, limit).await, expected);
            }
            Ok(())
        })
    };
    runner.run(&spoken, property).unwrap();
}

type Read = Vec<(MessageId, String)>;

async fn forwards(log: &Log, name: &protocol::RoomName, limit: usize) -> Read {
    let (mut read, mut since): (Read, _) = (Vec::new(), START);
    loop {
        let sequel = log.after(name, since, limit).await.unwrap();
        assert!(sequel.joined);
        read.extend(told(&sequel.entries).iter().map(|it| (it.id, it.text.to_string())));
        if !sequel.more {
            return read;
        }
        since = read.last().unwrap().0;
    }
}

async fn backwards(log: &Log, name: &protocol::RoomName, limit: usize) -> Read {
    let mut page = log.newest(name, limit).await.unwrap();
    let mut read: Read = Vec::new();
    loop {
        read.extend(page.messages.iter().rev().map(|it| (it.id, it.text.to_string())));
        if !page.more {
            read.reverse();
            return read;
        }
        page = log.before(name, read.last().unwrap().0, limit).await.unwrap();
    }
}
