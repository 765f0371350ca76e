//! What a log in Redis does when things go wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[path = "../../channel-layer/tests/support/mod.rs"]
mod redis;
mod support;

use std::time::Duration;

use protocol::{Alteration, MessageId};
use redis::RedisServer;
use room_log::{Appended, Epoch, Health, Log, LogError, Refusal, Retention};
use support::{
    changed_by, edit, healthy, ids, react, room, said, said_by, say, say_all, texts, told, unreact,
    until,
};

const START: MessageId = MessageId::START;
const SYNCED: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

async fn open(server: &RedisServer) -> Log {
    let log = unconnected(server);
    up(&log).await;
    log
}

fn unconnected(server: &RedisServer) -> Log {
    Log::redis(&[server.url()], "parlor", Retention::default()).unwrap()
}

async fn up(log: &Log) -> Health {
    healthy(log, |health| health.available).await
}

async fn down(log: &Log) {
    healthy(log, |health| !health.available).await;
}

async fn epoch(log: &Log) -> Epoch {
    log.newest(&room("a"), 1).await.unwrap().epoch
}

/// Ends the server at once and starts it again.
async fn crash(server: &mut RedisServer, logs: &[&Log]) {
    server.kill();
    for log in logs {
        down(log).await;
    }
    server.restart().await;
    for log in logs {
        up(log).await;
    }
}

fn is_unavailable<T: std::fmt::Debug>(answer: &Result<T, LogError>) {
    assert!(matches!(answer, Err(LogError::Unavailable(_))), "{answer:?}");
}

fn is_full<T: std::fmt::Debug>(answer: &Result<T, LogError>) {
    assert!(matches!(answer, Err(LogError::Full(_))), "{answer:?}");
}

fn is_damaged<T: std::fmt::Debug>(answer: &Result<T, LogError>) {
    assert!(matches!(answer, Err(LogError::Damaged(_))), "{answer:?}");
}

#[tokio::test]
async fn a_server_that_syncs_every_write_loses_nothing_when_it_is_killed() {
    let mut server = RedisServer::start_with(&SYNCED).await;
    let log = open(&server).await;
    let before = epoch(&log).await;
    let first = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap().id();
    let mut all = say_all(&log, &room("a"), (0..100).map(|n| n.to_string())).await;
    all.insert(0, first);
    // Twice, since the second start must be known as well as the first.
    for _ in 0..2 {
        crash(&mut server, &[&log]).await;
        let sequel = log.after(&room("a"), START, 1000).await.unwrap();
        assert_eq!((&sequel.epoch, sequel.joined), (&before, true));
        assert_eq!(ids(&told(&sequel.entries)), all);
        let again = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
        assert_eq!(again, Appended::Known { id: first });
        let fresh = log.append(&room("a"), said("more")).await.unwrap();
        assert!(matches!(fresh, Appended::Fresh { prev, .. } if prev == *all.last().unwrap()));
        all.push(fresh.id());
    }
    assert_eq!(log.health().borrow().resets, 0);
}

#[tokio::test]
async fn a_server_that_may_have_lost_something_begins_a_new_epoch() {
    let without_config = [&SYNCED[..], &["--rename-command", "CONFIG", ""]].concat();
    let while_rewriting = [&SYNCED[..], &["--no-appendfsync-on-rewrite", "yes"]].concat();
    let every_second = ["--appendonly", "yes", "--appendfsync", "everysec"];
    for options in [&[], &every_second[..], &without_config, &while_rewriting] {
        let mut server = RedisServer::start_with(options).await;
        let log = open(&server).await;
        let id = say(&log, &room("a"), "hi").await;
        let before = epoch(&log).await;
        crash(&mut server, &[&log]).await;
        assert_ne!(epoch(&log).await, before, "{options:?}");
        assert_eq!(log.health().borrow().resets, 1, "{options:?}");
        if options.is_empty() {
            let sequel = log.after(&room("a"), id, 9).await.unwrap();
            assert_eq!((sequel.joined, sequel.entries.len()), (false, 0));
        }
        // One that starts later finds the epoch as it is.
        let late = open(&server).await;
        assert_eq!(epoch(&late).await, epoch(&log).await);
        assert_eq!(late.health().borrow().resets, 0);
    }
}

