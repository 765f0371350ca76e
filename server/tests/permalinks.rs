//! The address of a message: it leads there however much was said since, with and without JavaScript.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Person, Reply, Server};

/// A room in which these many messages stand, `message 0.` the first, and their ids.
async fn room_of(server: &Server, messages: usize) -> (Person, Vec<String>) {
    let mut ada = server.join("lobby").await;
    let mut ids = Vec::new();
    for n in 0..messages {
        ids.push(ada.says(&format!("message {n}.")).await);
    }
    (ada, ids)
}

async fn page_at(server: &Server, id: &str) -> Reply {
    let page = server.get(&format!("/chat/lobby/?at={id}")).await;
    assert_eq!(page.status, 200, "{id}");
    page
}

/// Where the page begins in a browser.
fn boot(page: &Reply) -> Value {
    let json = page.body.split("id=\"boot\">").nth(1).and_then(|rest| rest.split('<').next());
    let boot: Value = serde_json::from_str(json.expect("a boot")).expect("JSON");
    boot["page"]["Room"]["welcome"].clone()
}

fn texts(frame: &Value) -> Vec<String> {
    let messages = frame["messages"].as_array().expect("messages");
    messages.iter().map(|message| message["text"].as_str().expect("a text").to_owned()).collect()
}

fn numbered(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|n| format!("message {n}.")).collect()
}

#[tokio::test]
async fn a_message_is_found_with_what_stands_around_it() {
    let server = Server::start(&["--rate", "off"]).await;
    let (_ada, ids) = room_of(&server, 120).await;
    for (n, expected) in [(60, 36..86), (0, 0..26), (94, 70..120), (119, 70..120)] {
        let page = page_at(&server, &ids[n]).await;
        assert_eq!(texts(&boot(&page)), numbered(expected.clone()), "around {n}");
        assert!(page.body.contains(&format!("id=\"m-{}\"", ids[n])), "its row can be aimed at");
        let ways = (page.body.contains("?before="), page.body.contains("class=\"later\""));
        assert_eq!(ways, (expected.start > 0, expected.end < 120), "around {n}");
    }
}

#[tokio::test]
async fn the_way_on_leads_to_the_newest_message() {
    let server = Server::start(&["--rate", "off"]).await;
    let (_ada, ids) = room_of(&server, 100).await;
    let mut page = page_at(&server, &ids[0]).await;
    let mut seen = 0;
    while let Some(later) = page.body.split("class=\"later\"").nth(1) {
        assert!(later.contains("href=\"./\""), "and straight to the end");
        let next = later.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let next = next.expect("a link").to_owned();
        let (query, row) = next.split_once('#').expect("a row");
        page = server.get(&format!("/chat/lobby/{query}")).await;
        assert!(page.body.contains(&format!("id=\"{row}\"")), "{next}");
        seen += 1;
    }
    assert_eq!(seen, 3);
    assert!(page.body.contains("message 99."));
}

#[tokio::test]
async fn a_page_of_earlier_messages_leads_on_too() {
    let server = Server::start(&["--rate", "off"]).await;
    let (_ada, ids) = room_of(&server, 60).await;
    let page = server.get(&format!("/chat/lobby/?before={}", ids[10])).await;
    let later = page.body.split("class=\"later\"").nth(1).expect("a way on");
    assert!(later.contains(&format!("?at={0}#m-{0}", ids[9])), "{later}");
}

#[tokio::test]
async fn what_is_said_after_the_page_is_told_without_a_gap() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, ids) = room_of(&server, 100).await;
    ada.changes(json!({ "type": "edit", "of": ids[40], "text": "edited" })).await;
    ada.changes(json!({ "type": "delete", "of": ids[45] })).await;
    let page = page_at(&server, &ids[40]).await;
    let begun = boot(&page);
    let mut expected = numbered(17..67);
    expected[23] = "edited".into();
    expected.remove(28);
    expected.insert(0, "message 16.".into());
    assert_eq!(texts(&begun), expected, "as they are now");
    ada.says("meanwhile").await;
    let hello = json!({ "since": begun["last"], "epoch": begun["epoch"] });
    let back = Person::join_with(&server.address, "lobby", &[], hello).await;
    assert_eq!(back.welcome["reset"], false);
    let mut missed = numbered(67..100);
    missed.push("meanwhile".into());
    assert_eq!(texts(&back.welcome), missed);
}

