//! The tutorial's page on bad days: it is told all that is said from when it came, or its connection ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use support::{Person, Server, redis::RedisServer, soon};
use tokio_tungstenite::tungstenite::Error;

/// Waits until a server can do everything.
async fn ready(server: &Server) {
    soon("/readyz", async {
        while server.get("/readyz").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

/// No doorbell rings between servers from now on: nobody can subscribe.
async fn deafen(redis: &RedisServer) {
    redis.command(&["ACL", "SETUSER", "default", "-subscribe"]).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
}

async fn two_servers(redis: &RedisServer, more: &[&str]) -> (Server, Server) {
    let url = redis.url();
    let options = [&["--redis", &url, "--rate", "off"], more].concat();
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    ready(&here).await;
    ready(&there).await;
    (here, there)
}

#[tokio::test]
async fn a_page_is_told_nothing_that_was_said_before_it_came_though_its_server_had_not_heard_it() {
    let redis = RedisServer::start().await;
    let (here, there) = two_servers(&redis, &[]).await;
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    deafen(&redis).await;
    assert_eq!(bob.hears("layer").await["connected"], false);
    for n in 0..3 {
        ada.says(&format!("before {n}")).await;
        let mut django = there.join_by_tutorial("lobby").await;
        ada.says(&format!("after {n}")).await;
        django.sees(&format!("after {n}")).await;
    }
}

#[tokio::test]
async fn a_page_is_not_let_in_while_nobody_can_tell_what_is_said() {
    let mut redis = RedisServer::absent();
    let server = Server::start(&["--redis", &redis.url()]).await;
    let Err(Error::Http(refusal)) = Person::connect(&server.address, "lobby", &[]).await else {
        panic!("it was let in");
    };
    assert_eq!(refusal.status().as_u16(), 503);
    redis.restart().await;
    ready(&server).await;
    let mut django = server.join_by_tutorial("lobby").await;
    django.send(r#"{"message": "at last"}"#).await;
    django.sees("at last").await;
}

#[tokio::test]
async fn a_page_that_has_missed_what_is_not_kept_any_more_is_closed() {
    let redis = RedisServer::start().await;
    let (here, there) = two_servers(&redis, &["--keep-messages", "20"]).await;
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    let mut django = there.join_by_tutorial("lobby").await;
    ada.says("before").await;
    django.sees("before").await;
    bob.sees("before").await;
    deafen(&redis).await;
    assert_eq!(bob.hears("layer").await["connected"], false);
    there.signal("-STOP").await;
    for n in 0..250 {
        ada.says(&n.to_string()).await;
    }
    there.signal("-CONT").await;
    assert_eq!(django.is_closed().await, Some(4000), "it would not see the hole");
    assert_eq!(bob.hears("welcome").await["reset"], true);
}