#[tokio::test]
async fn what_counts_is_how_a_server_was_set_when_it_ended() {
    let mut server = RedisServer::start_with(&SYNCED).await;
    let log = open(&server).await;
    say(&log, &room("a"), "hi").await;
    let before = epoch(&log).await;
    server.command(&["CONFIG", "SET", "appendfsync", "everysec"]).await;
    until("noticed", async || match server.command(&["HGET", "parlor:log", "durable"]).await {
        durable if durable == "$1\r\n0\r\n" => Ok(()),
        other => Err(other),
    })
    .await;
    // It starts with every write synced, as it is told to.
    crash(&mut server, &[&log]).await;
    assert_ne!(epoch(&log).await, before);
}

/// A server that syncs every write, and another one that follows it, with a log that has said something on both.
async fn followed() -> (RedisServer, RedisServer, Log) {
    let first = RedisServer::start_with(&SYNCED).await;
    let second = RedisServer::start_with(&SYNCED).await;
    second.follow(&first).await;
    let log = open(&first).await;
    say(&log, &room("a"), "on both").await;
    until("on the second", async || match second.command(&["XLEN", "parlor:log:{a}"]).await {
        length if length == ":1\r\n" => Ok(()),
        other => Err(other),
    })
    .await;
    (first, second, log)
}

/// The replica lacks what its master has acknowledged in the last moments, and nothing on its disk says so.
#[tokio::test]
async fn a_replica_that_took_over_begins_a_new_epoch() {
    for is_started_again in [false, true] {
        let (mut first, mut second, log) = followed().await;
        let before = epoch(&log).await;
        second.command(&["REPLICAOF", "NO", "ONE"]).await;
        let lost = say(&log, &room("a"), "acknowledged, and on the first alone").await;
        first.kill();
        down(&log).await;
        if is_started_again {
            second.kill();
        }
        second.take_over(first).await;
        if is_started_again {
            second.restart().await;
        }
        up(&log).await;
        assert_ne!(epoch(&log).await, before, "started again: {is_started_again}");
        assert_eq!(log.health().borrow().resets, 1);
        assert!(!log.after(&room("a"), lost, 9).await.unwrap().joined);
        assert_eq!(texts(&log.newest(&room("a"), 9).await.unwrap().messages), ["on both"]);
    }
}

#[tokio::test]
async fn a_server_that_is_followed_by_a_replica_loses_nothing_when_it_is_killed() {
    let (mut first, _second, log) = followed().await;
    let before = epoch(&log).await;
    say(&log, &room("a"), "again").await;
    crash(&mut first, &[&log]).await;
    assert_eq!((epoch(&log).await, log.health().borrow().resets), (before, 0));
    assert_eq!(texts(&log.newest(&room("a"), 9).await.unwrap().messages), ["on both", "again"]);
}

#[tokio::test]
async fn ids_go_on_from_the_newest_when_the_servers_clock_has_jumped_back() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let hour = 60 * 60 * 1000;
    let now = say(&log, &room("a"), "now").await;
    let ahead = format!("{}-7", now.ms + hour);
    server.command(&["XADD", "parlor:log:{a}", &ahead, "text", "said before the jump"]).await;
    let next = say(&log, &room("a"), "after it").await;
    assert_eq!(next, MessageId { ms: now.ms + hour, seq: 8 });
    let page = log.newest(&room("a"), 9).await.unwrap();
    assert_eq!(page.messages.len(), 3);
    assert_eq!(page.messages.last().map(|last| last.id), Some(next));
}

