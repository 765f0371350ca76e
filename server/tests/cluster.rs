//! Several processes on one Redis, and a Redis that comes and goes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{
    Server,
    redis::{RedisServer, pack},
    soon,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Waits until a server's `/readyz` answers with a status.
async fn ready(server: &Server, status: u16) {
    soon("a change of /readyz", async {
        while server.get("/readyz").await.status != status {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_processes_are_one_room() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url, "--rate", "off"];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    ready(&here, 200).await;
    ready(&there, 200).await;
    let (mut ada, mut bob) = (here.join("로비").await, there.join("로비").await);
    let mut django = there.join_by_tutorial("로비").await;
    for n in 0..20 {
        let id = ada.says(&format!("ada {n}")).await;
        assert_eq!(bob.sees(&format!("ada {n}")).await["id"], json!(id));
        bob.says(&format!("bob {n}")).await;
        ada.sees(&format!("bob {n}")).await;
        django.sees(&format!("ada {n}")).await;
        django.sees(&format!("bob {n}")).await;
    }
}

#[tokio::test]
async fn everybody_talks_at_once_and_nothing_is_lost() {
    const PEOPLE: usize = 8;
    const MESSAGES: usize = 25;
    let redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url, "--rate", "off"];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    ready(&here, 200).await;
    ready(&there, 200).await;
    let mut readers = [here.join("lobby").await, there.join("lobby").await];
    let talk = (0..PEOPLE).map(|person| {
        let server = if person % 2 == 0 { &here } else { &there };
        async move {
            let mut talker = server.join("lobby").await;
            for n in 0..MESSAGES {
                let frame = json!({ "type": "say", "nonce": format!("n{n}"), "text": format!("{person} {n}") });
                talker.send(&frame.to_string()).await;
                talker.hears("ack").await;
            }
        }
    });
    futures_util::future::join_all(talk).await;
    let mut heard = Vec::new();
    for reader in &mut readers {
        let mut texts = Vec::new();
        while texts.len() < PEOPLE * MESSAGES {
            texts.push(reader.hears("message").await["text"].as_str().expect("a text").to_owned());
        }
        reader.sees_nothing_else().await;
        heard.push(texts);
    }
    assert_eq!(heard[0], heard[1], "one order for all");
    let all: std::collections::HashSet<_> = heard[0].iter().collect();
    assert_eq!(all.len(), PEOPLE * MESSAGES, "each once");
}

#[tokio::test]
async fn without_redis_the_server_starts_and_says_what_is_wrong() {
    let mut redis = RedisServer::absent();
    let server = Server::start(&["--redis", &redis.url()]).await;
    assert_eq!(server.get("/chat/lobby/").await.status, 200);
    assert_eq!(server.get("/healthz").await.status, 200);
    assert_eq!(server.get("/readyz").await.status, 503);
    let mut ada = server.join("lobby").await;
    assert_eq!(ada.welcome["connected"], false);
    ada.send(r#"{"type":"say","nonce":"n1","text":"hello?"}"#).await;
    let error = ada.hears("error").await;
    assert_eq!((&error["code"], &error["nonce"]), (&json!("unavailable"), &json!("n1")));
    assert_eq!(server.post("/chat/lobby/", &[], "text=hi").await.status, 503);

    redis.restart().await;
    assert_eq!(ada.hears("layer").await["connected"], true);
    ready(&server, 200).await;
    ada.says("hello!").await;
}

#[tokio::test]
async fn a_lost_redis_is_noticed_and_healed() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let (here, there) =
        (Server::start(&["--redis", &url]).await, Server::start(&["--redis", &url]).await);
    ready(&here, 200).await;
    ready(&there, 200).await;
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    ada.says("before").await;
    bob.sees("before").await;

    redis.kill();
    assert_eq!(ada.hears("layer").await["connected"], false);
    assert_eq!(bob.hears("layer").await["connected"], false);
    ada.send(r#"{"type":"say","nonce":"lost","text":"into the void"}"#).await;
    assert_eq!(ada.hears("error").await["code"], "unavailable");

    redis.restart().await;
    assert_eq!(ada.hears("layer").await["connected"], true);
    assert_eq!(bob.hears("layer").await["connected"], true);
    // The page sends again what was not taken, under the same nonce.
    ada.send(r#"{"type":"say","nonce":"lost","text":"into the void"}"#).await;
    bob.sees("into the void").await;
    bob.says("and back").await;
    ada.sees("into the void").await;
    ada.sees("and back").await;
}

#[tokio::test]
async fn a_server_that_cannot_hear_the_room_acknowledges_nothing() {
    let redis = RedisServer::start().await;
    let server = Server::start(&["--redis", &redis.url()]).await;
    ready(&server, 200).await;
    let mut ada = server.join("lobby").await;

    // From now on it can publish, and not subscribe; and somebody else listens, so that Redis counts a receiver.
    redis.command(&["ACL", "SETUSER", "default", "-subscribe"]).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
    let mut other = redis.connect().await.expect("a connection");
    other.write_all(&pack(&["PSUBSCRIBE", "*"])).await.expect("the command is taken");
    assert!(other.read(&mut [0; 256]).await.expect("a confirmation") > 0);
    assert_eq!(ada.hears("layer").await["connected"], false);

    let say = r#"{"type":"say","nonce":"n1","text":"does anybody hear?"}"#;
    ada.send(say).await;
    assert_eq!(ada.hears("error").await["code"], "unavailable");

    redis.command(&["ACL", "SETUSER", "default", "+subscribe"]).await;
    assert_eq!(ada.hears("layer").await["connected"], true);
    ada.send(say).await;
    ada.sees("does anybody hear?").await;
}
