//! The tutorial's page on bad days: it is told all that is said from when it came, or its connection ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use support::{Person, Server, redis::RedisServer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::tungstenite::Error;

/// No doorbell rings between servers from now on: nobody can subscribe.
async fn deafen(redis: &RedisServer) {
    redis.command(&["ACL", "SETUSER", "default", "-subscribe"]).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
}

async fn two_servers(redis: &RedisServer, more: &[&str]) -> (Server, Server) {
    let url = redis.url();
    let options = [&["--redis", &url, "--rate", "off"], more].concat();
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
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
    server.ready(200).await;
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

/// A line to Redis on which every answer takes its time. Returns its address.
async fn slow_line(redis: &RedisServer, pause: Duration) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let (address, port) = (listener.local_addr().expect("an address"), redis.port());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", port)).await.expect("Redis");
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
            tokio::spawn(async move {
                let mut answer = vec![0; 64 * 1024];
                while let Ok(length @ 1..) = from_server.read(&mut answer).await {
                    tokio::time::sleep(pause).await;
                    to_client.write_all(&answer[..length]).await?;
                }
                std::io::Result::Ok(())
            });
        }
    });
    format!("redis://{address}/0")
}

#[tokio::test]
async fn what_a_page_has_said_is_logged_though_its_server_ends_and_the_log_is_slow() {
    let redis = RedisServer::start().await;
    let (near, far) = (redis.url(), slow_line(&redis, Duration::from_millis(150)).await);
    let mut ends = Server::start(&["--redis", &far, "--rate", "off"]).await;
    let stays = Server::start(&["--redis", &near, "--rate", "off"]).await;
    ends.ready(200).await;
    stays.ready(200).await;
    let mut django = ends.join_by_tutorial("lobby").await;
    let mut ada = stays.join("lobby").await;
    let words: Vec<_> = (0..10).map(|n| n.to_string()).collect();
    for word in &words {
        django.send(&serde_json::json!({ "message": word }).to_string()).await;
    }
    let (ended, code) = tokio::join!(ends.stop(), django.is_closed());
    assert!(ended.success());
    assert_eq!(code, Some(1012));
    for word in &words {
        ada.sees(word).await;
    }
}
