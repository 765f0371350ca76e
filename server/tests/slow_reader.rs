//! A reader that stops reading: the others notice nothing, and it misses nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use support::{Person, Server, soon};
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

/// Says something of 16 KiB, and takes the time until somebody else has it.
async fn pass_on(from: &mut Person, to: &mut Person, n: usize) -> Duration {
    let text = format!("{n} {}", "x".repeat(16 * 1024));
    let say = json!({ "type": "say", "nonce": format!("n{n}"), "text": text[..16 * 1024] });
    let begun = Instant::now();
    from.send(&say.to_string()).await;
    let seen = to.hears("message").await;
    let took = begun.elapsed();
    assert!(seen["text"].as_str().expect("a text").starts_with(&format!("{n} ")));
    from.hears("ack").await;
    took
}

/// Somebody who enters and then reads nothing, through a line that holds little.
async fn enters_and_stops(server: &Server) -> Person {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("an option");
    let address = server.address.parse().expect("an address");
    let stream = soon("a connection", socket.connect(address)).await.expect("a connection");
    let url = format!("ws://{}/ws/chat/lobby/", server.address);
    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let request = url.into_client_request().expect("a request");
    let mut person = Person::over(stream, request, &headers).await.expect("a socket");
    person.enters(json!({})).await;
    person
}

/// Reads on until the server has ended the connection. Returns the code, and the newest message that came before it.
async fn is_given_up(person: &mut Person) -> (Option<u16>, Value) {
    let newest = person.welcome["messages"].as_array().and_then(|all| all.last());
    let mut last = newest.expect("something was said before")["id"].clone();
    let code = soon("the end of the connection", async {
        loop {
            match person.socket.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| u16::from(frame.code)),
                Some(Ok(Message::Text(frame))) => {
                    let frame: Value = serde_json::from_str(&frame).expect("JSON");
                    if frame["type"] == "message" {
                        last = frame["id"].clone();
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    })
    .await;
    (code, last)
}

/// What 99 of 100 took at most.
fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() * 99 / 100]
}

#[tokio::test]
async fn a_reader_that_stops_costs_the_others_nothing() {
    const ROUNDS: usize = 3;
    /// More than the stopped reader's queue, of 1 MiB, and the server's socket buffer, of 4, hold.
    const ROUND: usize = 360;
    /// A machine may be busy with something else for so long in one of the rounds.
    const A_MOMENT: Duration = Duration::from_millis(100);
    let server = Server::start(&["--rate", "off", "--log", "memory"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    let mut said = 0..;
    // In turn, so that whatever else this machine does at the time is in both.
    for _ in 0..ROUNDS {
        for n in said.by_ref().take(ROUND) {
            alone.push(pass_on(&mut ada, &mut bob, n).await);
        }
        let mut stopped = enters_and_stops(&server).await;
        for n in said.by_ref().take(ROUND) {
            beside.push(pass_on(&mut ada, &mut bob, n).await);
        }
        let (code, _) = is_given_up(&mut stopped).await;
        assert!(matches!(code, Some(4000) | None), "{code:?}");
    }
    let (alone, beside) = (p99(alone).max(A_MOMENT), p99(beside));
    // A room that waited for its slowest reader would wait for seconds.
    assert!(beside < alone * 5, "{alone:?} alone, {beside:?} beside a reader that has stopped");
}

#[tokio::test]
async fn a_reader_that_stops_is_given_up_and_resumes() {
    const MANY: usize = 360;
    let server = Server::start(&["--rate", "off", "--log", "memory"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    pass_on(&mut ada, &mut bob, 0).await;
    let mut stopped = enters_and_stops(&server).await;
    for n in 1..MANY {
        pass_on(&mut ada, &mut bob, n).await;
    }
    let (code, last) = is_given_up(&mut stopped).await;
    assert!(matches!(code, Some(4000) | None), "{code:?}");

    // What it missed is in the log: it begins anew and pages back to where it was.
    let hello = json!({ "since": last, "epoch": stopped.welcome["epoch"] });
    let mut back = Person::join_with(&server.address, "lobby", &[], hello).await;
    let mut page = back.welcome.clone();
    assert_eq!(page["reset"], true, "it missed too much for less");
    let mut expected = MANY;
    loop {
        for message in page["messages"].as_array().expect("messages").iter().rev() {
            if message["id"] == last {
                return assert!(expected > 0, "it missed something");
            }
            expected -= 1;
            let text = message["text"].as_str().expect("a text");
            assert!(text.starts_with(&format!("{expected} ")), "{expected} is missing");
        }
        page = back.pages_back(page["messages"][0]["id"].as_str().expect("an id")).await;
    }
}
