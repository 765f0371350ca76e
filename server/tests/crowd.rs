//! A crowd that comes back at once, as after a restart.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use serde_json::json;
use support::{Person, Server, person::texts, redis::RedisServer};
use tokio::time::sleep;

/// Sockets that are opened at a time.
const AT_A_TIME: usize = 64;

/// How long sockets are opened: the server closes those from which it hears nothing for 50 seconds, and all of them are read after it.
const ARRIVAL: Duration = Duration::from_secs(15);

/// How many connections this process may have, and one that it starts, after it has asked for as many as it is allowed.
fn connections() -> usize {
    /// What a process opens besides.
    const OTHERS: usize = 200;
    let own = std::process::id().to_string();
    let limit = |arguments: &[&str]| {
        let output = Command::new("prlimit").args(["--pid", &own]).args(arguments).output();
        String::from_utf8(output.expect("prlimit").stdout).expect("a number").trim().to_owned()
    };
    let most = limit(&["--nofile", "--output", "HARD", "--noheadings"]);
    limit(&[&format!("--nofile={most}:")]);
    most.parse::<usize>().map_or(usize::MAX, |most| most.saturating_sub(OTHERS))
}

/// How many scripts this Redis has run: that is how the log is asked.
async fn asked(redis: &RedisServer) -> u64 {
    let stats = redis.command(&["INFO", "commandstats"]).await;
    let calls = stats.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:calls="));
    calls.and_then(|calls| calls.split(',').next()?.parse().ok()).expect("a figure")
}

#[tokio::test]
async fn ten_thousand_resumes_at_once_are_answered_from_memory() {
    let people = connections().min(10_000);
    let redis = RedisServer::start().await;
    let server = Server::start(&["--rate", "off", "--redis", &redis.url()]).await;
    server.ready(200).await;
    let mut ada = server.join("lobby").await;
    let since = ada.says("before").await;
    ada.says("missed").await;
    let hello =
        json!({ "type": "hello", "since": since, "epoch": ada.welcome["epoch"] }).to_string();
    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let connect = async |_| Person::connect(&server.address, "lobby", &headers).await;
    let arrived = sleep(ARRIVAL);
    let sockets = stream::iter(0..people).map(connect).buffer_unordered(AT_A_TIME);
    let sockets = sockets.map(|person| person.expect("a socket")).take_until(arrived);
    let mut crowd: Vec<Person> = sockets.collect().await;
    let people = crowd.len();

    let (begun, before) = (Instant::now(), asked(&redis).await);
    for person in &mut crowd {
        person.send(&hello).await;
    }
    for person in &mut crowd {
        let welcome = person.hears("welcome").await;
        assert_eq!((&welcome["reset"], texts(&welcome)), (&json!(false), vec!["missed"]));
    }
    let (took, questions) = (begun.elapsed(), asked(&redis).await - before);
    eprintln!("{people} resumes took {took:?}");
    assert!(questions < 100, "the log was asked {questions} times for {people} resumes");

    let mut ada = server.join("lobby").await;
    let say = json!({ "type": "say", "nonce": "n", "text": "and on" });
    // On a machine that is busy with the crowd Redis may seem to stand still: then it is said again.
    while ada.asks(say.clone()).await["type"] != "ack" {
        server.ready(200).await;
    }
    crowd.last_mut().expect("a crowd").sees("and on").await;
}
