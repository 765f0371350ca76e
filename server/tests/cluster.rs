//! Several processes on one Redis, and a Redis that comes and goes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Person, Server, redis::RedisServer};

#[tokio::test]
async fn two_processes_are_one_room() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url, "--rate", "off"];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
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
    here.ready(200).await;
    there.ready(200).await;
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
    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let mut ada = Person::connect(&server.address, "lobby", &headers).await.expect("a socket");
    ada.send(r#"{"type":"hello"}"#).await;
    assert_eq!(ada.hears("layer").await["connected"], false, "the welcome has to wait");
    ada.send(r#"{"type":"say","nonce":"n1","text":"hello?"}"#).await;
    let error = ada.hears("error").await;
    assert_eq!((&error["code"], &error["nonce"]), (&json!("unavailable"), &json!("n1")));
    assert_eq!(server.post("/chat/lobby/", &[], "text=hi").await.status, 503);

    redis.restart().await;
    assert_eq!(ada.hears("welcome").await["messages"], json!([]));
    server.ready(200).await;
    ada.says("hello!").await;
}

#[tokio::test]
async fn the_first_words_in_a_room_come_back_to_whoever_says_them_in_the_tutorials_dialect() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let server = Server::start(&["--redis", &url, "--rate", "off"]).await;
    server.ready(200).await;
    for room in 0..50 {
        let mut first = server.join_by_tutorial(&format!("room-{room}")).await;
        for text in ["one", "two", "three"] {
            first.send(&serde_json::json!({ "message": text }).to_string()).await;
        }
        for text in ["one", "two", "three"] {
            first.sees(text).await;
        }
    }
}

#[tokio::test]
async fn a_lost_redis_is_noticed_and_healed() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let (here, there) =
        (Server::start(&["--redis", &url]).await, Server::start(&["--redis", &url]).await);
    here.ready(200).await;
    there.ready(200).await;
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
    bob.learns("into the void").await;
    bob.says("and back").await;
    ada.learns("and back").await;
}

#[tokio::test]
async fn a_server_that_is_deaf_finds_in_the_log_what_the_others_say() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url, "--rate", "off"];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    ada.says("before").await;
    bob.sees("before").await;

    // From now on nobody can subscribe: no doorbell rings between the two.
    redis.command(&["ACL", "SETUSER", "default", "-subscribe"]).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
    assert_eq!(bob.hears("layer").await["connected"], false);
    ada.says("does anybody hear?").await;
    bob.sees("does anybody hear?").await;
    bob.says("I read it").await;
    ada.sees("I read it").await;

    redis.command(&["ACL", "SETUSER", "default", "+subscribe"]).await;
    assert_eq!(bob.hears("layer").await["connected"], true);
    ada.says("and now?").await;
    bob.sees("and now?").await;
}

#[tokio::test]
async fn the_same_nonce_is_the_same_message_on_every_node_and_after_a_crash() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let secret = "x".repeat(32);
    let options = ["--redis", &url, "--rate", "off", "--secret", &secret];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
    let cookie = here.get("/chat/").await.cookie().expect("a new guest").to_owned();
    let join = async |server: &Server| {
        Person::join_with(&server.address, "lobby", &[("cookie", &cookie)], json!({})).await
    };
    let say = r#"{"type":"say","nonce":"once","text":"hi"}"#;
    let mut ids = Vec::new();
    let mut bob = there.join("lobby").await;
    for server in [&here, &there] {
        let mut ada = join(server).await;
        ada.send(say).await;
        ids.push(ada.hears("ack").await["id"].clone());
    }
    let here = here.crash().await;
    here.ready(200).await;
    let mut ada = join(&here).await;
    assert_eq!(ada.welcome["messages"].as_array().map(Vec::len), Some(1));
    ada.send(say).await;
    ids.push(ada.hears("ack").await["id"].clone());
    assert_eq!(ids, vec![ids[0].clone(); 3]);
    bob.sees("hi").await;
    bob.sees_nothing_else().await;
}