#[tokio::test]
async fn a_log_that_was_emptied_begins_a_new_epoch_at_once() {
    let server = RedisServer::start().await;
    let logs = [open(&server).await, open(&server).await];
    let [log, other] = &logs;
    for round in 1..=3_u64 {
        let id = say(log, &room("a"), "hi").await;
        let before = epoch(log).await;
        assert_eq!(epoch(other).await, before);
        server.command(&["FLUSHALL"]).await;
        let after = match round {
            1 => epoch(log).await,
            2 => {
                let appended = log.append(&room("a"), said("new")).await.unwrap();
                assert!(matches!(appended, Appended::Fresh { prev: START, .. }), "{appended:?}");
                epoch(log).await
            }
            _ => log.tails(&[room("a")]).await.remove(0).unwrap().epoch,
        };
        assert_ne!(after, before);
        let sequel = other.after(&room("a"), id, 9).await.unwrap();
        assert_eq!((sequel.epoch, sequel.joined), (after, false));
        assert_eq!((log.health().borrow().resets, other.health().borrow().resets), (round, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_come_back_begin_one_epoch() {
    let mut server = RedisServer::start_with(&["--appendonly", "yes"]).await;
    let logs =
        [&open(&server).await, &open(&server).await, &open(&server).await, &open(&server).await];
    let before = epoch(logs[0]).await;
    for round in 1..=3 {
        crash(&mut server, &logs).await;
        let after = epoch(logs[0]).await;
        assert_ne!(after, before);
        let mut resets = 0;
        for log in logs {
            assert_eq!(epoch(log).await, after);
            resets += log.health().borrow().resets;
        }
        assert_eq!(resets, round);
    }
}

#[tokio::test]
async fn a_server_without_memory_is_full_and_heals() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let id = say(&log, &room("a"), "before").await;
    server.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
    is_full(&log.append(&room("a"), said_by("ada", "n", "hi")).await);
    let late = unconnected(&server);
    for log in [&log, &late] {
        let page = until("readable", async || {
            log.newest(&room("a"), 9).await.map_err(|error| error.to_string())
        });
        assert_eq!(ids(&page.await.messages), [id]);
        assert!(!log.health().borrow().available);
    }
    server.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    // Nobody says anything meanwhile.
    up(&log).await;
    up(&late).await;
    let appended = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { prev, .. } if prev == id), "{appended:?}");
}

#[tokio::test]
async fn a_server_that_was_made_a_replica_is_unavailable_and_heals() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let id = say(&log, &room("a"), "before").await;
    let before = epoch(&log).await;
    let nobody = RedisServer::absent().port().to_string();
    server.command(&["REPLICAOF", "127.0.0.1", &nobody]).await;
    is_unavailable(&log.append(&room("a"), said("meanwhile")).await);
    down(&log).await;
    is_unavailable(&log.append(&room("a"), said("meanwhile")).await);
    server.command(&["REPLICAOF", "NO", "ONE"]).await;
    up(&log).await;
    let appended = log.append(&room("a"), said("after")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { prev, .. } if prev == id), "{appended:?}");
    assert_eq!(epoch(&log).await, before);
    // It is noticed without anybody saying anything.
    server.command(&["REPLICAOF", "127.0.0.1", &nobody]).await;
    down(&log).await;
}

#[tokio::test]
async fn a_server_that_does_not_tell_its_role_is_used() {
    let server = RedisServer::start().await;
    server.command(&["ACL", "SETUSER", "default", "-role", "-config"]).await;
    say(&open(&server).await, &room("a"), "hi").await;
}

#[tokio::test]
async fn a_server_that_stands_still_is_unavailable_and_heals() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    say(&log, &room("a"), "before").await;
    server.pause();
    is_unavailable(&log.append(&room("a"), said_by("ada", "n", "meanwhile")).await);
    down(&log).await;
    is_unavailable(&log.newest(&room("a"), 9).await);
    server.resume();
    up(&log).await;
    // It may have been taken; appending it again under its nonce is right.
    log.append(&room("a"), said_by("ada", "n", "meanwhile")).await.unwrap();
    let page = log.newest(&room("a"), 9).await.unwrap();
    assert_eq!(texts(&page.messages), ["before", "meanwhile"]);
    assert_eq!(log.health().borrow().resets, 0);
    // And without anybody saying anything.
    server.pause();
    down(&log).await;
    server.resume();
    up(&log).await;
}

#[tokio::test]
async fn a_server_that_comes_late_is_waited_for() {
    let mut server = RedisServer::absent();
    let log = unconnected(&server);
    is_unavailable(&log.append(&room("a"), said("early")).await);
    is_unavailable(&log.claim(&room("a"), "me", Duration::from_secs(1)).await);
    server.restart().await;
    up(&log).await;
    say(&log, &room("a"), "hi").await;
    assert_eq!(log.health().borrow().resets, 0, "nothing was lost");
}

