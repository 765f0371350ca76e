//! What only the memory back end does: it refuses what does not fit, and memberships end.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::time::Duration;

use channel_layer::{
    ChannelLayer, ChannelName, Delivery, Error, GroupName, Message, Options, Pattern,
};
use tokio::time::advance;

fn layer() -> ChannelLayer {
    ChannelLayer::memory(Options {
        capacity: 3,
        channel_capacity: vec![(Pattern::new("one"), 1), (Pattern::new("spec*!five"), 5)],
        expiry: Duration::from_secs(3),
        group_expiry: Duration::from_secs(100),
        ..Options::default()
    })
}

fn message(number: i64) -> Message {
    Message::new("test.message").with("number", number)
}

fn channel(name: &str) -> ChannelName {
    ChannelName::parse(name).unwrap()
}

async fn fits(layer: &ChannelLayer, name: &ChannelName) -> i64 {
    let mut count = 0;
    while layer.send(name, &message(count)).await.is_ok() {
        count += 1;
    }
    assert_eq!(layer.send(name, &message(0)).await, Err(Error::ChannelFull(name.clone())));
    count
}

/// The numbers of everything that is there now.
async fn drain(layer: &ChannelLayer, name: &ChannelName) -> Vec<i64> {
    let mut numbers = Vec::new();
    while let Ok(message) = layer.receive_within(name, Duration::ZERO).await {
        numbers.extend(message.get("number").unwrap().as_i64());
    }
    numbers
}

#[tokio::test]
async fn a_full_channel_refuses() {
    let layer = layer();
    assert_eq!(fits(&layer, &channel("any")).await, 3);
    assert_eq!(fits(&layer, &channel("one")).await, 1);
    assert_eq!(fits(&layer, &channel("specific.x!five")).await, 5);
    assert_eq!(fits(&layer, &channel("specific.x!four")).await, 3);
    assert_eq!(drain(&layer, &channel("any")).await, [0, 1, 2]);
    assert_eq!(fits(&layer, &channel("any")).await, 3);
}

#[tokio::test]
async fn a_group_skips_full_members_and_says_so() {
    let layer = layer();
    let group = GroupName::parse("group").unwrap();
    let (full, free) = (channel("one"), channel("two"));
    layer.group_add(&group, &full).await.unwrap();
    layer.group_add(&group, &free).await.unwrap();
    let first = layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(first, Delivery { reached: 2, full: 0 });
    let second = layer.group_send(&group, &message(2)).await.unwrap();
    assert_eq!(second, Delivery { reached: 1, full: 1 });
    assert_eq!(drain(&layer, &full).await, [1]);
    assert_eq!(drain(&layer, &free).await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn messages_expire() {
    let (layer, name) = (layer(), channel("any"));
    for (pause, number) in [(0, 1), (2, 2), (2, 3)] {
        advance(Duration::from_secs(pause)).await;
        layer.send(&name, &message(number)).await.unwrap();
    }
    assert_eq!(drain(&layer, &name).await, [2, 3], "sent at 0, 2 and 4 seconds, read at 4");
    for number in 1..=3 {
        layer.send(&name, &message(number)).await.unwrap();
        advance(Duration::from_millis(999)).await;
    }
    assert_eq!(drain(&layer, &name).await, [1, 2, 3], "just before the first expires");
}

#[tokio::test(start_paused = true)]
async fn expired_messages_take_no_capacity() {
    let (layer, name) = (layer(), channel("any"));
    let group = GroupName::parse("group").unwrap();
    layer.group_add(&group, &name).await.unwrap();
    assert_eq!(fits(&layer, &name).await, 3);
    advance(Duration::from_secs(3)).await;
    assert_eq!(fits(&layer, &name).await, 3);
    advance(Duration::from_secs(3)).await;
    let delivery = layer.group_send(&group, &message(9)).await.unwrap();
    assert_eq!(delivery, Delivery { reached: 1, full: 0 });
    assert_eq!(drain(&layer, &name).await, [9]);
}

#[tokio::test(start_paused = true)]
async fn memberships_end_unless_renewed() {
    let layer = layer();
    let group = GroupName::parse("group").unwrap();
    let (renewed, left) = (channel("renewed"), channel("left"));
    layer.group_add(&group, &renewed).await.unwrap();
    layer.group_add(&group, &left).await.unwrap();
    advance(Duration::from_secs(50)).await;
    layer.group_add(&group, &renewed).await.unwrap();
    advance(Duration::from_secs(50)).await;
    let delivery = layer.group_send(&group, &message(1)).await.unwrap();
    assert_eq!(delivery, Delivery { reached: 1, full: 0 });
    assert_eq!(drain(&layer, &renewed).await, [1]);
    assert_eq!(drain(&layer, &left).await, [0; 0]);
}
