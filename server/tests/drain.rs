//! A server that is asked to end: nobody is pushed, and nothing is lost.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt, future::join_all};
use serde_json::{Value, json};
use support::{Person, Server, redis::RedisServer, soon};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn connections_end_one_after_the_other_and_the_port_is_free_at_once() {
    const CROWD: usize = 400;
    let server = Server::start(&["--drain", "2"]).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(server.join("lobby").await);
    }
    server.signal("-TERM").await;
    let begun = Instant::now();
    let next = tokio::spawn(server.start_beside());
    let ends = join_all(crowd.iter_mut().map(async |person| {
        assert_eq!(person.is_closed().await, Some(1012));
        begun.elapsed()
    }))
    .await;
    let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
    let half = *first + (*last - *first) / 2;
    let early = ends.iter().filter(|end| **end < half).count();
    assert!(early > CROWD / 10 && early < CROWD * 9 / 10, "{early} of {CROWD} in the first half");
    let next = next.await.expect("it starts while the other one ends");
    next.join("lobby").await.says("still here").await;
}

/// Somebody who says numbered things for as long as they may, comes back whenever they are sent away, and keeps what
/// was acknowledged.
async fn talk(
    addresses: [String; 2],
    cookie: String,
    who: usize,
    stop: Arc<AtomicBool>,
    taken: Arc<AtomicUsize>,
) -> Vec<String> {
    let mut said = Vec::new();
    let mut at = who;
    while !stop.load(Ordering::Relaxed) {
        at += 1;
        let headers = [("cookie", cookie.as_str()), ("sec-websocket-protocol", "parlor.v1")];
        let Ok(mut person) = Person::connect(&addresses[at % 2], "lobby", &headers).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = person.socket.send(Message::text(r#"{"type":"hello"}"#)).await;
        while !stop.load(Ordering::Relaxed) {
            let text = format!("{who} {}", said.len());
            let say = json!({ "type": "say", "nonce": format!("n{}", said.len()), "text": text });
            if person.socket.send(Message::text(say.to_string())).await.is_err() {
                break;
            }
            match answer(&mut person).await {
                Some(true) => {
                    said.push(text);
                    taken.fetch_add(1, Ordering::Relaxed);
                }
                Some(false) => tokio::time::sleep(Duration::from_millis(20)).await,
                None => break,
            }
        }
    }
    said
}

/// Whether what was said is acknowledged; `None` when the connection has ended.
async fn answer(person: &mut Person) -> Option<bool> {
    loop {
        let Message::Text(frame) = soon("an answer", person.socket.next()).await?.ok()? else {
            continue;
        };
        match serde_json::from_str::<Value>(&frame).expect("JSON")["type"].as_str() {
            Some("ack") => return Some(true),
            Some("error") => return Some(false),
            _ => {}
        }
    }
}

#[tokio::test]
async fn two_nodes_are_restarted_one_after_the_other_while_people_talk() {
    const PEOPLE: usize = 10;
    let redis = RedisServer::start().await;
    let (url, secret) = (redis.url(), "x".repeat(32));
    let options = ["--redis", &url, "--rate", "off", "--secret", &secret, "--drain", "1"];
    let mut nodes = [Server::start(&options).await, Server::start(&options).await];
    let addresses = nodes.each_ref().map(|node| node.address.clone());
    let (stop, taken) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut people = Vec::new();
    for who in 0..PEOPLE {
        let cookie = nodes[0].get("/chat/").await.cookie().expect("a new guest").to_owned();
        let (stop, taken) = (Arc::clone(&stop), Arc::clone(&taken));
        people.push(tokio::spawn(talk(addresses.clone(), cookie, who, stop, taken)));
    }
    let some_more = async || {
        let goal = taken.load(Ordering::Relaxed) + 20 * PEOPLE;
        soon("more messages", async {
            while taken.load(Ordering::Relaxed) < goal {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
    };
    for node in &mut nodes {
        some_more().await;
        node.restart().await;
    }
    some_more().await;
    stop.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for person in people {
        acknowledged.push(person.await.expect("they talked"));
    }

    let mut reader = nodes[1].join("lobby").await;
    let mut log: Vec<String> = Vec::new();
    let mut page = reader.welcome.clone();
    loop {
        let messages = page["messages"].as_array().expect("messages");
        let texts =
            messages.iter().map(|message| message["text"].as_str().expect("a text").to_owned());
        log.splice(0..0, texts);
        if page["more"] == false || messages.is_empty() {
            break;
        }
        reader.send(&json!({ "type": "older", "before": messages[0]["id"] }).to_string()).await;
        page = reader.hears("older").await;
    }
    for (who, said) in acknowledged.iter().enumerate() {
        assert!(said.len() > 10, "{who} has said {} things", said.len());
        let prefix = format!("{who} ");
        let logged: Vec<_> = log.iter().filter(|text| text.starts_with(&prefix)).cloned().collect();
        // What was on its way at the end may be there without having been acknowledged.
        assert!(
            logged.starts_with(said) && logged.len() <= said.len() + 1,
            "{who}: {said:?} {logged:?}"
        );
    }
}
