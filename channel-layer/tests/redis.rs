//! What only the Redis pub/sub back end does: what it asks of Redis, and how it meets the odd.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::time::Duration;

use channel_layer::{
    ChannelLayer, ChannelName, Error, GroupName, InvalidName, Message, Options, OptionsError,
    RedisOptions,
};
use support::RedisServer;

const LONG: Duration = Duration::from_secs(10);

fn layer(server: &RedisServer) -> ChannelLayer {
    ChannelLayer::redis_pubsub(RedisOptions::new([server.url()])).unwrap()
}

fn group(name: &str) -> GroupName {
    GroupName::parse(name).unwrap()
}

/// Waits until Redis has exactly these subscriptions.
async fn until_subscribed(server: &RedisServer, expected: &[&str]) {
    let start = std::time::Instant::now();
    loop {
        let answer = server.command(&["PUBSUB", "CHANNELS"]).await;
        let mut topics: Vec<_> =
            answer.lines().skip(1).filter(|line| !line.starts_with('$')).collect();
        topics.sort_unstable();
        if topics == expected {
            return;
        }
        assert!(start.elapsed() < LONG, "{topics:?} instead of {expected:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn subscriptions_follow_what_is_needed() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let (one, other) = (layer.open().await.unwrap(), layer.open().await.unwrap());
    let mut names = [one.name().as_str(), other.name().as_str()];
    names.sort_unstable();
    until_subscribed(&server, &names).await;

    one.join(&group("lobby")).await.unwrap();
    other.join(&group("lobby")).await.unwrap();
    let all = ["asgi__group__lobby", names[0], names[1]];
    until_subscribed(&server, &all).await;
    one.leave(&group("lobby")).await.unwrap();
    until_subscribed(&server, &all).await;
    let kept = one.name().clone();
    drop(other);
    until_subscribed(&server, &[kept.as_str()]).await;
    layer.flush().await.unwrap();
    until_subscribed(&server, &[]).await;
}

#[tokio::test]
async fn a_receive_that_times_out_unsubscribes() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = ChannelName::parse("test-channel").unwrap();
    let receiving = layer.receive_within(&channel, Duration::from_millis(300));
    let (received, ()) = tokio::join!(receiving, until_subscribed(&server, &["test-channel"]));
    assert_eq!(received, Err(Error::Timeout));
    until_subscribed(&server, &[]).await;
}

#[tokio::test]
async fn a_general_channel_is_heard_across_processes() {
    let server = RedisServer::start().await;
    let (one, other) = (layer(&server), layer(&server));
    let channel = ChannelName::parse("test-channel").unwrap();
    let sending = async {
        until_subscribed(&server, &["test-channel"]).await;
        other.send(&channel, &Message::new("first")).await.unwrap();
    };
    let (received, ()) = tokio::join!(one.receive_within(&channel, LONG), sending);
    assert_eq!(received.unwrap(), Message::new("first"));
    // Between receives the subscription stays.
    other.send(&channel, &Message::new("second")).await.unwrap();
    assert_eq!(one.receive_within(&channel, LONG).await.unwrap(), Message::new("second"));
}

#[tokio::test]
async fn a_group_spans_processes() {
    let server = RedisServer::start().await;
    let (one, other) = (layer(&server), layer(&server));
    let (here, there) = (one.open().await.unwrap(), other.open().await.unwrap());
    here.join(&group("lobby")).await.unwrap();
    there.join(&group("lobby")).await.unwrap();
    // Sent at once: what Redis confirmed to `join` is enough.
    let delivery = one.group_send(&group("lobby"), &Message::new("hi")).await.unwrap();
    assert_eq!((delivery.reached, delivery.full), (2, 0));
    assert_eq!(here.receive().await.unwrap(), Message::new("hi"));
    assert_eq!(there.receive().await.unwrap(), Message::new("hi"));
}

#[tokio::test]
async fn channels_of_other_processes_cannot_be_added() {
    let server = RedisServer::start().await;
    let (one, other) = (layer(&server), layer(&server));
    let foreign = other.new_channel().await.unwrap();
    let added = one.group_add(&group("lobby"), &foreign).await;
    assert_eq!(added, Err(Error::InvalidName(InvalidName::Foreign(foreign.clone()))));
    one.send(&foreign, &Message::new("hi")).await.unwrap();
    assert_eq!(other.receive_within(&foreign, LONG).await.unwrap(), Message::new("hi"));
}

#[tokio::test]
async fn ten_servers_share_the_names() {
    let mut servers = Vec::new();
    for _ in 0..10 {
        servers.push(RedisServer::start().await);
    }
    let open = || {
        let options = RedisOptions::new(servers.iter().map(RedisServer::url));
        ChannelLayer::redis_pubsub(options).unwrap()
    };
    let (one, other) = (open(), open());
    for number in 0..30 {
        let group = group(&format!("group-{number}"));
        let channel = one.open().await.unwrap();
        channel.join(&group).await.unwrap();
        other.group_send(&group, &Message::new("to.group")).await.unwrap();
        other.send(channel.name(), &Message::new("to.channel")).await.unwrap();
        let mut kinds = Vec::new();
        for _ in 0..2 {
            let message = one.receive_within(channel.name(), LONG).await.unwrap();
            kinds.push(message.text("type").unwrap().to_owned());
        }
        kinds.sort_unstable(); // they took different ways
        assert_eq!(kinds, ["to.channel", "to.group"]);
    }
}

#[tokio::test]
async fn what_nobody_can_read_is_dropped_and_counted() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = layer.open().await.unwrap();
    for body in ["\x07", "", "no message", "{\"type\": \"json\"}"] {
        server.command(&["PUBLISH", channel.name().as_str(), body]).await;
    }
    layer.send(channel.name(), &Message::new("good")).await.unwrap();
    assert_eq!(channel.receive().await.unwrap(), Message::new("good"));
    assert_eq!(layer.health().borrow().undecodable, 4);
    assert_eq!(layer.health().borrow().gaps, 0);
}

