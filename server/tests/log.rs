//! What was said stands in the log, and comes back from there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::process::Stdio;

use serde_json::{Value, json};
use support::{Person, Server, parlor, soon};

fn texts(frame: &Value) -> Vec<&str> {
    let messages = frame["messages"].as_array().expect("messages");
    messages.iter().map(|message| message["text"].as_str().expect("a text")).collect()
}

async fn resume(server: &Server, since: &Value, epoch: &Value) -> Person {
    let hello = json!({ "since": since, "epoch": epoch });
    Person::join_with(&server.address, "lobby", &[], hello).await
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash_and_is_resumed_from() {
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    let first = json!(ada.says("0").await);
    for n in 1..50 {
        ada.send(
            &json!({ "type": "say", "nonce": format!("x{n}"), "text": n.to_string() }).to_string(),
        )
        .await;
        ada.hears("ack").await;
    }
    let server = server.crash().await;
    let back = resume(&server, &first, &ada.welcome["epoch"]).await;
    assert_eq!(back.welcome["reset"], false);
    assert_eq!(texts(&back.welcome), (1..50).map(|n| n.to_string()).collect::<Vec<_>>());
    let page = server.get("/chat/lobby/").await.body;
    assert!(page.contains("49"), "the page is rendered from the log");
}

#[tokio::test]
async fn a_position_that_is_not_in_the_log_begins_anew() {
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    let id = json!(ada.says("one").await);
    ada.says("two").await;
    let epoch = ada.welcome["epoch"].clone();
    let forged = [
        (json!("1-1"), &epoch),
        (json!("18446744073709551615-18446744073709551615"), &epoch),
        (id.clone(), &json!("another")),
        (id.clone(), &Value::Null),
    ];
    for (since, epoch) in forged {
        let back = resume(&server, &since, epoch).await;
        assert_eq!(back.welcome["reset"], true, "{since} of {epoch}");
        assert_eq!(texts(&back.welcome), ["one", "two"]);
    }
    for malformed in [json!("yesterday"), json!("1"), json!(7), json!("18446744073709551616-0")] {
        ada.send(&json!({ "type": "hello", "since": malformed }).to_string()).await;
        let error = ada.hears("error").await;
        assert_eq!((&error["code"], &error["field"]), (&json!("bad_value"), &json!("since")));
    }
    ada.says("still here").await;
}

#[tokio::test]
async fn whoever_missed_too_much_begins_anew_and_pages_back_to_where_they_were() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let last = json!(ada.says("last seen").await);
    for n in 0..301 {
        bob.send(
            &json!({ "type": "say", "nonce": format!("n{n}"), "text": n.to_string() }).to_string(),
        )
        .await;
        bob.hears("ack").await;
    }
    let epoch = ada.welcome["epoch"].clone();
    let mut back = resume(&server, &last, &epoch).await;
    assert_eq!((&back.welcome["reset"], &back.welcome["older"]), (&json!(true), &json!(true)));
    let mut page = back.welcome.clone();
    let mut missed: Vec<String> = Vec::new();
    loop {
        missed.splice(0..0, texts(&page).into_iter().map(str::to_owned));
        if page["more"] == false {
            break;
        }
        let before = &page["messages"][0]["id"];
        back.send(&json!({ "type": "older", "before": before }).to_string()).await;
        page = back.hears("older").await;
    }
    let expected = std::iter::once("last seen".to_owned()).chain((0..301).map(|n| n.to_string()));
    assert_eq!(missed, expected.collect::<Vec<_>>(), "all of it, once, in order");

    let edge = resume(&server, &page["messages"][1]["id"], &epoch).await;
    assert_eq!((&edge.welcome["reset"], texts(&edge.welcome).len()), (&json!(false), 300));
}

#[tokio::test]
async fn a_page_leads_back_without_javascript() {
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    for n in 0..60 {
        ada.says(&format!("message {n}.")).await;
    }
    let newest = server.get("/chat/lobby/").await.body;
    assert!(newest.contains("message 59.") && newest.contains("message 10."));
    assert!(!newest.contains("message 9."));
    let link = newest.split("?before=").nth(1).and_then(|rest| rest.split('"').next());
    let older = server.get(&format!("/chat/lobby/?before={}", link.expect("a link"))).await;
    assert_eq!(older.status, 200);
    assert!(older.body.contains("message 9.") && older.body.contains("message 0."));
    assert!(!older.body.contains("message 10."));
    for nonsense in ["", "x", "1-1", "99999999999999999999-0", "%FF"] {
        let reply = server.get(&format!("/chat/lobby/?before={nonsense}")).await;
        assert_eq!(reply.status, 200, "{nonsense}");
    }
}

#[tokio::test]
async fn rooms_may_forget_on_restart() {
    let server = Server::start(&["--log", "memory"]).await;
    let mut ada = server.join("lobby").await;
    let id = json!(ada.says("soon forgotten").await);
    let server = server.crash().await;
    let back = resume(&server, &id, &ada.welcome["epoch"]).await;
    assert_eq!((&back.welcome["reset"], texts(&back.welcome).len()), (&json!(true), 0));
}

#[tokio::test]
async fn a_room_forgets_its_oldest_messages() {
    let server = Server::start(&["--keep-messages", "10", "--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    for n in 0..2000 {
        ada.send(
            &json!({ "type": "say", "nonce": format!("n{n}"), "text": n.to_string() }).to_string(),
        )
        .await;
        ada.hears("ack").await;
    }
    let server = server.crash().await;
    let late = server.join("lobby").await;
    let kept = texts(&late.welcome);
    assert!(kept.len() >= 10 && kept.last() == Some(&"1999"), "{kept:?}");
    ada = late;
    ada.send(&json!({ "type": "older", "before": ada.welcome["messages"][0]["id"] }).to_string())
        .await;
    let mut count = kept_count(&ada.welcome);
    let mut page = ada.hears("older").await;
    while kept_count(&page) > 0 {
        count += kept_count(&page);
        ada.send(&json!({ "type": "older", "before": page["messages"][0]["id"] }).to_string())
            .await;
        page = ada.hears("older").await;
    }
    assert!(count < 1000, "{count} of 2000 are kept where 10 are asked for");
}

fn kept_count(frame: &Value) -> usize {
    frame["messages"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_damaged_file_is_refused_with_a_sentence_and_left_alone() {
    let data = tempfile::tempdir().expect("a directory");
    let file = data.path().join("parlor.db");
    let garbage = "no database at all ".repeat(1000);
    std::fs::write(&file, &garbage).expect("a file");
    let output = parlor()
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(data.path())
        .stderr(Stdio::piped())
        .output();
    let output = soon("the end of the server", output).await.expect("it ran");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("parlor.db"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), garbage);
}
