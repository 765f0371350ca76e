//! Figures of `/metrics` that an operator watches: each grows for its cause, and for nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use channel_layer::{ChannelLayer, GroupName, Message, RedisOptions};
use support::{Person, Server, person::texts, redis::RedisServer};
use tokio::time::{sleep, timeout};

const GROWING: [&str; 4] = [
    "parlor_log_resets_total",
    "parlor_log_undecodable_total",
    "parlor_foreign_lost_total",
    "parlor_layer_gaps_total",
];

/// Somebody in a room of a server whose figures are all zero.
async fn begin(redis: &RedisServer) -> (Server, Person) {
    let server = Server::start(&["--redis", &redis.url(), "--rate", "off"]).await;
    server.ready(200).await;
    let mut ada = server.join("lobby").await;
    ada.says("before").await;
    for figure in GROWING {
        assert_eq!(server.figure(figure).await, 0, "{figure}");
    }
    (server, ada)
}

/// Waits until one of the figures is 1, and sees that the others have not grown.
async fn counts(server: &Server, figure: &str, patience: Duration) {
    let grown = async {
        while server.figure(figure).await == 0 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(patience, grown).await.expect(figure);
    assert_eq!(server.figure(figure).await, 1);
    // A busy machine may cut the layer's line to Redis, and that is counted too.
    for other in GROWING.iter().filter(|other| **other != figure && !other.contains("layer")) {
        assert_eq!(server.figure(other).await, 0, "{other}");
    }
}

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_redis_that_has_forgotten_is_a_reset() {
    let redis = RedisServer::start().await;
    let (server, mut ada) = begin(&redis).await;
    redis.command(&["FLUSHALL"]).await;
    counts(&server, "parlor_log_resets_total", SOON).await;
    assert_eq!(ada.hears("welcome").await["reset"], true);
}

#[tokio::test]
async fn what_somebody_else_writes_into_the_log_is_counted_and_left_out() {
    let redis = RedisServer::start().await;
    let (server, mut ada) = begin(&redis).await;
    redis.command(&["XADD", "parlor:log:{lobby}", "*", "text", " "]).await;
    counts(&server, "parlor_log_undecodable_total", SOON).await;
    ada.says("after").await;
    ada.sees_nothing_else().await;
    assert_eq!(texts(&server.join("lobby").await.welcome), ["before", "after"]);
}

#[tokio::test]
async fn a_subscription_that_was_made_anew_is_a_gap() {
    let redis = RedisServer::start().await;
    let (server, mut ada) = begin(&redis).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
    counts(&server, "parlor_layer_gaps_total", SOON).await;
    ada.says("after").await;
}

#[tokio::test]
async fn what_a_program_says_while_the_log_cannot_be_written_is_lost_after_15_seconds() {
    let redis = RedisServer::start().await;
    let (server, mut ada) = begin(&redis).await;
    let layer = ChannelLayer::redis_pubsub(RedisOptions::new([redis.url()])).expect("a layer");
    let group = GroupName::parse("chat_lobby").expect("a name");
    let speak = async |text: &str| {
        let message = Message::new("chat_message").with("message", text);
        layer.group_send(&group, &message).await.expect("it is sent");
    };
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
    speak("lost").await;
    counts(&server, "parlor_foreign_lost_total", SOON * 2).await;
    speak("kept").await;
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    ada.sees("kept").await;
    assert_eq!(texts(&server.join("lobby").await.welcome), ["before", "kept"]);
    assert_eq!(server.figure("parlor_foreign_lost_total").await, 1);
}
