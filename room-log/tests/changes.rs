//! What every back end promises about changes to messages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[path = "../../channel-layer/tests/support/mod.rs"]
mod redis;
#[path = "support/subject.rs"]
mod subject;
mod support;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use protocol::{Alteration, Change, Message, MessageId};
use room_log::{Appended, Entry, Log, LogError, Refusal, Retention, Sequel};
use subject::{Kind, Subject, promises};
use support::{
    changed_by, edit, ids, react, reactions, room, said, said_by, say, say_all, texts, unreact,
    until,
};
use tokio::runtime::Runtime;

promises!(
    an_edit_is_told_and_shown,
    a_deleted_message_is_gone_for_good,
    who_stands_where_something_was_deleted_goes_on,
    reactions_are_put_on_and_taken_back,
    a_change_is_written_once_under_its_nonce,
    only_what_stands_can_be_changed,
    only_the_author_edits_and_deletes,
    so_many_different_emoji_and_no_more,
    every_page_shows_messages_as_they_are,
    a_page_brings_the_changes_among_its_messages,
    changes_go_with_their_message_and_never_before_it,
    what_is_too_old_cannot_be_changed,
    a_tail_may_be_a_change,
);

async fn change(log: &Log, who: &str, of: MessageId, alteration: Alteration) -> MessageId {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let nonce = format!("change-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let appended = log.append(&room("a"), changed_by(who, &nonce, of, alteration)).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { .. }), "{appended:?}");
    appended.id()
}

async fn refused(log: &Log, who: &str, of: MessageId, alteration: Alteration) -> Refusal {
    match log.append(&room("a"), changed_by(who, "refused", of, alteration)).await {
        Err(LogError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn ada_says(log: &Log, text: &str) -> MessageId {
    log.append(&room("a"), said_by("ada", &format!("say-{}", text.len()), text)).await.unwrap().id()
}

async fn newest(log: &Log) -> Vec<Message> {
    log.newest(&room("a"), 100).await.unwrap().messages
}

fn changes(sequel: &Sequel) -> Vec<Change> {
    let change = |entry: &Entry| match entry {
        Entry::Change(change) => Some(change.clone()),
        Entry::Message(_) => None,
    };
    sequel.entries.iter().filter_map(change).collect()
}

fn entry_ids(sequel: &Sequel) -> Vec<MessageId> {
    sequel.entries.iter().map(Entry::id).collect()
}

async fn an_edit_is_told_and_shown(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "hello").await;
    let other = say(&log, &room("a"), "hi").await;
    let draft = changed_by("ada", "edit", first, edit("두 줄\n\"and\" \\ / 🙂"));
    let appended = log.append(&room("a"), draft.clone()).await.unwrap();
    let Appended::Fresh { id, prev } = appended else { panic!("{appended:?}") };
    assert_eq!(prev, other, "a change follows what stands before it");
    let next = log.append(&room("a"), said("next")).await.unwrap();
    assert!(matches!(next, Appended::Fresh { prev, .. } if prev == id), "and is followed");

    let sequel = log.after(&room("a"), first, 10).await.unwrap();
    assert_eq!((sequel.joined, entry_ids(&sequel)), (true, vec![other, id, next.id()]));
    assert_eq!(sequel.entries[1], draft.into_entry(id), "it comes back as it was");
    let sequel = log.after(&room("a"), id, 10).await.unwrap();
    assert_eq!((sequel.joined, entry_ids(&sequel)), (true, vec![next.id()]), "it is a place");
    let all = log.after(&room("a"), MessageId::START, 10).await.unwrap();
    let Entry::Message(message) = &all.entries[0] else { panic!("{all:?}") };
    assert_eq!((message.text.as_str(), message.edited), ("hello", false), "as it was said");

    change(&log, "ada", first, edit("안녕")).await;
    let messages = newest(&log).await;
    assert_eq!(texts(&messages), ["안녕", "hi", "next"], "the newest words");
    assert_eq!(messages.iter().map(|it| it.edited).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(messages[0].id, first);
}

async fn a_deleted_message_is_gone_for_good(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "secret").await;
    change(&log, "ada", first, edit("secret too")).await;
    change(&log, "bob", first, react("👍")).await;
    let other = say(&log, &room("a"), "hi").await;
    let gone = change(&log, "ada", first, Alteration::Delete).await;
    assert_eq!(ids(&newest(&log).await), [other]);
    assert!(log.before(&room("a"), other, 10).await.unwrap().messages.is_empty());
    let all = log.after(&room("a"), MessageId::START, 10).await.unwrap();
    assert!(!format!("{all:?}").contains("secret"), "{all:?}");
    let told = changes(&all);
    let last = told.last().unwrap();
    assert_eq!((last.id, last.of, &last.alteration), (gone, first, &Alteration::Delete));
    // A late retry says nothing again.
    let again = log.append(&room("a"), said_by("ada", "say-6", "secret")).await.unwrap();
    assert_eq!(again, Appended::Known { id: first });
    for alteration in [edit("again"), react("🎉"), Alteration::Delete] {
        assert_eq!(refused(&log, "ada", first, alteration).await, Refusal::NotFound);
    }
}

async fn who_stands_where_something_was_deleted_goes_on(kind: Kind) {
    let log = Subject::new(kind).await;
    say(&log, &room("a"), "before").await;
    let first = ada_says(&log, "secret").await;
    let edited = change(&log, "ada", first, edit("secret too")).await;
    let gone = change(&log, "ada", first, Alteration::Delete).await;
    let last = say(&log, &room("a"), "after").await;
    for since in [first, edited] {
        let sequel = log.after(&room("a"), since, 10).await.unwrap();
        assert_eq!((sequel.joined, entry_ids(&sequel)), (true, vec![gone, last]), "{since}");
    }
    let forged = MessageId { seq: first.seq + 1000, ..first };
    assert!(!log.after(&room("a"), forged, 10).await.unwrap().joined);
}

async fn reactions_are_put_on_and_taken_back(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = say(&log, &room("a"), "from a program").await;
    for (who, alteration, expected) in [
        ("ada", react("👍"), "👍 ada"),
        ("bob", react("1️⃣"), "👍 ada, 1️⃣ bob"),
        ("bob", react("👍"), "👍 ada bob, 1️⃣ bob"),
        ("bob", react("👍"), "👍 ada bob, 1️⃣ bob"),
        ("ada", unreact("👍"), "👍 bob, 1️⃣ bob"),
        ("eve", unreact("👍"), "👍 bob, 1️⃣ bob"),
        ("eve", unreact("🎉"), "👍 bob, 1️⃣ bob"),
        ("ada", react("👍"), "👍 bob ada, 1️⃣ bob"),
        ("bob", unreact("1️⃣"), "👍 bob ada"),
        ("ada", react("👩‍👩‍👧‍👦"), "👍 bob ada, 👩‍👩‍👧‍👦 ada"),
        ("ada", unreact("👍"), "👍 bob, 👩‍👩‍👧‍👦 ada"),
        ("bob", unreact("👍"), "👩‍👩‍👧‍👦 ada"),
        ("ada", unreact("👩‍👩‍👧‍👦"), ""),
    ] {
        change(&log, who, first, alteration.clone()).await;
        assert_eq!(reactions(&newest(&log).await[0]), expected, "{who} {alteration:?}");
    }
    let told = log.after(&room("a"), first, 100).await.unwrap();
    assert_eq!(changes(&told).len(), 13, "each is told");
}

async fn a_change_is_written_once_under_its_nonce(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "hello").await;
    for alteration in [edit("hi"), react("👍"), Alteration::Delete] {
        let draft =
            changed_by("ada", &format!("n{}", format!("{alteration:?}").len()), first, alteration);
        let fresh = log.append(&room("a"), draft.clone()).await.unwrap();
        assert!(matches!(fresh, Appended::Fresh { .. }), "{fresh:?}");
        let again = log.append(&room("a"), draft).await.unwrap();
        assert_eq!(again, Appended::Known { id: fresh.id() });
    }
    // A nonce is its author's, whatever stands under it.
    let said = log.append(&room("a"), said_by("ada", "n6", "hello")).await.unwrap();
    assert!(matches!(said, Appended::Known { .. }), "{said:?}");
    let said = log.append(&room("a"), said_by("bob", "n6", "hello")).await.unwrap();
    assert!(matches!(said, Appended::Fresh { .. }), "{said:?}");
}

async fn only_what_stands_can_be_changed(kind: Kind) {
    let log = Subject::new(kind).await;
    let nowhere = MessageId { ms: 7, seq: 7 };
    let greatest = MessageId { ms: u64::MAX, seq: u64::MAX };
    assert_eq!(refused(&log, "ada", nowhere, edit("hi")).await, Refusal::NotFound, "no room yet");
    let first = ada_says(&log, "hello").await;
    let edited = change(&log, "ada", first, edit("hi")).await;
    let liked = change(&log, "ada", first, react("👍")).await;
    let beside = MessageId { seq: first.seq + 1000, ..first };
    for of in [nowhere, greatest, MessageId::START, beside, edited, liked] {
        for alteration in [edit("hi"), react("👍"), unreact("👍"), Alteration::Delete] {
            assert_eq!(refused(&log, "ada", of, alteration).await, Refusal::NotFound, "{of}");
        }
    }
    let last = log.tails(&[room("a")]).await.remove(0).unwrap().last;
    assert_eq!(last, liked, "what is refused is not written");
}

async fn only_the_author_edits_and_deletes(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "hello").await;
    let program = say(&log, &room("a"), "from a program").await;
    for of in [first, program] {
        for alteration in [edit("hi"), Alteration::Delete] {
            assert_eq!(refused(&log, "bob", of, alteration).await, Refusal::NotYours, "{of}");
        }
        change(&log, "bob", of, react("👍")).await;
    }
    assert_eq!(texts(&newest(&log).await), ["hello", "from a program"]);
}

async fn so_many_different_emoji_and_no_more(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "hello").await;
    let emoji = |n: u32| char::from_u32(0x1f600 + n).unwrap().to_string();
    for n in 0..20 {
        change(&log, &format!("u{n}"), first, react(&emoji(n))).await;
    }
    assert_eq!(refused(&log, "bob", first, react(&emoji(20))).await, Refusal::TooMany);
    change(&log, "bob", first, react(&emoji(7))).await;
    change(&log, "bob", first, unreact(&emoji(21))).await;
    change(&log, "u3", first, unreact(&emoji(3))).await;
    change(&log, "bob", first, react(&emoji(20))).await;
    change(&log, "ada", first, edit("still mine")).await;
    assert_eq!(newest(&log).await[0].reactions.len(), 20);
}