#[tokio::test]
async fn who_is_here_is_known_on_every_node_and_the_dead_are_gone() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let secret = "x".repeat(32);
    let options = ["--redis", &url, "--secret", &secret];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
    let cookie = here.get("/chat/").await.cookie().expect("a new guest").to_owned();
    let hello = json!({ "nickname": "Ada" });
    let ada = |server: &Server| {
        let (address, headers, hello) =
            (server.address.clone(), [("cookie", cookie.clone())], hello.clone());
        async move {
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            Person::join_with(&address, "lobby", &headers, hello).await
        }
    };
    let (mut here_ada, mut there_ada) = (ada(&here).await, ada(&there).await);
    let join_bob = Person::join_with(&there.address, "lobby", &[], json!({ "nickname": "Bob" }));
    let mut bob = join_bob.await;
    here_ada.sees_people(&["Ada", "Bob"]).await;
    there_ada.send(r#"{"type":"rename","nickname":"Countess"}"#).await;
    here_ada.sees_people(&["Countess", "Bob"]).await;
    bob.sees_people(&["Countess", "Bob"]).await;
    // A second person of the same name is another person.
    bob.send(r#"{"type":"rename","nickname":"Countess"}"#).await;
    here_ada.sees_people(&["Countess", "Countess"]).await;

    let began = std::time::Instant::now();
    drop(there);
    here_ada
        .hears_within(Duration::from_secs(30), "the people of a killed node are gone", |frame| {
            frame["type"] == "people" && frame["count"] == 1
        })
        .await;
    // It takes as long as a lease at least, or somebody who is only slow would be gone.
    assert!(began.elapsed() > Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_people_of_a_node_that_is_asked_to_end_are_gone_at_once() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let (here, mut there) =
        (Server::start(&["--redis", &url]).await, Server::start(&["--redis", &url]).await);
    here.ready(200).await;
    there.ready(200).await;
    let (mut ada, _bob) = (here.join("lobby").await, there.join("lobby").await);
    let count =
        |count: u64| move |frame: &Value| frame["type"] == "people" && frame["count"] == count;
    ada.hears_that("two people", count(2)).await;
    assert!(there.stop().await.success());
    // Far sooner than the lease of a killed one.
    ada.hears_within(Duration::from_secs(10), "one person", count(1)).await;
}

#[tokio::test]
async fn what_a_program_says_through_the_layer_is_logged_once_and_heard_by_everybody() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url, "--rate", "off"];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    let mut django = here.join_by_tutorial("lobby").await;
    for n in 0..5 {
        let message = format!(r#"{{"type":"chat.message","message":"build {}"}}"#, n / 2);
        let sent = support::parlor()
            .args(["layer", "--redis", &url, "group-send", "chat_lobby", &message])
            .status()
            .await;
        assert!(sent.expect("it runs").success());
    }
    let mut heard = Vec::new();
    for person in [&mut ada, &mut bob] {
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(person.sees(&format!("build {}", n / 2)).await["id"].clone());
        }
        person.sees_nothing_else().await;
        heard.push(ids);
    }
    assert_eq!(heard[0], heard[1]);
    for n in 0..5 {
        django.sees(&format!("build {}", n / 2)).await;
    }
    let late = there.join("lobby").await;
    assert_eq!(late.welcome["messages"].as_array().map(Vec::len), Some(5), "they stand in the log");
}

#[tokio::test]
async fn a_redis_that_has_forgotten_has_everybody_begin_anew() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let server = Server::start(&["--redis", &url, "--rate", "off"]).await;
    server.ready(200).await;
    let mut ada = server.join("lobby").await;
    ada.says("forgotten").await;
    redis.restart().await;
    let welcome = ada.hears("welcome").await;
    assert_eq!((&welcome["reset"], &welcome["messages"]), (&json!(true), &json!([])));
    assert_ne!(welcome["epoch"], ada.welcome["epoch"]);
    ada.says("after").await;
}
