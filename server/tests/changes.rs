//! What becomes of messages: edits, deletions, answers and reactions.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use channel_layer::{ChannelLayer, GroupName, RedisOptions};
use serde_json::{Value, json};
use support::{Person, Server, redis::RedisServer, soon};

fn edit(of: &str, text: &str) -> Value {
    json!({ "type": "edit", "of": of, "text": text })
}

fn delete(of: &str) -> Value {
    json!({ "type": "delete", "of": of })
}

fn react(of: &str, emoji: &str, on: bool) -> Value {
    json!({ "type": "react", "of": of, "emoji": emoji, "on": on })
}

fn texts(frame: &Value) -> Vec<&str> {
    let messages = frame["messages"].as_array().expect("messages");
    messages.iter().map(|message| message["text"].as_str().expect("a text")).collect()
}

/// The ids of what has changed besides.
fn changed(welcome: &Value) -> Vec<&str> {
    let changes = welcome["changes"].as_array().map_or(&[][..], Vec::as_slice);
    changes.iter().map(|change| change["id"].as_str().expect("an id")).collect()
}

async fn resume(server: &Server, since: &str, epoch: &Value) -> Person {
    let hello = json!({ "since": since, "epoch": epoch });
    Person::join_with(&server.address, "lobby", &[], hello).await
}

#[tokio::test]
async fn an_edit_is_seen_wherever_the_message_is() {
    let mut server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let before = bob.says("before").await;
    let of = ada.says("helo").await;
    let id = ada.changes(edit(&of, "hello")).await;
    bob.sees("helo").await;
    let change = bob.hears("change").await;
    let nonce = change["nonce"].clone();
    let expected = json!({
        "type": "change", "id": id, "of": of, "author": ada.welcome["you"], "nonce": nonce, "text": "hello",
    });
    assert_eq!(change, expected);
    assert_eq!(ada.hears("change").await, expected, "its author is told as well");

    let epoch = ada.welcome["epoch"].clone();
    for since in [&before, &of] {
        let back = resume(&server, since, &epoch).await;
        assert_eq!((&back.welcome["reset"], &back.welcome["last"]), (&json!(false), &json!(id)));
        let (messages, changes) =
            if *since == of { (vec![], vec![id.as_str()]) } else { (vec!["hello"], vec![]) };
        assert_eq!((texts(&back.welcome), changed(&back.welcome)), (messages, changes), "{since}");
    }
    let newcomer = server.join("lobby").await.welcome;
    assert_eq!((texts(&newcomer), &newcomer["last"]), (vec!["before", "hello"], &json!(id)));
    let message = &newcomer["messages"][1];
    assert_eq!((&message["edited"], &message["id"]), (&json!(true), &json!(of)));
    assert!(newcomer["messages"][0].get("edited").is_none());

    server.restart().await;
    let page = server.get("/chat/lobby/").await.body;
    assert!(page.contains("hello") && !page.contains("helo<"), "{page}");
    let mut late = server.join("lobby").await;
    assert_eq!(texts(&late.welcome), ["before", "hello"]);
    late.send(&json!({ "type": "older", "before": id }).to_string()).await;
    assert_eq!(texts(&late.hears("older").await), ["before", "hello"]);
    let back = resume(&server, &of, &epoch).await;
    assert_eq!((texts(&back.welcome), changed(&back.welcome)), (vec![], vec![id.as_str()]));
    let back = resume(&server, &id, &epoch).await;
    assert_eq!((&back.welcome["reset"], changed(&back.welcome)), (&json!(false), vec![]));
}

#[tokio::test]
async fn a_deleted_message_is_gone_and_whoever_comes_back_hears_of_it() {
    let mut server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let before = ada.says("before").await;
    let say = json!({ "type": "say", "nonce": "secret", "text": "my secret" });
    let of = ada.asks(say.clone()).await["id"].as_str().expect("an id").to_owned();
    let edited = ada.changes(edit(&of, "my other secret")).await;
    let gone = ada.changes(delete(&of)).await;
    let change = bob.hears_that("a deletion", |frame| frame["id"] == gone.as_str()).await;
    assert_eq!((&change["of"], change.get("text")), (&json!(of), None));

    let epoch = ada.welcome["epoch"].clone();
    for since in [&before, &of, &edited] {
        let back = resume(&server, since, &epoch).await.welcome;
        assert_eq!((&back["reset"], texts(&back)), (&json!(false), vec![]), "{since}");
        assert_eq!(changed(&back), [gone.as_str()]);
        assert!(!back.to_string().contains("secret"), "{back}");
    }
    // A late retry does not say it again.
    assert_eq!(ada.asks(say).await["id"], json!(of));
    assert_eq!(texts(&server.join("lobby").await.welcome), ["before"]);

    server.restart().await;
    let newcomer = server.join("lobby").await.welcome;
    assert_eq!((texts(&newcomer), &newcomer["last"]), (vec!["before"], &json!(gone)));
    assert!(!server.get("/chat/lobby/").await.body.contains("secret"));
    assert_eq!(changed(&resume(&server, &before, &epoch).await.welcome), [gone.as_str()]);
    let back = resume(&server, &of, &epoch).await.welcome;
    assert_eq!(back["reset"], true, "this process has never seen the place");
}