async fn every_page_shows_messages_as_they_are(kind: Kind) {
    let log = Subject::new(kind).await;
    let mut all = Vec::new();
    for n in 0..30 {
        all.push(ada_says(&log, &"x".repeat(n + 1)).await);
    }
    for (n, of) in all.iter().enumerate() {
        change(&log, "ada", *of, edit(&format!("edited {n}"))).await;
        change(&log, "bob", *of, react("👍")).await;
    }
    change(&log, "ada", all[12], Alteration::Delete).await;
    change(&log, "ada", all[25], Alteration::Delete).await;
    let expected: Vec<_> = (0..30).filter(|n| ![12, 25].contains(n)).collect();
    let mut page = log.newest(&room("a"), 10).await.unwrap();
    let mut seen: Vec<Message> = Vec::new();
    loop {
        seen.splice(0..0, page.messages.clone());
        if !page.more {
            break;
        }
        assert_eq!(page.messages.len(), 10, "changes do not count");
        page = log.before(&room("a"), page.messages[0].id, 10).await.unwrap();
    }
    let texts_now: Vec<_> = expected.iter().map(|n| format!("edited {n}")).collect();
    assert_eq!(texts(&seen), texts_now);
    assert!(seen.iter().all(|message| message.edited && reactions(message) == "👍 bob"));
}

