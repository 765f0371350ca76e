//! What every back end must do alike, as one list of tests run against each of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::pin::pin;
use std::time::Duration;

use channel_layer::{
    Channel, ChannelLayer, ChannelName, Error, GroupName, InvalidMessage, Message, Options,
    RedisOptions, Serializer, Value,
};
use support::RedisServer;
use tokio::task::JoinSet;

/// A layer, and the servers it needs for as long as it is used.
struct Subject {
    layer: ChannelLayer,
    _servers: Vec<RedisServer>,
}

async fn memory() -> Subject {
    Subject { layer: ChannelLayer::memory(Options::default()), _servers: Vec::new() }
}

async fn on_redis(count: usize, serializer: Serializer) -> Subject {
    let mut servers = Vec::new();
    for _ in 0..count {
        servers.push(RedisServer::start().await);
    }
    let options = RedisOptions {
        layer: Options { serializer, ..Options::default() },
        ..RedisOptions::new(servers.iter().map(RedisServer::url))
    };
    Subject { layer: ChannelLayer::redis_pubsub(options).unwrap(), _servers: servers }
}

async fn redis_pubsub() -> Subject {
    on_redis(1, Serializer::MsgPack).await
}

async fn redis_pubsub_json_on_three_servers() -> Subject {
    on_redis(3, Serializer::Json).await
}

/// Runs every listed test against every listed back end.
macro_rules! suite {
    ($back_ends:tt => $tests:tt) => { suite!(@each $back_ends $tests); };
    (@each [$($back_end:ident)*] $tests:tt) => { $(suite!(@one $back_end $tests);)* };
    (@one $back_end:ident [$($test:ident)*]) => {
        mod $back_end {
            $(
                #[tokio::test]
                async fn $test() {
                    let subject = super::$back_end().await;
                    super::$test(&subject.layer).await;
                }
            )*
        }
    };
}

suite! {
    [memory redis_pubsub redis_pubsub_json_on_three_servers] => [
        a_message_arrives_unchanged
        messages_keep_their_order
        a_general_channel_takes_messages_before_anyone_reads
        each_message_has_one_reader
        channels_are_read_from_different_tasks
        names_are_unique
        a_group_reaches_its_members_and_nobody_else
        adding_twice_is_harmless
        discarding_a_stranger_is_harmless
        an_empty_group_is_no_error
        a_channel_can_be_in_two_groups
        a_dropped_channel_leaves_its_groups
        a_forgotten_channel_is_empty
        waiting_ends_in_time
        a_cancelled_receive_loses_nothing
        a_cancelled_receive_of_a_general_channel_loses_nothing
        flush_leaves_nothing
        a_layer_works_after_a_flush
        a_megabyte_passes
        the_longest_names_work
        the_reserved_key_is_refused
        a_quiet_channel_is_not_starved
        it_is_connected
    ]
}

const LONG: Duration = Duration::from_secs(10);

fn message(number: i64) -> Message {
    Message::new("test.message").with("number", number)
}

fn group(name: &str) -> GroupName {
    GroupName::parse(name).unwrap()
}

fn general(name: &str) -> ChannelName {
    ChannelName::parse(name).unwrap()
}

async fn take(layer: &ChannelLayer, channel: &ChannelName) -> Message {
    layer.receive_within(channel, LONG).await.unwrap()
}

/// What this layer sends itself comes in order, so when a marker has come, nothing else will.
async fn expect_nothing(layer: &ChannelLayer, channel: &ChannelName) {
    layer.send(channel, &Message::new("marker")).await.unwrap();
    assert_eq!(take(layer, channel).await, Message::new("marker"));
}

async fn members<const N: usize>(layer: &ChannelLayer, group: &GroupName) -> [Channel; N] {
    let mut channels = Vec::new();
    for _ in 0..N {
        let channel = layer.open().await.unwrap();
        channel.join(group).await.unwrap();
        channels.push(channel);
    }
    channels.try_into().unwrap()
}

async fn a_message_arrives_unchanged(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    let sent =
        message(1).with("text", "로비 \u{1f600}").with("list", vec![Value::from(1), "a".into()]);
    layer.send(&channel, &sent).await.unwrap();
    assert_eq!(take(layer, &channel).await, sent);
}

async fn messages_keep_their_order(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    for number in 0..90 {
        layer.send(&channel, &message(number)).await.unwrap();
    }
    for number in 0..90 {
        assert_eq!(take(layer, &channel).await, message(number));
    }
}