#[tokio::test]
async fn a_full_queue_drops_the_oldest_and_says_so() {
    let server = RedisServer::start().await;
    let options = RedisOptions {
        layer: Options { capacity: 3, ..Options::default() },
        ..RedisOptions::new([server.url()])
    };
    let layer = ChannelLayer::redis_pubsub(options).unwrap();
    let (channel, mut health) = (layer.open().await.unwrap(), layer.health());
    for number in 0..5 {
        let message = Message::new("t").with("number", number);
        layer.send(channel.name(), &message).await.unwrap();
    }
    health.wait_for(|health| health.gaps == 2).await.unwrap();
    for number in 2..5 {
        let message = channel.receive().await.unwrap();
        assert_eq!(message.get("number").unwrap().as_i64(), Some(number));
    }
}

#[tokio::test]
async fn thousands_of_groups_are_joined_at_once() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = layer.new_channel().await.unwrap();
    let mut joining = tokio::task::JoinSet::new();
    for number in 0..3000 {
        let (layer, channel) = (layer.clone(), channel.clone());
        let group = group(&format!("room-{number}"));
        joining.spawn(async move { layer.group_add(&group, &channel).await.unwrap() });
    }
    joining.join_all().await;
    for number in [0, 1500, 2999] {
        let group = group(&format!("room-{number}"));
        assert_eq!(layer.group_send(&group, &Message::new("t")).await.unwrap().reached, 1);
    }
}

#[tokio::test]
async fn the_last_handle_closes_the_connections() {
    let server = RedisServer::start().await;
    let layer = layer(&server);
    let channel = layer.open().await.unwrap();
    layer.send(channel.name(), &Message::new("t")).await.unwrap();
    let clone = layer.clone();
    drop((layer, channel));
    until_subscribed(&server, &[]).await;
    assert!(clone.health().borrow().connected);
    drop(clone);
    let start = std::time::Instant::now();
    // Only the connection that asks is left.
    while !server.command(&["INFO", "clients"]).await.contains("connected_clients:1\r\n") {
        assert!(start.elapsed() < LONG, "connections are left");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn unusable_addresses_are_refused_without_their_passwords() {
    let build = |urls: &[&str]| {
        ChannelLayer::redis_pubsub(RedisOptions::new(urls.iter().copied())).map(drop)
    };
    assert_eq!(build(&[]), Err(OptionsError::NoAddress));
    let refused = build(&["redis://127.0.0.1", "http://user:secret@host"]).unwrap_err();
    assert!(matches!(refused, OptionsError::Address { index: 1, .. }));
    assert!(!refused.to_string().contains("secret"));
    assert!(!format!("{:?}", RedisOptions::new(["redis://:secret@host"])).contains("secret"));
}

#[test]
fn a_layer_on_redis_needs_a_runtime() {
    let built = ChannelLayer::redis_pubsub(RedisOptions::new(["redis://127.0.0.1"]));
    assert_eq!(built.map(drop), Err(OptionsError::NoRuntime));
}