#[tokio::test]
async fn one_of_several_servers_may_be_away() {
    let mut servers = [RedisServer::start().await, RedisServer::start().await];
    let urls = servers.each_ref().map(RedisServer::url);
    let log = Log::redis(&urls, "parlor", Retention::default()).unwrap();
    up(&log).await;
    servers[1].kill();
    down(&log).await;
    let mut here = 0;
    for n in 0..8 {
        here += usize::from(log.append(&room(&format!("r{n}")), said("hi")).await.is_ok());
    }
    assert!((1..8).contains(&here), "{here} of 8 rooms are on the other server");
    servers[1].restart().await;
    up(&log).await;
}

/// A stream that was evicted takes its room's messages with it. The epoch goes on, since other rooms have lost nothing:
/// whoever stands in this one is not joined.
#[tokio::test]
async fn a_room_that_was_evicted_is_not_joined() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let id = say(&log, &room("a"), "hi").await;
    let before = epoch(&log).await;
    assert_eq!(server.command(&["DEL", "parlor:log:{a}"]).await, ":1\r\n");
    let sequel = log.after(&room("a"), id, 9).await.unwrap();
    assert_eq!((sequel.joined, sequel.entries.len()), (false, 0));
    let appended = log.append(&room("a"), said("new")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { prev: START, .. }), "{appended:?}");
    assert!(!log.after(&room("a"), id, 9).await.unwrap().joined);
    assert_eq!(epoch(&log).await, before);
}

#[tokio::test]
async fn what_others_have_written_into_a_stream_is_skipped() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let scribble = async |field: &str, value: &str| {
        server.command(&["XADD", "parlor:log:{a}", "*", field, value]).await;
    };
    let mut all = Vec::new();
    for n in 0..6 {
        scribble("what", "ever").await;
        scribble("text", " ").await;
        all.push(say(&log, &room("a"), &n.to_string()).await);
    }
    scribble("what", "ever").await;
    let page = log.newest(&room("a"), 4).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all[2..].to_vec(), true));
    assert!(log.health().borrow().undecodable > 0);
    let page = log.newest(&room("a"), 6).await.unwrap();
    assert_eq!((ids(&page.messages), page.more), (all.clone(), false));
    let sequel = log.after(&room("a"), all[0], 2).await.unwrap();
    assert_eq!(
        (sequel.joined, ids(&told(&sequel.entries)), sequel.more),
        (true, all[1..3].to_vec(), true)
    );
    let sequel = log.after(&room("a"), all[0], 5).await.unwrap();
    assert_eq!((ids(&told(&sequel.entries)), sequel.more), (all[1..].to_vec(), false));
    assert_eq!(log.tails(&[room("a")]).await.remove(0).unwrap().last, all[5]);
}

#[tokio::test]
async fn a_long_room_is_read_to_its_end() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let fill = "for n = 1, 2000 do redis.call('XADD', KEYS[1], '*', 'text', n) end";
    server.command(&["EVAL", fill, "1", "parlor:log:{a}"]).await;
    let page = log.newest(&room("a"), 1700).await.unwrap();
    let expected: Vec<_> = (301..=2000).map(|n| n.to_string()).collect();
    assert_eq!((texts(&page.messages), page.more), (expected.iter().map(|s| &**s).collect(), true));
    let sequel = log.after(&room("a"), START, 2000).await.unwrap();
    let read: Vec<_> =
        texts(&told(&sequel.entries)).iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!((read, sequel.more), ((1..=2000).collect::<Vec<u32>>(), false));
}

#[tokio::test]
async fn a_message_said_to_two_nodes_stands_once() {
    let server = RedisServer::start().await;
    let logs = [open(&server).await, open(&server).await];
    let mut tasks = Vec::new();
    for n in 0..200 {
        let log = logs[n % 2].clone();
        let draft = said_by("ada", &format!("n{}", n / 2), "hi");
        tasks.push(tokio::spawn(async move { log.append(&room("a"), draft).await.unwrap() }));
    }
    let mut fresh = 0;
    for task in tasks {
        fresh += usize::from(matches!(task.await.unwrap(), Appended::Fresh { .. }));
    }
    assert_eq!(fresh, 100);
    assert_eq!(logs[0].newest(&room("a"), 200).await.unwrap().messages.len(), 100);
}

