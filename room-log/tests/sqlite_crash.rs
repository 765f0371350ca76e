//! What an SQLite log does when its process is killed or its disk is full: tests that run as processes of their own.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::{env, io};

use protocol::MessageId;
use room_log::{Log, LogError, Retention};
use support::{healthy, ids, room, said, say};

/// Tells the child which file is meant, and that it is the child.
const FILE: &str = "PARLOR_TEST_LOG";

/// Ends the child when the test ends.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Process {
    /// Starts this binary again, to run only one test of it: the one that is the child.
    fn start(test: &str, file: &Path, before: &str) -> (Self, impl Iterator<Item = String>) {
        let script = format!(r#"{before} exec "$0" --exact {test} --ignored --nocapture"#);
        let mut child = Command::new("sh")
            .args(["-c", &script])
            .arg(env::current_exe().unwrap())
            .env(FILE, file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = words(child.stdout.take().unwrap());
        (Self(child), said)
    }
}

/// What the child says, without what its harness says.
fn words(stdout: ChildStdout) -> impl Iterator<Item = String> {
    let lines = BufReader::new(stdout).lines().map(Result::unwrap);
    lines.filter_map(|line| line.strip_prefix("child: ").map(str::to_owned))
}

/// In one piece, so that others do not come between.
fn tell(word: &str) {
    io::stdout().write_all(format!("\nchild: {word}\n").as_bytes()).unwrap();
}

fn log_of_child() -> Option<Log> {
    let file = PathBuf::from(env::var_os(FILE)?);
    Some(Log::sqlite(&file, Retention::default()).unwrap())
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    for _ in 0..3 {
        let (mut process, said) = Process::start("appends_until_killed", &file, "");
        let mut acknowledged: Vec<MessageId> = Vec::new();
        for id in said {
            acknowledged.push(id.parse().unwrap());
            if acknowledged.len() == 1000 {
                process.0.kill().unwrap();
            }
        }
        assert!(acknowledged.len() >= 1000, "{}", acknowledged.len());
        let log = Log::sqlite(&file, Retention::default()).unwrap();
        let kept = ids(&log.newest(&room("a"), usize::MAX).await.unwrap().messages);
        acknowledged.sort();
        let lost = acknowledged.iter().filter(|id| kept.binary_search(id).is_err()).count();
        assert_eq!(lost, 0);
        log.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "is the child of another test"]
async fn appends_until_killed() {
    let Some(log) = log_of_child() else { return };
    let speakers: Vec<_> = (0..32)
        .map(|_| {
            let log = log.clone();
            tokio::spawn(async move {
                for n in 0_u32.. {
                    let id = say(&log, &room("a"), &format!("say {n}")).await;
                    tell(&id.to_string());
                }
            })
        })
        .collect();
    for speaker in speakers {
        speaker.await.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_heals() {
    let folder = tempfile::tempdir().unwrap();
    // A limit on the length of files is met like the end of the disk.
    let limited = "trap '' XFSZ; ulimit -S -f 2000;";
    let file = folder.path().join("log");
    let (process, mut said) = Process::start("appends_until_full", &file, limited);
    assert_eq!(said.next().as_deref(), Some("full"));
    let lift = Command::new("prlimit")
        .args(["--pid", &process.0.id().to_string(), "--fsize=unlimited"])
        .status();
    assert!(lift.unwrap().success());
    assert_eq!(said.next().as_deref(), Some("healed"));
    assert_eq!(said.next().as_deref(), Some("whole"));
}

#[tokio::test]
#[ignore = "is the child of another test"]
async fn appends_until_full() {
    let Some(log) = log_of_child() else { return };
    let long = "x".repeat(16_000);
    let mut taken = Vec::new();
    let refused = loop {
        match log.append(&room("a"), said(&long)).await {
            Ok(appended) => taken.push(appended.id()),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, LogError::Full(_)), "{refused:?}");
    assert!(!log.health().borrow().available);
    assert_eq!(ids(&log.newest(&room("a"), 9999).await.unwrap().messages), taken);
    tell("full");
    // Nobody says anything meanwhile.
    healthy(&log, |health| health.available).await;
    tell("healed");
    taken.push(say(&log, &room("a"), &long).await);
    assert_eq!(ids(&log.newest(&room("a"), 9999).await.unwrap().messages), taken);
    tell("whole");
}