#[tokio::test]
async fn people_react_and_answer() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let of = ada.says("hello").await;
    let answer = json!({ "type": "say", "text": "me too", "re": of });
    let answer = bob.asks(answer).await["id"].clone();
    let seen = ada.sees("me too").await;
    assert_eq!((&seen["re"], &seen["id"]), (&json!(of), &answer));
    for (by_ada, on) in [(true, true), (false, true), (true, false)] {
        let who = if by_ada { &mut ada } else { &mut bob };
        let id = who.changes(react(&of, "👍", on)).await;
        let change = who.hears_that("a reaction", |frame| frame["id"] == id.as_str()).await;
        assert_eq!((&change["emoji"], &change["on"]), (&json!("👍"), &json!(on)));
    }
    bob.changes(react(&of, "1️⃣", true)).await;
    let newcomer = server.join("lobby").await.welcome;
    let by = [&bob.welcome["you"]["id"]];
    assert_eq!(
        newcomer["messages"][0]["reactions"],
        json!([{ "emoji": "👍", "count": 1, "by": by }, { "emoji": "1️⃣", "count": 1, "by": by }])
    );
    assert_eq!(newcomer["messages"][1]["re"], json!(of));
}

#[tokio::test]
async fn a_crowd_that_reacts_is_counted_and_listed_in_part() {
    const PEOPLE: usize = 60;
    let server = Server::start(&["--rate", "off"]).await;
    let of = server.join("lobby").await.says("hello").await;
    let mut first = Vec::new();
    for _ in 0..PEOPLE {
        let mut person = server.join("lobby").await;
        person.changes(react(&of, "🎉", true)).await;
        first.push(person.welcome["you"]["id"].clone());
    }
    let reaction = server.join("lobby").await.welcome["messages"][0]["reactions"][0].clone();
    assert_eq!((&reaction["count"], &reaction["by"]), (&json!(PEOPLE), &json!(first[..50])));
}

#[tokio::test]
async fn what_cannot_be_changed_is_refused_and_the_socket_stays_open() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let of = ada.says("hello").await;
    for n in 0..20_u32 {
        let emoji = char::from_u32(0x1f600 + n).expect("an emoji").to_string();
        ada.changes(react(&of, &emoji, true)).await;
    }
    for (frame, code, field) in [
        (edit(&of, "hi"), "not_yours", "of"),
        (delete(&of), "not_yours", "of"),
        (edit("1-1", "hi"), "not_found", "of"),
        (delete("1-1"), "not_found", "of"),
        (react("1-1", "👍", true), "not_found", "of"),
        (react(&of, "lol", true), "bad_value", "emoji"),
        (react(&of, "🚀", true), "bad_value", "emoji"),
        (edit(&of, " "), "empty", "text"),
        (edit("1", "hi"), "bad_value", "of"),
        (json!({ "type": "react", "of": of, "emoji": "👍" }), "missing", "on"),
    ] {
        let error = bob.asks(frame.clone()).await;
        let found = (&error["code"], &error["field"]);
        assert_eq!(found, (&json!(code), &json!(field)), "{frame}: {error}");
    }
    bob.changes(react(&of, "😀", true)).await;
    assert_eq!(texts(&server.join("lobby").await.welcome), ["hello"]);
}

#[tokio::test]
async fn a_change_is_one_under_its_authors_nonce() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let of = ada.says("hello").await;
    let mut frame = react(&of, "👍", true);
    frame["nonce"] = json!("once");
    let first = ada.changes(frame.clone()).await;
    bob.hears_that("the change", |frame| frame["id"] == first.as_str()).await;
    assert_eq!(ada.changes(frame.clone()).await, first);
    bob.sees_nothing_else().await;
    assert_ne!(bob.changes(frame).await, first, "another author's nonce is another change");
    let reaction = &server.join("lobby").await.welcome["messages"][0]["reactions"][0];
    assert_eq!(reaction["count"], 2);
}

#[tokio::test]
async fn changes_are_held_to_the_rate() {
    let server = Server::start(&["--rate", "1:4"]).await;
    let mut ada = server.join("lobby").await;
    let of = ada.says("hello").await;
    for _ in 0..2 {
        ada.changes(react(&of, "👍", true)).await;
    }
    let error = ada.asks(delete(&of)).await;
    assert_eq!(error["code"], "too_fast");
}