async fn a_page_brings_the_changes_among_its_messages(kind: Kind) {
    let log = Subject::new(kind).await;
    let all = say_all(&log, &room("a"), (0..5).map(|n| n.to_string())).await;
    let mut changed = Vec::new();
    for n in 0..8 {
        changed.push(change(&log, "ada", all[n % 5], react(["👍", "🎉"][n % 2])).await);
    }
    let ids = |changes: &[Change]| changes.iter().map(|change| change.id).collect::<Vec<_>>();
    let page = log.newest(&room("a"), 100).await.unwrap();
    assert_eq!((ids(&page.changes), page.last()), (changed.clone(), changed[7]));
    let page = log.newest(&room("a"), 3).await.unwrap();
    assert_eq!((ids(&page.changes), page.more), (changed[5..].to_vec(), true), "the newest");
    let page = log.before(&room("a"), changed[0], 100).await.unwrap();
    assert_eq!((ids(&page.changes), page.last()), (vec![], all[4]));
    assert!(page.messages.iter().all(|message| !message.reactions.is_empty()), "as they are now");
    let last = say(&log, &room("a"), "and on").await;
    let page = log.newest(&room("a"), 1).await.unwrap();
    assert_eq!((ids(&page.changes), page.last()), (vec![changed[7]], last));
}

async fn changes_go_with_their_message_and_never_before_it(kind: Kind) {
    let retention = Retention { messages: 30, ..Retention::default() };
    let log = Subject::with(kind, retention).await;
    let mut last = ada_says(&log, "hello").await;
    for round in 0..150_usize {
        let text = format!("{round:0width$}", width = round + 4);
        let of = ada_says(&log, &text).await;
        change(&log, "ada", of, edit(&format!("edited {round}"))).await;
        change(&log, "bob", of, react("👍")).await;
        last = of;
        if round % 10 == 0 {
            for message in newest(&log).await.iter().filter(|it| it.text.as_str() != "hello") {
                assert_eq!((message.edited, message.reactions.len()), (true, 1), "{message:?}");
            }
        }
    }
    let page = log.newest(&room("a"), 1000).await.unwrap();
    assert!(page.messages.len() + page.changes.len() <= 140, "{}", page.messages.len());
    assert_eq!(page.messages.last().unwrap().id, last);
    let oldest = page.messages[0].id;
    assert!(log.after(&room("a"), oldest, 1).await.unwrap().joined);
}