/// The check of the Channels tutorial, in one process.
async fn a_general_channel_takes_messages_before_anyone_reads(layer: &ChannelLayer) {
    let channel = general("test_channel");
    layer.send(&channel, &Message::new("hello")).await.unwrap();
    assert_eq!(take(layer, &channel).await, Message::new("hello"));
    layer.send(&channel, &Message::new("again")).await.unwrap();
    assert_eq!(take(layer, &channel).await, Message::new("again"));
}

async fn each_message_has_one_reader(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    let mut readers = JoinSet::new();
    for _ in 0..20 {
        let (layer, channel) = (layer.clone(), channel.clone());
        readers.spawn(async move { take(&layer, &channel).await });
    }
    for number in 0..20 {
        layer.send(&channel, &message(number)).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut numbers: Vec<_> = (readers.join_all().await.iter())
        .map(|message| message.get("number").unwrap().as_i64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..20).collect::<Vec<_>>());
}

async fn channels_are_read_from_different_tasks(layer: &ChannelLayer) {
    let mut readers = JoinSet::new();
    for number in 0..10 {
        let channel = layer.new_channel().await.unwrap();
        let (reader, name) = (layer.clone(), channel.clone());
        readers.spawn(async move { assert_eq!(take(&reader, &name).await, message(number)) });
        layer.send(&channel, &message(number)).await.unwrap();
    }
    readers.join_all().await;
}

async fn names_are_unique(layer: &ChannelLayer) {
    let (one, other) = (layer.open().await.unwrap(), layer.open().await.unwrap());
    assert_ne!(one.name(), other.name());
}

async fn a_group_reaches_its_members_and_nobody_else(layer: &ChannelLayer) {
    let group = group("test-group");
    let [first, second, third] = members(layer, &group).await;
    second.leave(&group).await.unwrap();
    layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(take(layer, first.name()).await, message(1));
    assert_eq!(take(layer, third.name()).await, message(1));
    expect_nothing(layer, second.name()).await;
}

async fn adding_twice_is_harmless(layer: &ChannelLayer) {
    let group = group("test-group");
    let [channel] = members(layer, &group).await;
    channel.join(&group).await.unwrap();
    layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(take(layer, channel.name()).await, message(1));
    expect_nothing(layer, channel.name()).await;
    channel.leave(&group).await.unwrap();
    layer.group_send(&group, &message(2)).await.unwrap();
    expect_nothing(layer, channel.name()).await;
}

async fn discarding_a_stranger_is_harmless(layer: &ChannelLayer) {
    let group = group("test-group");
    layer.group_discard(&group, &general("nobody")).await.unwrap();
    let [channel] = members(layer, &group).await;
    layer.group_discard(&group, &general("nobody")).await.unwrap();
    layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(take(layer, channel.name()).await, message(1));
}

async fn an_empty_group_is_no_error(layer: &ChannelLayer) {
    let delivery = layer.group_send(&group("nobody"), &message(1)).await.unwrap();
    assert_eq!((delivery.reached, delivery.full), (0, 0));
}

async fn a_channel_can_be_in_two_groups(layer: &ChannelLayer) {
    let (one, other) = (group("one"), group("other"));
    let [channel] = members(layer, &one).await;
    channel.join(&other).await.unwrap();
    layer.group_send(&one, &message(1)).await.unwrap();
    assert_eq!(take(layer, channel.name()).await, message(1));
    layer.group_send(&other, &message(2)).await.unwrap();
    assert_eq!(take(layer, channel.name()).await, message(2));
}

async fn a_dropped_channel_leaves_its_groups(layer: &ChannelLayer) {
    let group = group("test-group");
    let [stays, goes] = members(layer, &group).await;
    assert!(layer.group_send(&group, &message(1)).await.unwrap().reached > 0);
    let name = goes.name().clone();
    drop(goes);
    layer.group_send(&group, &message(2)).await.unwrap();
    assert_eq!(take(layer, stays.name()).await, message(1));
    assert_eq!(take(layer, stays.name()).await, message(2));
    let received = layer.receive_within(&name, Duration::from_millis(50)).await;
    assert_eq!(received, Err(Error::Timeout));
}