#[tokio::test]
async fn many_changes_after_a_message_hide_none_of_those_that_follow() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, ids) = room_of(&server, 1).await;
    for n in 0..120 {
        let react = json!({ "type": "react", "of": ids[0], "emoji": "👍", "on": n % 2 == 0 });
        ada.changes(react).await;
    }
    ada.says("after all").await;
    let page = page_at(&server, &ids[0]).await;
    assert_eq!(texts(&boot(&page)), ["message 0.", "after all"]);
    assert!(!page.body.contains("class=\"later\""));
}

#[tokio::test]
async fn a_message_of_many_bytes_stands_among_others_of_its_kind() {
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    let mut ids = Vec::new();
    for n in 0..24 {
        ids.push(ada.says(&format!("{n:02} {}", "long ".repeat(3_000))).await);
    }
    let page = page_at(&server, &ids[6]).await;
    let begun = boot(&page);
    let shown: Vec<_> = texts(&begun).iter().map(|text| text[..2].to_owned()).collect();
    assert_eq!(shown, ["02", "03", "04", "05", "06", "07", "08", "09"]);
    assert_eq!(begun["last"], json!(ids[9]), "its socket goes on after what is shown");
    assert!(page.body.contains("class=\"later\"") && page.body.contains("?before="));
}

#[tokio::test]
async fn a_message_that_is_gone_is_answered_with_the_newest_and_a_sentence() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, ids) = room_of(&server, 60).await;
    ada.changes(json!({ "type": "delete", "of": ids[3] })).await;
    let nonsense =
        ["", "x", "1-1", "0-0", "99999999999999999999-0", "18446744073709551615-1", "%FF"];
    for id in nonsense.into_iter().chain([&*ids[3]]) {
        let page = page_at(&server, id).await;
        assert!(page.body.contains("That message is not here any more"), "{id}");
        assert!(page.body.contains("message 59.") && !page.body.contains("class=\"later\""));
    }
    let korean = [("accept-language", "ko")];
    let korean = server.get_with("/chat/lobby/?at=x", &korean).await;
    assert!(korean.body.contains("찾는 메시지가"), "{}", korean.body);
    assert!(!server.get("/chat/lobby/").await.body.contains("role=\"status\">That message"));
    assert_eq!(server.get("/chat/empty/?at=1-1").await.status, 200);
}

#[tokio::test]
async fn every_message_says_where_it_is_found() {
    let server = Server::start(&["--rate", "off"]).await;
    let (mut ada, ids) = room_of(&server, 60).await;
    for re in [&ids[1], &ids[59]] {
        ada.asks(json!({ "type": "say", "text": "an answer", "re": re })).await;
    }
    let page = server.get("/chat/lobby/").await.body;
    assert!(page.contains(&format!("<a class=\"when\" href=\"?at={0}#m-{0}\"", ids[59])));
    let quoted = |href: &str| format!("<a class=\"answered\" href=\"{href}\"");
    assert!(page.contains(&quoted(&format!("#m-{}", ids[59]))), "it is on the page");
    assert!(page.contains(&quoted(&format!("?at={0}#m-{0}", ids[1]))), "it is not");
}

#[tokio::test]
async fn another_spelling_of_the_room_leads_to_the_message_too() {
    let server = Server::start(&[]).await;
    let reply = server.get("/chat/Lobby?at=1-1").await;
    assert_eq!((reply.status, reply.header("location")), (308, Some("/chat/lobby/?at=1-1")));
}