#[tokio::test]
async fn a_key_of_another_kind_is_damage_and_concerns_one_room() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    server.command(&["SET", "parlor:log:{a}", "not a stream"]).await;
    is_damaged(&log.append(&room("a"), said_by("ada", "n", "hi")).await);
    is_damaged(&log.newest(&room("a"), 9).await);
    is_damaged(&log.after(&room("a"), START, 9).await);
    let last = say(&log, &room("b"), "hi").await;
    let tails: Vec<_> =
        log.tails(&[room("a"), room("b")]).await.into_iter().map(Result::unwrap).collect();
    assert_eq!((tails[0].last, tails[1].last), (START, last));
    assert!(log.health().borrow().available);
    server.command(&["DEL", "parlor:log:{a}"]).await;
    let appended = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { .. }), "nothing of it was kept: {appended:?}");
}

#[tokio::test]
async fn forgotten_scripts_are_sent_again() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let id = say(&log, &room("a"), "hi").await;
    server.command(&["SCRIPT", "FLUSH"]).await;
    let appended = log.append(&room("a"), said("again")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { prev, .. } if prev == id), "{appended:?}");
}

#[tokio::test]
async fn keys_are_those_an_operator_reads_about_and_all_but_one_expire() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    log.append(&room("로비"), said("hi")).await.unwrap();
    let of = say(&log, &room("a"), "hi").await;
    log.append(&room("a"), changed_by("ada", "change", of, react("👍"))).await.unwrap();
    log.claim(&room("a"), "me", Duration::from_secs(60)).await.unwrap();
    let listed = server.command(&["KEYS", "*"]).await;
    let keys: Vec<_> = listed.lines().filter(|line| line.starts_with("parlor")).collect();
    assert_eq!(keys.len(), 7, "{keys:?}");
    for key in keys {
        let kind = match key.strip_prefix("parlor:log").unwrap() {
            "" | ":{a}:changes" => "hash",
            ":{a}" => "stream",
            ":{a}:lease" => "string",
            rest if rest.starts_with(":{a}:said:") => "string",
            rest => {
                assert!(rest.starts_with(":{~") && rest.is_ascii(), "{rest}");
                "stream"
            }
        };
        assert_eq!(server.command(&["TYPE", key]).await, format!("+{kind}\r\n"), "{key}");
        let expiry: i64 =
            server.command(&["PTTL", key]).await.trim().trim_start_matches(':').parse().unwrap();
        assert_eq!(expiry > 0, key != "parlor:log", "{key}: {expiry}");
    }
}

/// How many messages are remembered to have changed.
async fn remembered(server: &RedisServer) -> usize {
    let answer = server.command(&["HLEN", "parlor:log:{a}:changes"]).await;
    answer.trim().trim_start_matches(':').parse().unwrap()
}

#[tokio::test]
async fn what_has_changed_about_a_message_is_bounded() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let of = log.append(&room("a"), said_by("u", "n", "hi")).await.unwrap().id();
    // Ids of a thousand bytes, so that it does not take thousands of people.
    let who = |n: usize| format!("{n:01000}");
    let put = async |n: usize| {
        let change = changed_by(&who(n), "react", of, react("👍"));
        log.append(&room("a"), change).await
    };
    let mut people = 0;
    while put(people).await.is_ok() {
        people += 1;
    }
    assert!((60..66).contains(&people), "{people}");
    assert_eq!(put(people).await, Err(Refusal::TooMany.into()));
    let long = log.append(&room("a"), changed_by("u", "long", of, edit(&"x".repeat(2000)))).await;
    assert_eq!(long, Err(Refusal::TooMany.into()));
    assert_eq!(log.newest(&room("a"), 1).await.unwrap().messages[0].reactions[0].count, people);
    // Taking back and deleting is possible at any time.
    log.append(&room("a"), changed_by(&who(0), "back", of, unreact("👍"))).await.unwrap();
    log.append(&room("a"), changed_by("u", "gone", of, Alteration::Delete)).await.unwrap();
    assert_eq!(log.newest(&room("a"), 1).await.unwrap().messages, []);
}