#[tokio::test]
async fn hello_comes_before_a_change() {
    let server = Server::start(&[]).await;
    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let mut ada = Person::connect(&server.address, "lobby", &headers).await.expect("a socket");
    assert_eq!(ada.asks(delete("1-1")).await["code"], "missing");
}

#[tokio::test]
async fn the_tutorials_page_is_told_of_no_change() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut django) =
        (server.join("lobby").await, server.join_by_tutorial("lobby").await);
    let of = ada.says("hello").await;
    ada.changes(edit(&of, "hello, all")).await;
    ada.changes(react(&of, "👍", true)).await;
    ada.changes(delete(&of)).await;
    ada.says("and on").await;
    for text in ["hello", "and on"] {
        assert_eq!(django.next().await, json!({ "message": text }));
    }
}

/// A node of several, when it is ready.
async fn node(redis: &str) -> Server {
    let server = Server::start(&["--redis", redis, "--rate", "off"]).await;
    server.ready(200).await;
    server
}

#[tokio::test]
async fn two_nodes_show_one_room_and_django_hears_nothing_of_changes() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let (here, there) = (node(&url).await, node(&url).await);
    let layer = ChannelLayer::redis_pubsub(RedisOptions::new([&url])).expect("a layer");
    let django = layer.open().await.expect("a channel");
    django.join(&GroupName::parse("chat_lobby").expect("a name")).await.expect("it is there");

    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    let mut tutorial = there.join_by_tutorial("lobby").await;
    let mut ids = Vec::new();
    for n in 0..20 {
        let of = ada.says(&format!("message {n}")).await;
        bob.sees(&format!("message {n}")).await;
        let edited = ada.changes(edit(&of, &format!("edited {n}"))).await;
        let liked = bob.changes(react(&of, "👍", true)).await;
        for person in [&mut ada, &mut bob] {
            person.hears_that("an edit", |frame| frame["id"] == edited.as_str()).await;
            person.hears_that("a reaction", |frame| frame["id"] == liked.as_str()).await;
        }
        if n % 5 == 0 {
            let gone = ada.changes(delete(&of)).await;
            bob.hears_that("a deletion", |frame| frame["id"] == gone.as_str()).await;
        }
        ids.push(of);
    }
    ada.says("the end").await;
    let expected: Vec<_> = (0..20)
        .filter(|n| n % 5 != 0)
        .map(|n| format!("edited {n}"))
        .chain(["the end".into()])
        .collect();
    let mut welcomes = Vec::new();
    for server in [&here, &there] {
        let welcome = server.join("lobby").await.welcome;
        assert_eq!(texts(&welcome), expected);
        welcomes.push(welcome["messages"].clone());
    }
    assert_eq!(welcomes[0], welcomes[1], "to the last reaction");
    // A node that starts now reads all of it from the log.
    let late = node(&url).await;
    let newcomer = late.join("lobby").await.welcome;
    assert_eq!(newcomer["messages"], welcomes[0]);
    let mut asks = late.join("lobby").await;
    asks.send(&json!({ "type": "older", "before": ids[10] }).to_string()).await;
    assert_eq!(texts(&asks.hears("older").await), expected[..8]);

    for n in 0..20 {
        assert_eq!(tutorial.next().await, json!({ "message": format!("message {n}") }));
        let event = soon("what Django hears", django.receive()).await.expect("it is there");
        let text = event.text("message").map(str::to_owned);
        assert_eq!(event.text("type"), Some("chat_message"));
        assert_eq!(text, Some(format!("message {n}")));
    }
    assert_eq!(tutorial.next().await, json!({ "message": "the end" }));
}

#[tokio::test]
async fn a_node_that_hears_no_doorbell_finds_changes_in_the_log() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let (here, there) = (node(&url).await, node(&url).await);
    let (mut ada, mut bob) = (here.join("lobby").await, there.join("lobby").await);
    let of = ada.says("hello").await;
    bob.sees("hello").await;
    redis.command(&["ACL", "SETUSER", "default", "-subscribe"]).await;
    redis.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
    assert_eq!(bob.hears("layer").await["connected"], false);
    let edited = ada.changes(edit(&of, "hello, all")).await;
    bob.hears_that("an edit", |frame| frame["id"] == edited.as_str()).await;
    // What it stands at is taken away behind its back: it goes on all the same, and nobody begins anew.
    let gone = ada.changes(delete(&of)).await;
    let next = bob.any().await;
    assert_eq!((&next["type"], &next["id"]), (&json!("change"), &json!(gone)), "{next}");
}
