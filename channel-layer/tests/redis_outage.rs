//! Redis goes away in every way it can, for any length of time, and comes back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::time::{Duration, Instant};

use channel_layer::{Channel, ChannelLayer, ChannelName, Error, GroupName, Message, RedisOptions};
use support::RedisServer;
use tokio::time::{sleep, timeout};

const LONG: Duration = Duration::from_secs(15);
/// How long after Redis' return messages may still be missing.
const SOON: Duration = Duration::from_secs(5);

fn layer(server: &RedisServer) -> ChannelLayer {
    let liveness_interval = Duration::from_millis(200);
    let options = RedisOptions { liveness_interval, ..RedisOptions::new([server.url()]) };
    ChannelLayer::redis_pubsub(options).unwrap()
}

fn lobby() -> GroupName {
    GroupName::parse("lobby").unwrap()
}

async fn member(layer: &ChannelLayer) -> Channel {
    let channel = layer.open().await.unwrap();
    channel.join(&lobby()).await.unwrap();
    channel
}

async fn until_connected(layer: &ChannelLayer, connected: bool) {
    let mut health = layer.health();
    let changed = health.wait_for(|health| health.connected == connected);
    timeout(LONG, changed).await.unwrap().unwrap();
}

fn gaps(layer: &ChannelLayer) -> u64 {
    layer.health().borrow().gaps
}

/// A group message gets through, once.
async fn hears(layer: &ChannelLayer, channel: &Channel) {
    let message = Message::new("t").with("text", "hello");
    layer.group_send(&lobby(), &message).await.unwrap();
    assert_eq!(layer.receive_within(channel.name(), LONG).await.unwrap(), message);
    let nothing = layer.receive_within(channel.name(), Duration::from_millis(20)).await;
    assert_eq!(nothing, Err(Error::Timeout));
}

async fn fails_quickly(layer: &ChannelLayer) {
    let start = Instant::now();
    let sent = layer.group_send(&lobby(), &Message::new("lost")).await;
    assert!(matches!(sent, Err(Error::Unavailable(_))), "{sent:?}");
    assert!(start.elapsed() < Duration::from_millis(1500), "took {:?}", start.elapsed());
}

/// Kills Redis, brings it back, and returns how long it then took until everything worked.
async fn survive(server: &mut RedisServer, outage: Duration) -> Duration {
    let layer = layer(server);
    let before = member(&layer).await;
    hears(&layer, &before).await;
    server.kill();
    until_connected(&layer, false).await;
    let down = Instant::now();
    let during = member(&layer).await; // needs no Redis
    while down.elapsed() < outage {
        fails_quickly(&layer).await;
        // Now and then is enough: how long it is away is what is tested.
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(gaps(&layer), 0, "a gap counts when it is over");
    server.restart().await;
    let back = Instant::now();
    until_connected(&layer, true).await;
    assert_eq!(gaps(&layer), 1);
    hears(&layer, &before).await;
    let took = back.elapsed();
    let received = layer.receive_within(during.name(), LONG).await.unwrap();
    assert_eq!(received.text("text"), Some("hello"));
    layer.send(before.name(), &Message::new("direct")).await.unwrap();
    assert_eq!(before.receive().await.unwrap(), Message::new("direct"));
    took
}

#[tokio::test]
async fn an_outage_of_a_second() {
    let took = survive(&mut RedisServer::start().await, Duration::from_secs(1)).await;
    assert!(took < SOON, "back after {took:?}");
}

#[tokio::test]
async fn an_outage_of_half_a_minute() {
    let took = survive(&mut RedisServer::start().await, Duration::from_secs(30)).await;
    assert!(took < SOON, "back after {took:?}");
}

#[tokio::test]
async fn redis_comes_after_the_layer() {
    let mut server = RedisServer::absent();
    let start = Instant::now();
    let layer = layer(&server);
    assert!(start.elapsed() < Duration::from_millis(100));
    let channel = member(&layer).await;
    fails_quickly(&layer).await;
    let nothing = layer.receive_within(channel.name(), Duration::from_millis(10)).await;
    assert!(matches!(nothing, Err(Error::Unavailable(_))));
    server.restart().await;
    let waiting = ChannelName::parse("test_channel").unwrap();
    let receiving = layer.receive_within(&waiting, LONG);
    let checks = async {
        until_connected(&layer, true).await;
        hears(&layer, &channel).await;
        layer.send(&waiting, &Message::new("hello")).await.unwrap();
    };
    let (received, ()) = tokio::join!(receiving, checks);
    assert_eq!(received.unwrap(), Message::new("hello"));
}

#[tokio::test]
async fn the_subscription_is_cut() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = member(&layer).await;
    for round in 1..=3 {
        assert_eq!(server.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await, ":1\r\n");
        let mut health = layer.health();
        let healed = health.wait_for(|health| health.connected && health.gaps == round);
        timeout(SOON, healed).await.unwrap().unwrap();
        hears(&layer, &channel).await;
    }
}

#[tokio::test]
async fn groups_change_while_the_subscription_is_cut() {
    let mut server = RedisServer::start().await;
    let layer = layer(&server);
    let [one, two, three] = [member(&layer).await, member(&layer).await, member(&layer).await];
    let other = GroupName::parse("other").unwrap();
    server.kill();
    until_connected(&layer, false).await;
    two.leave(&lobby()).await.unwrap();
    two.join(&other).await.unwrap();
    server.restart().await;
    until_connected(&layer, true).await;
    layer.group_send(&lobby(), &Message::new("t")).await.unwrap();
    layer.group_send(&other, &Message::new("other")).await.unwrap();
    assert_eq!(one.receive().await.unwrap(), Message::new("t"));
    assert_eq!(three.receive().await.unwrap(), Message::new("t"));
    assert_eq!(two.receive().await.unwrap(), Message::new("other"));
}

/// Nobody closes anything, and nobody answers.
#[tokio::test]
async fn the_connection_is_half_open() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = member(&layer).await;
    hears(&layer, &channel).await;
    server.pause();
    fails_quickly(&layer).await;
    until_connected(&layer, false).await;
    fails_quickly(&layer).await;
    server.resume();
    until_connected(&layer, true).await;
    assert_eq!(gaps(&layer), 1);
    // Redis kept what was published before it was known to be paused, and now carries it out. Its
    // sender was told that it failed, which was true as far as anybody could know.
    let message = Message::new("t");
    layer.group_send(&lobby(), &message).await.unwrap();
    let arrived = async { while channel.receive().await.unwrap() != message {} };
    timeout(LONG, arrived).await.unwrap();
}

/// Many senders at once must not wait for one attempt to connect after the other.
#[tokio::test]
async fn a_crowd_fails_quickly_together() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    hears(&layer, &member(&layer).await).await;
    server.pause();
    for _ in 0..2 {
        let start = Instant::now();
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let layer = layer.clone();
            crowd.spawn(async move { layer.group_send(&lobby(), &Message::new("t")).await });
        }
        assert!(crowd.join_all().await.iter().all(Result::is_err));
        assert!(start.elapsed() < Duration::from_secs(2), "took {:?}", start.elapsed());
    }
    server.resume();
}

/// The sending connection alone is closed, for idleness for example.
#[tokio::test]
async fn the_sending_connection_is_cut() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = member(&layer).await;
    hears(&layer, &channel).await;
    server.command(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
    // Two signs of life, of which nobody outside can see anything: the next message must not be the first to find out.
    sleep(Duration::from_millis(500)).await;
    hears(&layer, &channel).await;
    assert_eq!(gaps(&layer), 0);
}