#[tokio::test]
async fn what_has_changed_is_forgotten_with_the_messages() {
    let server = RedisServer::start().await;
    let retention = Retention { messages: 20, ..Retention::default() };
    let log = Log::redis(&[server.url()], "parlor", retention).unwrap();
    up(&log).await;
    for n in 0..500 {
        let of = log.append(&room("a"), said_by("ada", &format!("s{n}"), "hi")).await.unwrap().id();
        let alteration = if n % 2 == 0 { edit("ho") } else { Alteration::Delete };
        log.append(&room("a"), changed_by("ada", &format!("c{n}"), of, alteration)).await.unwrap();
    }
    let most = remembered(&server).await;
    assert!(most < 150, "{most} of 500, where 20 entries are asked for");
    say_all(&log, &room("a"), (0..600).map(|n| n.to_string())).await;
    assert_eq!(remembered(&server).await, 0, "messages alone make an end of it too");
    assert_eq!(server.command(&["EXISTS", "parlor:log:{a}:changes"]).await, ":0\r\n");
}

#[tokio::test]
async fn what_has_changed_may_be_lost_or_spoiled_and_messages_stand() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let of = log.append(&room("a"), said_by("ada", "n", "as it was said")).await.unwrap().id();
    log.append(&room("a"), changed_by("ada", "edit", of, edit("as it is now"))).await.unwrap();
    let shown = async || log.newest(&room("a"), 1).await.unwrap().messages;
    assert_eq!(texts(&shown().await), ["as it is now"]);
    let key = "parlor:log:{a}:changes";
    for spoiled in ["", "gibberish", "[]x", r#"{"reactions":[["word","ada"]]}"#, r#"{"text":" "}"#]
    {
        server.command(&["HSET", key, &of.to_string(), spoiled]).await;
        assert_eq!(texts(&shown().await), ["as it was said"], "{spoiled}");
    }
    assert_eq!(log.health().borrow().undecodable, 5);
    server.command(&["DEL", key]).await;
    assert_eq!(texts(&shown().await), ["as it was said"]);
    log.append(&room("a"), changed_by("ada", "again", of, edit("as it is now"))).await.unwrap();
    assert_eq!(texts(&shown().await), ["as it is now"]);
    server.command(&["SET", key, "not a hash"]).await;
    is_damaged(&log.append(&room("a"), changed_by("ada", "bad", of, edit("hi"))).await);
    let told = log.after(&room("a"), of, 9).await.unwrap();
    assert_eq!(told.entries.len(), 2, "what failed was not written");
}

#[tokio::test]
async fn a_room_with_many_changes_is_read_to_its_messages() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let all = say_all(&log, &room("a"), (0..60).map(|n| n.to_string())).await;
    let fill = "for n = 1, 3000 do redis.call('XADD', KEYS[1], '*', 'of', ARGV[1], 'author', 'ada', \
        'nickname', 'Ada', 'emoji', '👍', 'on', n % 2) end";
    server.command(&["EVAL", fill, "1", "parlor:log:{a}", &all[0].to_string()]).await;
    let page = log.newest(&room("a"), 50).await.unwrap();
    assert_eq!((ids(&page.messages), page.changes.len()), (all[10..].to_vec(), 50));
    let tail = log.tails(&[room("a")]).await.remove(0).unwrap();
    assert_eq!(page.last(), tail.last);
}

#[tokio::test]
async fn a_bad_url_is_refused_and_its_password_not_repeated() {
    for urls in [
        vec!["http://:secret@localhost/".to_owned()],
        vec!["redis://:secret@h:port/".to_owned()],
        vec![],
    ] {
        let error = Log::redis(&urls, "parlor", Retention::default()).map(drop).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_closed_log_leaves_redis() {
    let server = RedisServer::start().await;
    let log = open(&server).await;
    let ours = async || server.command(&["CLIENT", "LIST"]).await.matches("cmd=").count();
    assert_eq!(ours().await, 2, "the log's connection, and this one");
    log.close().await;
    drop(log);
    until("gone", async || match ours().await {
        1 => Ok(()),
        some => Err(some.to_string()),
    })
    .await;
}
