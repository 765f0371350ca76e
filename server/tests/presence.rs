//! Who is here, and who is writing, on one server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{Person, Server};

async fn join(server: &Server, nickname: &str, headers: &[(&str, &str)]) -> Person {
    Person::join_with(&server.address, "lobby", headers, json!({ "nickname": nickname })).await
}

#[tokio::test]
async fn many_pages_of_one_person_are_one_person() {
    let server = Server::start(&[]).await;
    let cookie = server.get("/chat/").await.cookie().expect("a new guest").to_owned();
    let headers = [("cookie", cookie.as_str())];
    let mut ada = join(&server, "Ada", &headers).await;
    ada.sees_people(&["Ada"]).await;
    let again = join(&server, "Ada", &headers).await;
    let mut bob = join(&server, "Bob", &[]).await;
    bob.sees_people(&["Ada", "Bob"]).await;
    drop(again);
    let eve = join(&server, "Eve", &[]).await;
    // Had the end of one page been her end, she would be missing by the time that Eve is seen.
    bob.sees_people(&["Ada", "Bob", "Eve"]).await;
    drop(eve);
    bob.sees_people(&["Ada", "Bob"]).await;
    drop(ada);
    bob.sees_people(&["Bob"]).await;
}

#[tokio::test]
async fn somebody_on_the_tutorials_page_is_here_too() {
    let server = Server::start(&[]).await;
    let mut ada = join(&server, "Ada", &[]).await;
    let django = server.join_by_tutorial("lobby").await;
    ada.hears_that("two people", |frame| frame["type"] == "people" && frame["count"] == 2).await;
    drop(django);
    ada.sees_people(&["Ada"]).await;
}

#[tokio::test]
async fn a_crowd_that_comes_at_once_is_told_in_few_frames() {
    const CROWD: usize = 300;
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = join(&server, "Ada", &[]).await;
    let mut crowd = Vec::new();
    for n in 0..CROWD {
        crowd.push(join(&server, &format!("guest {n}"), &[]).await);
    }
    let (mut frames, mut listed) = (0, 0);
    loop {
        let people = ada.hears("people").await;
        frames += 1;
        listed = people["listed"].as_array().map_or(listed, Vec::len);
        if people["count"] == CROWD + 1 {
            break;
        }
    }
    assert!(frames < CROWD / 10, "{frames} frames for {CROWD} people");
    assert_eq!(listed, 100, "a list is bounded");
}

#[tokio::test]
async fn others_see_who_is_writing_and_not_too_often() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, mut bob) = (join(&server, "Ada", &[]).await, join(&server, "Bob", &[]).await);
    let mut django = server.join_by_tutorial("lobby").await;
    for _ in 0..20 {
        ada.send(r#"{"type":"typing"}"#).await;
    }
    assert_eq!(bob.hears("typing").await["who"], ada.welcome["you"]);
    bob.send("{}").await;
    assert_eq!(bob.next().await["code"], "unknown_type", "nothing of the other nineteen");
    ada.says("done").await;
    bob.sees("done").await;
    ada.send(r#"{"type":"typing"}"#).await;
    bob.hears("typing").await;
    assert_eq!(django.next().await, json!({ "message": "done" }), "its page knows no such frame");
}