async fn a_forgotten_channel_is_empty(layer: &ChannelLayer) {
    let group = group("test-group");
    let [stays, forgotten] = members(layer, &group).await;
    layer.group_send(&group, &message(1)).await.unwrap();
    // What a group gets reaches its members at once, so the other one has it by now too.
    assert_eq!(take(layer, stays.name()).await, message(1));
    layer.forget(forgotten.name());
    layer.forget(forgotten.name());
    let received = layer.receive_within(forgotten.name(), Duration::from_millis(50)).await;
    assert_eq!(received, Err(Error::Timeout));
    expect_nothing(layer, stays.name()).await;
}

async fn waiting_ends_in_time(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    for name in [channel, general("nobody-sends")] {
        let received = layer.receive_within(&name, Duration::from_millis(20)).await;
        assert_eq!(received, Err(Error::Timeout));
    }
}

async fn a_cancelled_receive_loses_nothing(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    for number in 0..30 {
        // Given up before, while and after the message comes, as it happens.
        let receiving = layer.receive_within(&channel, Duration::from_micros(number * 50));
        let message = message(1);
        let sending = layer.send(&channel, &message);
        let (received, sent) = tokio::join!(receiving, sending);
        sent.unwrap();
        if received.is_err() {
            assert_eq!(take(layer, &channel).await, message);
        }
    }
    expect_nothing(layer, &channel).await;
}

async fn a_cancelled_receive_of_a_general_channel_loses_nothing(layer: &ChannelLayer) {
    let channel = general("jobs");
    for number in 0..30 {
        {
            let mut receiving = pin!(layer.receive(&channel));
            assert!(
                tokio::time::timeout(Duration::from_millis(number % 3), receiving.as_mut())
                    .await
                    .is_err()
            );
        }
        layer.send(&channel, &message(1)).await.unwrap();
        assert_eq!(take(layer, &channel).await, message(1));
    }
}

async fn flush_leaves_nothing(layer: &ChannelLayer) {
    let group = group("test-group");
    let [channel] = members(layer, &group).await;
    let unread = general("unread");
    layer.send(&unread, &message(1)).await.unwrap();
    layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(take(layer, channel.name()).await, message(1));
    layer.flush().await.unwrap();
    layer.group_send(&group, &message(2)).await.unwrap();
    for name in [channel.name(), &unread] {
        let received = layer.receive_within(name, Duration::from_millis(50)).await;
        assert_eq!(received, Err(Error::Timeout));
    }
}

async fn a_layer_works_after_a_flush(layer: &ChannelLayer) {
    let group = group("test-group");
    let [old] = members(layer, &group).await;
    layer.flush().await.unwrap();
    let [new] = members(layer, &group).await;
    drop(old);
    layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(take(layer, new.name()).await, message(1));
}

async fn a_megabyte_passes(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    let sent = message(1).with("text", "x".repeat(1_000_000));
    layer.send(&channel, &sent).await.unwrap();
    assert_eq!(take(layer, &channel).await, sent);
}

async fn the_longest_names_work(layer: &ChannelLayer) {
    let (group, channel) = (group(&"g".repeat(99)), general(&"c".repeat(99)));
    layer.send(&channel, &message(1)).await.unwrap();
    assert_eq!(take(layer, &channel).await, message(1));
    layer.group_add(&group, &channel).await.unwrap();
    layer.group_send(&group, &message(2)).await.unwrap();
    assert_eq!(take(layer, &channel).await, message(2));
}

async fn the_reserved_key_is_refused(layer: &ChannelLayer) {
    let channel = layer.new_channel().await.unwrap();
    let refused = Err(Error::InvalidMessage(InvalidMessage::ReservedKey));
    let sent = layer.send(&channel, &message(1).with("__asgi_channel__", "x")).await;
    assert_eq!(sent, refused);
}

async fn a_quiet_channel_is_not_starved(layer: &ChannelLayer) {
    let (busy, quiet) = (layer.new_channel().await.unwrap(), layer.new_channel().await.unwrap());
    for number in 0..99 {
        layer.send(&busy, &message(number)).await.unwrap();
    }
    layer.send(&quiet, &message(1)).await.unwrap();
    assert_eq!(take(layer, &quiet).await, message(1));
}

async fn it_is_connected(layer: &ChannelLayer) {
    let mut health = layer.health();
    let health = *health.wait_for(|health| health.connected).await.unwrap();
    assert_eq!((health.gaps, health.undecodable), (0, 0));
}