async fn what_is_too_old_cannot_be_changed(kind: Kind) {
    let retention = Retention { age: Duration::from_millis(700), ..Retention::default() };
    let log = Subject::with(kind, retention).await;
    let old = ada_says(&log, "old").await;
    until("too old", async || match newest(&log).await.len() {
        0 => Ok(()),
        some => Err(some.to_string()),
    })
    .await;
    assert_eq!(refused(&log, "ada", old, edit("young")).await, Refusal::NotFound);
}

async fn a_tail_may_be_a_change(kind: Kind) {
    let log = Subject::new(kind).await;
    let first = ada_says(&log, "hello").await;
    for alteration in [edit("hi"), react("👍"), unreact("👍"), Alteration::Delete] {
        let id = change(&log, "ada", first, alteration).await;
        assert_eq!(log.tails(&[room("a")]).await.remove(0).unwrap().last, id);
        let end = log.after(&room("a"), id, 9).await.unwrap();
        assert_eq!((end.joined, end.entries.len()), (true, 0));
    }
}

#[test]
fn memory_shows_what_was_written() {
    shows_what_was_written(Kind::Memory);
}

#[test]
fn sqlite_shows_what_was_written() {
    shows_what_was_written(Kind::Sqlite);
}

#[test]
fn redis_shows_what_was_written() {
    shows_what_was_written(Kind::Redis);
}

/// Whatever is said and changed, what is told of it comes to the same as what is shown.
fn shows_what_was_written(kind: Kind) {
    let runtime = Runtime::new().unwrap();
    let log = runtime.block_on(Subject::new(kind));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let step = (0..3_usize, 0..8_usize, 0..8_usize, "[가-힣a-z\"\\\\/]{1,20}");
    let steps = (prop::collection::vec(step, 0..60), 1..20_usize);
    let case = std::cell::Cell::new(0);
    let property = |(steps, limit): (Vec<(usize, usize, usize, String)>, usize)| {
        case.set(case.get() + 1);
        let name = room(&format!("case{}", case.get()));
        let (mut said, mut number) = (Vec::new(), 0);
        runtime.block_on(async {
            for (who, how, which, text) in steps {
                let who = ["ada", "bob", "eve"][who];
                number += 1;
                let nonce = format!("n{number}");
                let draft = match (how, said.len()) {
                    (0..3, _) | (_, 0) => said_by(who, &nonce, &text),
                    (how, count) => {
                        let alteration = match how {
                            3 => Alteration::Delete,
                            4 => edit(&text),
                            5 => unreact("👍"),
                            how => react(["👍", "🎉"][how % 2]),
                        };
                        changed_by(who, &nonce, said[which % count], alteration)
                    }
                };
                let is_message = matches!(draft.what, room_log::What::Message { .. });
                match log.append(&name, draft).await {
                    Ok(appended) if is_message => said.push(appended.id()),
                    Ok(_) | Err(LogError::Refused(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            let expected = told_in_parts(&log, &name, limit).await;
            prop_assert_eq!(&shown_in_pages(&log, &name, limit).await, &expected);
            Ok(())
        })
    };
    TestRunner::new(config).run(&steps, property).unwrap();
}

/// What a reader has who was told everything.
async fn told_in_parts(log: &Log, name: &protocol::RoomName, limit: usize) -> Vec<Message> {
    let (mut messages, mut since) = (BTreeMap::new(), None);
    loop {
        // Redis does not know after a deletion whether its first entry is there.
        let sequel = log.after(name, since.unwrap_or(MessageId::START), limit).await.unwrap();
        assert!(sequel.joined || since.is_none());
        for entry in &sequel.entries {
            match entry {
                Entry::Message(message) => drop(messages.insert(message.id, message.clone())),
                Entry::Change(change) if change.alteration == Alteration::Delete => {
                    messages.remove(&change.of);
                }
                Entry::Change(change) => {
                    messages.get_mut(&change.of).into_iter().for_each(|it| it.apply(change));
                }
            }
        }
        if !sequel.more {
            return messages.into_values().collect();
        }
        since = sequel.entries.last().map(Entry::id);
    }
}

async fn shown_in_pages(log: &Log, name: &protocol::RoomName, limit: usize) -> Vec<Message> {
    let mut page = log.newest(name, limit).await.unwrap();
    let mut shown = page.messages.clone();
    while page.more {
        page = log.before(name, shown[0].id, limit).await.unwrap();
        shown.splice(0..0, page.messages.clone());
    }
    shown
}
