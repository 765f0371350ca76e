//! What an SQLite log does when things go wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[path = "support/damage.rs"]
mod damage;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::{Alteration, MessageId};
use room_log::{Appended, Clock, Log, LogError, Retention};
use rusqlite::Connection;
use support::{
    changed_by, edit, healthy, ids, react, reactions, room, said, said_by, say, say_all, texts,
    told, until,
};
use tempfile::TempDir;

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;
const NOON: u64 = 1_795_409_281_000;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.db");
    (folder, file)
}

fn open(file: &Path) -> Log {
    Log::sqlite(file, Retention::default()).unwrap()
}

fn open_at(clock: &Clock, file: &Path, messages: usize) -> Log {
    let retention = Retention { messages, ..Retention::default() };
    Log::sqlite_at(clock.clone(), file, retention).unwrap()
}

/// Another process that has the file.
fn other(file: &Path) -> Connection {
    let other = Connection::open(file).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other
}

fn count(db: &Connection, table: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_log_goes_on_where_it_was_closed() {
    let (_folder, file) = folder();
    let log = open(&file);
    let first = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap().id();
    let epoch = log.newest(&room("a"), 1).await.unwrap().epoch;
    log.close().await;
    let wal = fs::metadata(file.with_extension("db-wal")).map_or(0, |wal| wal.len());
    assert_eq!(wal, 0, "everything stands in the file");
    let closed = log.append(&room("a"), said("late")).await;
    assert!(matches!(closed, Err(LogError::Unavailable(_))), "{closed:?}");
    let closed = log.newest(&room("a"), 1).await;
    assert!(matches!(closed, Err(LogError::Unavailable(_))), "{closed:?}");

    let log = open(&file);
    let page = log.newest(&room("a"), 10).await.unwrap();
    assert_eq!((page.epoch, ids(&page.messages)), (epoch, vec![first]));
    let again = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert_eq!(again, Appended::Known { id: first });
}

#[tokio::test]
async fn closing_finishes_what_was_begun() {
    let (_folder, file) = folder();
    let log = open(&file);
    let lock = other(&file);
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let appends = begin_appends(&log, 100).await;
    let closing = tokio::spawn({
        let log = log.clone();
        async move { log.close().await }
    });
    lock.execute_batch("COMMIT").unwrap();
    closing.await.unwrap();
    for append in appends {
        append.await.unwrap().unwrap();
    }
    assert_eq!(count(&lock, "messages"), 100);
}

type Append = tokio::task::JoinHandle<Result<Appended, LogError>>;

/// Begins to append to a room, and waits until all of it waits for the log.
async fn begin_appends(log: &Log, count: usize) -> Vec<Append> {
    begin_appends_to(&["a"], log, count).await
}

/// The same in several rooms, in turn.
async fn begin_appends_to(rooms: &[&'static str], log: &Log, count: usize) -> Vec<Append> {
    let begun = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let append = |n: usize| {
        let (log, begun, name) = (log.clone(), begun.clone(), rooms[n % rooms.len()]);
        tokio::spawn(async move {
            let (name, draft) = (room(name), said(&format!("say {n}")));
            let append = log.append(&name, draft);
            let mut append = std::pin::pin!(append);
            // The first poll puts it into the queue.
            let polled = tokio::time::timeout(Duration::ZERO, &mut append).await;
            begun.add_permits(1);
            match polled {
                Ok(appended) => appended,
                Err(_) => append.await,
            }
        })
    };
    let appends = (0..count).map(append).collect();
    let _all = begun.acquire_many(u32::try_from(count).unwrap()).await.unwrap();
    appends
}

#[tokio::test]
async fn what_waits_is_committed_together() {
    let (_folder, file) = folder();
    let log = open(&file);
    say_all(&log, &room("a"), (0..20).map(|n| n.to_string())).await;
    let alone = commits(&file);
    assert!(alone >= 20, "each of those who come alone is committed alone: {alone}");
    let lock = other(&file);
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let appends = begin_appends(&log, 500).await;
    lock.execute_batch("COMMIT").unwrap();
    for append in appends {
        append.await.unwrap().unwrap();
    }
    let together = commits(&file) - alone;
    assert!((1..=5).contains(&together), "500 messages in {together} commits");
    assert_eq!(count(&lock, "messages"), 520);
}

/// Counts the transactions in the write-ahead log: frames that say how large the database is after them
/// (<https://sqlite.org/fileformat2.html#the_write_ahead_log>).
fn commits(file: &Path) -> usize {
    let wal = fs::read(file.with_extension("db-wal")).unwrap();
    let number = |at: usize| u32::from_be_bytes(wal[at..at + 4].try_into().unwrap());
    let frame = 24 + number(8) as usize;
    let salt = &wal[16..24];
    let frames = (32..).step_by(frame).take_while(|at| at + frame <= wal.len());
    frames.filter(|at| &wal[at + 8..at + 16] == salt && number(at + 4) != 0).count()
}

#[tokio::test]
async fn one_bad_message_does_not_fail_the_others() {
    let (_folder, file) = folder();
    let log = open(&file);
    let lock = other(&file);
    let refuse = "CREATE TRIGGER bad BEFORE INSERT ON messages WHEN new.text = 'say 7'
        BEGIN SELECT raise(ABORT, 'no'); END; BEGIN IMMEDIATE";
    lock.execute_batch(refuse).unwrap();
    let appends = begin_appends(&log, 20).await;
    lock.execute_batch("COMMIT").unwrap();
    let mut links = Vec::new();
    for (n, append) in appends.into_iter().enumerate() {
        let appended = append.await.unwrap();
        match appended {
            Ok(Appended::Fresh { id, prev }) => links.push((id, prev)),
            bad => assert!(n == 7 && matches!(bad, Err(LogError::Damaged(_))), "{n}: {bad:?}"),
        }
    }
    links.sort();
    assert!(links.windows(2).all(|pair| pair[1].1 == pair[0].0), "it left a hole: {links:?}");
    let sequel = log.after(&room("a"), MessageId::START, 100).await.unwrap();
    assert_eq!((sequel.joined, sequel.entries.len()), (true, 19));
    assert!(log.health().borrow().available);
}

#[tokio::test]
async fn a_locked_file_is_unavailable_and_heals() {
    let (_folder, file) = folder();
    let log = open(&file);
    say(&log, &room("a"), "before").await;
    let lock = other(&file);
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let locked = log.append(&room("a"), said("meanwhile")).await;
    assert!(matches!(locked, Err(LogError::Unavailable(_))), "{locked:?}");
    healthy(&log, |health| !health.available).await;
    assert_eq!(texts(&log.newest(&room("a"), 9).await.unwrap().messages), ["before"]);
    lock.execute_batch("COMMIT").unwrap();
    healthy(&log, |health| health.available).await;
    say(&log, &room("a"), "after").await;
    assert_eq!(texts(&log.newest(&room("a"), 9).await.unwrap().messages), ["before", "after"]);
}

#[tokio::test]
async fn two_processes_may_have_the_file_for_a_moment() {
    let (_folder, file) = folder();
    let logs = [open(&file), open(&file)];
    let mut tasks = Vec::new();
    for n in 0..200 {
        let log = logs[n % 2].clone();
        // Each nonce is said to both.
        let draft = said_by("ada", &format!("n{}", n / 2), "hi");
        tasks.push(tokio::spawn(async move { log.append(&room("a"), draft).await.unwrap() }));
    }
    let mut links = Vec::new();
    for task in tasks {
        if let Appended::Fresh { id, prev } = task.await.unwrap() {
            links.push((id, prev));
        }
    }
    links.sort();
    assert_eq!(links.len(), 100);
    for pair in links.windows(2) {
        assert_eq!(pair[1].1, pair[0].0, "each names the one before");
    }
    let [one, two] = logs;
    let stands = async |log: Log| log.newest(&room("a"), 200).await.unwrap();
    assert_eq!(stands(one).await, stands(two).await);
}

#[tokio::test]
async fn ids_grow_when_the_clock_is_put_back() {
    let (_folder, file) = folder();
    let clock = Clock::standing(NOON);
    let log = open_at(&clock, &file, 100);
    let first = say(&log, &room("a"), "one").await;
    clock.set(NOON - 60 * MINUTE);
    let second = say(&log, &room("a"), "two").await;
    assert_eq!((first.ms, second), (NOON, MessageId { ms: NOON, seq: first.seq + 1 }));
    drop(log);
    let log = open_at(&clock, &file, 100);
    let third = say(&log, &room("a"), "three").await;
    assert_eq!(third, MessageId { ms: NOON, seq: second.seq + 1 });
    clock.set(NOON + 1);
    assert_eq!(say(&log, &room("a"), "four").await, MessageId { ms: NOON + 1, seq: 0 });
    let page = log.newest(&room("a"), 9).await.unwrap();
    assert_eq!(texts(&page.messages), ["one", "two", "three", "four"]);
}

#[tokio::test]
async fn nonces_outlive_their_messages_for_a_day() {
    let (_folder, file) = folder();
    let clock = Clock::standing(NOON);
    let log = open_at(&clock, &file, 20);
    let first = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap().id();
    say_all(&log, &room("a"), (0..100).map(|n| n.to_string())).await;
    assert!(!log.after(&room("a"), first, 1).await.unwrap().joined);
    clock.set(NOON + DAY);
    // A start is when a log looks for what it can forget.
    drop(log);
    let log = open_at(&clock, &file, 20);
    let again = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert_eq!(again, Appended::Known { id: first });
    clock.set(NOON + DAY + 1);
    drop(log);
    let log = open_at(&clock, &file, 20);
    let look = other(&file);
    until("forgotten", async || match count(&look, "trimmed") {
        0 => Ok(()),
        some => Err(some.to_string()),
    })
    .await;
    let again = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap();
    assert!(matches!(again, Appended::Fresh { .. }), "{again:?}");
}

#[tokio::test]
async fn what_is_too_old_is_deleted_and_its_space_given_back() {
    let (_folder, file) = folder();
    let clock = Clock::standing(NOON);
    let log = open_at(&clock, &file, 10_000);
    let long = "x".repeat(4000);
    for n in 0..600 {
        log.append(&room(&format!("r{}", n % 3)), said(&long)).await.unwrap();
    }
    let last = say(&log, &room("r0"), "last").await;
    log.close().await;
    let full = fs::metadata(&file).unwrap().len();
    clock.set(NOON + 31 * DAY);
    let log = open_at(&clock, &file, 10_000);
    assert!(log.newest(&room("r0"), 9).await.unwrap().messages.is_empty());
    let look = other(&file);
    until("deleted", async || match count(&look, "messages") {
        0 => Ok(()),
        some => Err(some.to_string()),
    })
    .await;
    let appended = log.append(&room("r0"), said("new")).await.unwrap();
    assert!(matches!(appended, Appended::Fresh { prev, .. } if prev == last), "{appended:?}");
    let sequel = log.after(&room("r0"), MessageId::START, 9).await.unwrap();
    assert_eq!((sequel.joined, texts(&told(&sequel.entries))), (false, vec!["new"]));
    until("given back", async || {
        look.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        let size = fs::metadata(&file).unwrap().len();
        if size < full / 2 { Ok(()) } else { Err(format!("{size} of {full}")) }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_understood_is_skipped() {
    let (_folder, file) = folder();
    let log = open(&file);
    let all = say_all(&log, &room("a"), (0..10).map(|n| n.to_string())).await;
    let spoiled = "UPDATE messages SET text = '' WHERE text IN ('0', '4', '5');
        UPDATE messages SET text = CAST(x'ff' AS TEXT) WHERE text = '9'";
    other(&file).execute_batch(spoiled).unwrap();
    let page = log.newest(&room("a"), 4).await.unwrap();
    assert_eq!((texts(&page.messages), page.more), (vec!["3", "6", "7", "8"], true));
    assert_eq!(log.health().borrow().undecodable, 3);
    let page = log.newest(&room("a"), 6).await.unwrap();
    assert_eq!(
        (page.messages.len(), page.more),
        (6, false),
        "nothing readable is before the sixth"
    );
    let sequel = log.after(&room("a"), all[4], 3).await.unwrap();
    assert_eq!((sequel.joined, texts(&told(&sequel.entries))), (true, vec!["6", "7", "8"]));
    assert!(!sequel.more);
    assert!(log.after(&room("a"), MessageId::START, 1).await.unwrap().joined);
}

/// A file that must be refused, and stay as it is.
#[track_caller]
fn is_refused(file: &Path, because: &str) {
    let before = fs::read(file).unwrap();
    let error = Log::sqlite(file, Retention::default()).map(drop).unwrap_err().to_string();
    assert!(error.contains(because) && error.contains("log.db"), "{error}");
    assert!(error.contains("Nothing was changed"), "{error}");
    assert!(fs::read(file).unwrap() == before, "it was changed");
    let beside = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "something was left beside it");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let (_folder, file) = folder();
    for content in ["hello", &"no database ".repeat(1000)] {
        fs::write(&file, content).unwrap();
        is_refused(&file, "damaged");
    }
}

#[tokio::test]
async fn a_damaged_file_is_left_alone() {
    let (_folder, file) = folder();
    let log = open(&file);
    say_all(&log, &room("a"), (0..500).map(|n| format!("{n} {}", "x".repeat(200)))).await;
    log.close().await;
    drop(log);
    let sound = fs::read(&file).unwrap();
    let mut damaged = sound.clone();
    let middle = damaged.len() / 2 / 4096 * 4096;
    damaged[middle..middle + 4096].fill(0xAA);
    for damaged in [&damaged, &sound[..sound.len() / 2]] {
        fs::write(&file, damaged).unwrap();
        is_refused(&file, "damaged");
    }
    fs::write(&file, &sound).unwrap();
    assert_eq!(open(&file).newest(&room("a"), 999).await.unwrap().messages.len(), 500);
}

/// After it has met damage SQLite commits nothing of what is to be committed together.
#[tokio::test]
async fn damage_in_a_long_file_concerns_its_room_alone() {
    let (_folder, file) = folder();
    let log = open(&file);
    // Rooms lie in the file in this order, and where one ends the next begins on the same page.
    for name in ["spoiled", "between", "sound"] {
        let texts = (0..50).map(|n| format!("{name} {n} {}", "-".repeat(700)));
        say_all(&log, &room(name), texts).await;
    }
    log.close().await;
    damage::spoil(&file, "spoiled ", "sound ");
    let log = open(&file);
    let lock = other(&file);
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let appends = begin_appends_to(&["sound", "spoiled"], &log, 20).await;
    lock.execute_batch("COMMIT").unwrap();
    let mut expected = Vec::new();
    for (n, append) in appends.into_iter().enumerate() {
        match append.await.unwrap() {
            Ok(appended) => expected.push(appended.id()),
            refused => assert!(
                n % 2 == 1 && matches!(refused, Err(LogError::Damaged(_))),
                "{n}: {refused:?}"
            ),
        }
    }
    assert_eq!(ids(&log.newest(&room("sound"), 10).await.unwrap().messages), expected);
    let unread = log.newest(&room("spoiled"), 10).await;
    assert!(matches!(unread, Err(LogError::Damaged(_))), "{unread:?}");
    let tails = log.tails(&[room("spoiled"), room("sound")]).await;
    assert!(tails[0].is_err() && tails[1].as_ref().unwrap().last == expected[9], "{tails:?}");
    assert!(log.health().borrow().available);
}

#[tokio::test]
async fn the_file_of_a_newer_version_or_another_program_is_left_alone() {
    let (_folder, file) = folder();
    open(&file).close().await;
    let sound = fs::read(&file).unwrap();
    let edit = |sql: &str| {
        let db = other(&file);
        db.execute_batch(sql).unwrap();
        db.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    };
    edit("PRAGMA user_version = 99");
    is_refused(&file, "newer Parlor");
    fs::write(&file, sound).unwrap();
    edit("PRAGMA application_id = 1");
    is_refused(&file, "another program");
    fs::remove_file(&file).unwrap();
    edit("CREATE TABLE recipes (name TEXT)");
    is_refused(&file, "another program");
}

/// What the first version wrote.
const VERSION_1: &str = "
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1349676146;
    PRAGMA user_version = 1;
    CREATE TABLE log (epoch TEXT NOT NULL) STRICT;
    CREATE TABLE rooms (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        first_ms INTEGER NOT NULL, first_seq INTEGER NOT NULL,
        last_ms INTEGER NOT NULL, last_seq INTEGER NOT NULL,
        messages INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE messages (
        room INTEGER NOT NULL, ms INTEGER NOT NULL, seq INTEGER NOT NULL,
        author TEXT, nickname TEXT, text TEXT NOT NULL, nonce TEXT,
        PRIMARY KEY (room, ms, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX said ON messages (room, ifnull(author, ''), nonce) WHERE nonce IS NOT NULL;
    CREATE TABLE trimmed (
        room INTEGER NOT NULL, author TEXT NOT NULL, nonce TEXT NOT NULL,
        ms INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (room, author, nonce)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trimmed_by_age ON trimmed (ms);
    CREATE TABLE leases (room TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE probe (id INTEGER PRIMARY KEY, space BLOB NOT NULL) STRICT;
    INSERT INTO log VALUES ('5be1f0c2a9d34477');
    INSERT INTO rooms VALUES (1, 'a', 1795409280000, 0, 1795409281000, 1, 3), (2, '로비', 1795409281000, 0, 1795409281000, 0, 1);
    INSERT INTO messages VALUES (1, 1795409280000, 0, 'ada', 'Ada', 'one', 'n1'),
        (1, 1795409281000, 0, NULL, NULL, 'two', NULL), (1, 1795409281000, 1, 'bob', '밥', '셋', 'n1'),
        (2, 1795409281000, 0, 'ada', 'Ada', 'elsewhere', 'n1');
    INSERT INTO trimmed VALUES (1, 'eve', 'n1', 1795409270000, 0);
";

#[tokio::test]
async fn a_file_of_the_first_version_is_kept_whole_and_goes_on() {
    let (_folder, file) = folder();
    other(&file).execute_batch(VERSION_1).unwrap();
    let clock = Clock::standing(NOON + 1);
    let first = MessageId { ms: NOON - 1000, seq: 0 };
    for _ in 0..2 {
        let log = open_at(&clock, &file, 100);
        let sequel = log.after(&room("a"), MessageId::START, 3).await.unwrap();
        assert_eq!((sequel.epoch.as_str(), sequel.joined), ("5be1f0c2a9d34477", true));
        assert_eq!(texts(&told(&sequel.entries)), ["one", "two", "셋"]);
        assert_eq!(told(&sequel.entries)[2].author.as_ref().unwrap().nickname.as_str(), "밥");
        assert_eq!(texts(&log.newest(&room("로비"), 9).await.unwrap().messages), ["elsewhere"]);
        let again = log.append(&room("a"), said_by("ada", "n1", "one")).await.unwrap();
        assert_eq!(again, Appended::Known { id: first });
        let trimmed = log.append(&room("a"), said_by("eve", "n1", "gone")).await.unwrap();
        assert!(matches!(trimmed, Appended::Known { .. }), "{trimmed:?}");
        log.append(&room("a"), changed_by("ada", "edit", first, edit("uno"))).await.unwrap();
        log.append(&room("a"), changed_by("bob", "like", first, react("👍"))).await.unwrap();
        let page = log.newest(&room("a"), 9).await.unwrap();
        assert_eq!(texts(&page.messages), ["uno", "two", "셋"]);
        assert_eq!(reactions(&page.messages[0]), "👍 bob");
        log.close().await;
    }
}

#[tokio::test]
async fn what_is_deleted_is_not_in_the_file_any_more() {
    let (_folder, file) = folder();
    let log = open(&file);
    let short = log.append(&room("a"), said_by("ada", "1", "a short secret")).await.unwrap().id();
    let long = format!("{}a long secret", "x".repeat(10_000));
    let long = log.append(&room("a"), said_by("ada", "2", &long)).await.unwrap().id();
    log.append(&room("a"), changed_by("ada", "3", short, edit("an edited secret"))).await.unwrap();
    say_all(&log, &room("a"), (0..100).map(|n| n.to_string())).await;
    log.close().await;
    let holds = |what: &str| {
        let bytes = fs::read(&file).unwrap();
        bytes.windows(what.len()).any(|window| window == what.as_bytes())
    };
    let secrets = ["a short secret", "a long secret", "an edited secret"];
    assert!(secrets.iter().all(|secret| holds(secret)));
    let log = open(&file);
    log.append(&room("a"), changed_by("ada", "4", short, Alteration::Delete)).await.unwrap();
    log.append(&room("a"), changed_by("ada", "5", long, Alteration::Delete)).await.unwrap();
    log.close().await;
    assert!(!secrets.iter().any(|secret| holds(secret)));
}

#[tokio::test]
async fn a_room_with_many_changes_is_read_and_changed_in_no_time() {
    let (_folder, file) = folder();
    let log = open(&file);
    let all = say_all(&log, &room("a"), (0..400).map(|n| n.to_string())).await;
    let fill = "INSERT INTO messages (room, ms, seq, author, nickname, text, nonce, kind, of_ms, of_seq, emoji)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
        SELECT 1, last_ms + 1, n, 'ada', 'Ada', '', n, 'on', last_ms, 100000, '👍' FROM numbers, rooms";
    let take_time = async |by: &str| {
        let start = std::time::Instant::now();
        for n in 0..20 {
            let react = changed_by(by, &format!("{n}"), all[0], react("👍"));
            log.append(&room("a"), react).await.unwrap();
        }
        assert_eq!(log.before(&room("a"), all[350], 301).await.unwrap().messages.len(), 301);
        start.elapsed()
    };
    let few = take_time("eve").await;
    other(&file).execute_batch(fill).unwrap();
    let many = take_time("bob").await;
    // Without an index it is a hundred thousand rows for each message.
    assert!(many < few.max(Duration::from_millis(50)) * 10, "{few:?} before, {many:?} with many");
}

#[tokio::test]
async fn a_kind_of_row_that_is_not_known_is_skipped() {
    let (_folder, file) = folder();
    let log = open(&file);
    let of = log.append(&room("a"), said_by("ada", "n", "hi")).await.unwrap().id();
    log.append(&room("a"), changed_by("bob", "n", of, react("👍"))).await.unwrap();
    say(&log, &room("a"), "last").await;
    other(&file).execute_batch("UPDATE messages SET kind = 'pin' WHERE kind = 'on'").unwrap();
    let page = log.newest(&room("a"), 9).await.unwrap();
    assert_eq!((texts(&page.messages), page.changes.len()), (vec!["hi", "last"], 0));
    assert_eq!(log.health().borrow().undecodable, 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named() {
    let (_folder, file) = folder();
    let error = Log::sqlite(&file.join("x/log.db"), Retention::default()).map(drop).unwrap_err();
    assert!(error.to_string().contains("folder"), "{error}");
}

#[tokio::test]
async fn several_may_make_the_file_at_once() {
    let (_folder, file) = folder();
    let logs: Vec<_> = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&file))).collect();
        openers.into_iter().map(|opener| opener.join().unwrap()).collect()
    });
    let mut epochs = Vec::new();
    for log in logs {
        epochs.push(log.newest(&room("a"), 1).await.unwrap().epoch);
    }
    epochs.dedup();
    assert_eq!(epochs.len(), 1);
}
