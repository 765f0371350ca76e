//! The room's socket, in both dialects.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use futures_util::SinkExt;
use serde_json::{Value, json};
use support::{Person, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{Error, Message};

#[tokio::test]
async fn people_in_a_room_hear_each_other_and_nobody_else_does() {
    let server = Server::start(&[]).await;
    let (mut ada, mut bob, mut eve) =
        (server.join("lobby").await, server.join("Lobby").await, server.join("other").await);
    let id = ada.says("hello").await;
    let seen = bob.sees("hello").await;
    assert_eq!((&seen["id"], &seen["author"]), (&json!(id), &ada.welcome["you"]));
    bob.says("안녕").await;
    assert_eq!(ada.sees("안녕").await["author"]["nickname"], bob.name());
    eve.sees_nothing_else().await;
}

#[tokio::test]
async fn the_first_word_in_a_room_comes_back_to_whoever_says_it_in_the_tutorials_dialect() {
    let server = Server::start(&[]).await;
    for room in 0..20 {
        let mut first = server.join_by_tutorial(&format!("room-{room}")).await;
        first.send(r#"{"message": "hello"}"#).await;
        first.sees("hello").await;
    }
}

#[tokio::test]
async fn the_tutorials_page_and_ours_share_one_conversation() {
    let server = Server::start(&[]).await;
    let (mut ada, mut django) =
        (server.join("lobby").await, server.join_by_tutorial("lobby").await);
    django.send(r#"{"message": "from the tutorial"}"#).await;
    assert_eq!(
        django.next().await,
        json!({ "message": "from the tutorial" }),
        "the sender hears it too"
    );
    assert_eq!(ada.sees("from the tutorial").await["type"], "message");
    ada.says("from ours").await;
    assert_eq!(
        django.next().await,
        json!({ "message": "from ours" }),
        "and nothing else is ever sent"
    );
}

#[tokio::test]
async fn the_tutorials_dialect_drops_what_it_cannot_read() {
    let server = Server::start(&[]).await;
    let mut django = server.join_by_tutorial("lobby").await;
    for bad in [
        "",
        "hi",
        "[]",
        "{}",
        r#"{"message": 7}"#,
        r#"{"message": null}"#,
        r#"{"message": " "}"#,
        r#"{"message": "\ud800"}"#,
    ] {
        django.send(bad).await;
    }
    django.send(&json!({ "message": "x".repeat(16 * 1024 + 1) }).to_string()).await;
    django.socket.send(Message::binary(b"\xff".to_vec())).await.expect("the frame is taken");
    django.send(r#"{"message": "still here"}"#).await;
    assert_eq!(django.next().await, json!({ "message": "still here" }));
}

#[tokio::test]
async fn a_mistake_is_answered_and_the_socket_stays_open() {
    let server = Server::start(&["--rate", "off"]).await;
    let mut ada = server.join("lobby").await;
    let long =
        json!({ "type": "say", "nonce": "n", "text": "x".repeat(16 * 1024 + 1) }).to_string();
    for (frame, code, field) in [
        ("hi", "bad_frame", Value::Null),
        (r#"{"type":"say","nonce":"n","text":"\ud800"}"#, "bad_frame", Value::Null),
        ("{}", "unknown_type", json!("type")),
        (r#"{"type":"say","text":"hi"}"#, "missing", json!("nonce")),
        (r#"{"type":"say","nonce":"n"}"#, "missing", json!("text")),
        (r#"{"type":"say","nonce":"n","text":7}"#, "bad_value", json!("text")),
        (r#"{"type":"say","nonce":"n","text":" "}"#, "empty", json!("text")),
        (long.as_str(), "too_long", json!("text")),
        (r#"{"type":"rename","nickname":""}"#, "empty", json!("nickname")),
    ] {
        ada.send(frame).await;
        let error = ada.next().await;
        assert_eq!(
            (&error["type"], &error["code"], &error["field"]),
            (&json!("error"), &json!(code), &field),
            "{frame}"
        );
        assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
    ada.socket.send(Message::binary(b"hi".to_vec())).await.expect("the frame is taken");
    assert_eq!(ada.next().await["code"], "bad_frame");
    ada.says("still here").await;
}

#[tokio::test]
async fn hello_comes_first() {
    let server = Server::start(&[]).await;
    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let mut ada = Person::connect(&server.address, "lobby", &headers).await.expect("a socket");
    ada.send(r#"{"type":"say","nonce":"n1","text":"hi"}"#).await;
    let error = ada.next().await;
    assert_eq!((&error["code"], &error["nonce"]), (&json!("missing"), &json!("n1")));
    ada.send(r#"{"type":"hello"}"#).await;
    assert_eq!(ada.hears("welcome").await["messages"], json!([]));
}

#[tokio::test]
async fn the_same_nonce_is_the_same_message() {
    let server = Server::start(&[]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let say = r#"{"type":"say","nonce":"once","text":"hi"}"#;
    ada.send(say).await;
    let first = ada.hears("ack").await;
    bob.sees("hi").await;
    ada.send(say).await;
    assert_eq!(ada.hears("ack").await["id"], first["id"]);
    bob.sees_nothing_else().await;
    // Another author's nonce is another message.
    bob.send(say).await;
    assert_ne!(bob.hears("ack").await["id"], first["id"]);
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed() {
    let server = Server::start(&[]).await;
    let mut ada = server.join("lobby").await;
    let first = ada.says("one").await;
    ada.says("two").await;
    ada.says("three").await;
    let epoch = ada.welcome["epoch"].clone();
    let texts = |welcome: &Value| {
        let messages = welcome["messages"].as_array().expect("messages").iter();
        messages
            .map(|message| message["text"].as_str().expect("a text").to_owned())
            .collect::<Vec<_>>()
    };
    let come_back = async |since: &str, epoch: &Value| {
        Person::join_with(&server.address, "lobby", &[], json!({ "since": since, "epoch": epoch }))
            .await
            .welcome
    };
    let resumed = come_back(&first, &epoch).await;
    assert_eq!(
        (&resumed["reset"], texts(&resumed)),
        (&json!(false), vec!["two".into(), "three".into()])
    );
    for (since, epoch) in [(first.as_str(), &json!("another")), ("1-1", &epoch)] {
        let reset = come_back(since, epoch).await;
        assert_eq!((&reset["reset"], texts(&reset).len()), (&json!(true), 3), "{since}");
    }
    let newcomer = server.join("lobby").await.welcome;
    assert_eq!(texts(&newcomer), ["one", "two", "three"]);
}

#[tokio::test]
async fn a_guest_is_the_same_on_page_and_socket() {
    let server = Server::start(&[]).await;
    let cookie = server.get("/chat/lobby/").await.cookie().expect("a new guest").to_owned();
    let headers = [("cookie", cookie.as_str())];
    let one = Person::join_with(&server.address, "lobby", &headers, json!({})).await;
    let two = Person::join_with(
        &server.address,
        "lobby",
        &headers,
        json!({ "nickname": "  Ada\u{202e} " }),
    )
    .await;
    assert_eq!(one.welcome["you"]["id"], two.welcome["you"]["id"]);
    assert!(cookie.contains(one.welcome["you"]["id"].as_str().expect("an id")));
    assert_eq!(two.name(), "Ada");
}

#[tokio::test]
async fn a_nickname_changes_at_any_time() {
    let server = Server::start(&[]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    ada.send(r#"{"type":"rename","nickname":"Countess"}"#).await;
    assert_eq!(ada.hears("renamed").await["you"]["nickname"], "Countess");
    ada.says("hi").await;
    let seen = bob.sees("hi").await;
    assert_eq!(seen["author"], json!({ "id": ada.welcome["you"]["id"], "nickname": "Countess" }));
}

#[tokio::test]
async fn the_handshake_is_refused_for_a_reason() {
    let server = Server::start(&["--allowed-origin", "https://chat.example"]).await;
    let connect = async |room: &str, headers: &[(&str, &str)]| match Person::connect(
        &server.address,
        room,
        headers,
    )
    .await
    {
        Ok(_) => 101,
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Err(error) => panic!("{error}"),
    };
    let own = format!("http://{}", server.address);
    assert_eq!(connect("lobby", &[]).await, 101, "a program");
    assert_eq!(connect("lobby", &[("origin", &own)]).await, 101, "our own page");
    assert_eq!(
        connect("lobby", &[("origin", "https://chat.example")]).await,
        101,
        "an allowed page"
    );
    for origin in ["http://evil.example", "null", "https://chat.example.evil", "http://localhost:1"]
    {
        assert_eq!(connect("lobby", &[("origin", origin)]).await, 403, "{origin}");
    }
    for room in ["two%20words", "%F0%9F%99%82", "a%2Fb", "%FF", &"x".repeat(65)] {
        assert_eq!(connect(room, &[]).await, 400, "{room}");
    }
    let plain = server.get("/ws/chat/lobby/").await.status;
    assert!((400..500).contains(&plain), "a request that is no handshake: {plain}");
}

#[tokio::test]
async fn the_last_slash_and_the_spelling_do_not_matter() {
    let server = Server::start(&[]).await;
    let mut ada = server.join("로비").await;
    let url = |room: &str| format!("ws://{}/ws/chat/{room}", server.address);
    for room in ["%EB%A1%9C%EB%B9%84", "%E1%84%85%E1%85%A9%E1%84%87%E1%85%B5/"] {
        let mut other = Person::open(&url(room), &[]).await.expect("a socket");
        other.send(r#"{"message":"여기"}"#).await;
        ada.sees("여기").await;
    }
}

#[tokio::test]
async fn an_oversize_frame_closes_with_its_code() {
    let server = Server::start(&[]).await;
    for size in [64 * 1024 + 1, 200 * 1024] {
        let mut ada = server.join("lobby").await;
        ada.socket.send(Message::text("x".repeat(size))).await.expect("the frame is sent");
        assert_eq!(ada.is_closed().await, Some(1009), "{size}");
    }
    let mut ada = server.join("lobby").await;
    // The connection may end while the frame is still being sent.
    let _ = ada.socket.send(Message::text("x".repeat(4 * 1024 * 1024))).await;
    assert!(matches!(ada.is_closed().await, Some(1009) | None));
    server.join("lobby").await.says("the others go on").await;
}

#[tokio::test]
async fn bytes_that_are_no_websocket_end_only_their_own_connection() {
    let server = Server::start(&[]).await;
    for (frame, code) in [
        // Masked with zeros: a text frame of one byte that is no UTF-8, a reserved opcode, a lone continuation.
        (&[0x81, 0x81, 0, 0, 0, 0, 0xff][..], 1007_u16),
        (&[0x83, 0x80, 0, 0, 0, 0][..], 1002),
        (&[0x80, 0x80, 0, 0, 0, 0][..], 1002),
        // A frame without a mask.
        (&[0x81, 0x01, b'x'][..], 1002),
    ] {
        let mut ada = server.join("lobby").await;
        let stream = ada.socket.get_mut();
        stream.write_all(frame).await.expect("the bytes are sent");
        assert_eq!(ada.is_closed().await, Some(code), "{frame:?}");
    }
    server.join("lobby").await.says("the others go on").await;
}

#[tokio::test]
async fn too_fast_is_answered_and_flooding_ends_it() {
    let server = Server::start(&[]).await;
    let mut ada = server.join("lobby").await;
    for n in 0..40 {
        ada.send(&json!({ "type": "say", "nonce": format!("n{n}"), "text": "hi" }).to_string())
            .await;
    }
    let error = ada.hears("error").await;
    assert_eq!((&error["code"], error["nonce"].as_str().is_some()), (&json!("too_fast"), true));
    for _ in 0..1000 {
        // The server may have ended it by now.
        if ada.socket.send(Message::text("{}")).await.is_err() {
            break;
        }
    }
    assert_eq!(ada.is_closed().await, Some(4500));
}

#[tokio::test]
async fn everybody_behind_one_address_shares_a_budget() {
    let server = Server::start(&["--rate-per-address", "1:3", "--trusted-proxy", "10.0.0.1"]).await;
    let join = async |forwarded: &str| {
        let headers = [("x-forwarded-for", forwarded)];
        Person::join_with(&server.address, "lobby", &headers, json!({})).await
    };
    let (mut ada, mut eve) =
        (join("198.51.100.7").await, join("1.2.3.4, 198.51.100.7, 10.0.0.1").await);
    let mut bob = join("198.51.100.8").await;
    for n in 0..3 {
        ada.says(&format!("message {n}")).await;
    }
    eve.send(&json!({ "type": "say", "nonce": "e", "text": "hi" }).to_string()).await;
    let error = eve.hears("error").await;
    assert_eq!((&error["code"], &error["nonce"]), (&json!("too_fast"), &json!("e")));
    let forwarded = [("x-forwarded-for", "198.51.100.7")];
    assert_eq!(server.post("/chat/lobby/", &forwarded, "text=hi").await.status, 429);
    let mut here = server.join("lobby").await;
    bob.says("another address").await;
    here.says("no address at all").await;
}

#[tokio::test]
async fn a_line_on_which_nobody_answers_is_given_up() {
    let server = Server::start(&[]).await;
    let mut ada = server.join("lobby").await;
    // Read past the WebSocket library, which would answer the pings.
    let stream = ada.socket.get_mut();
    let mut heard = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(120), stream.read_to_end(&mut heard)).await;
    end.expect("it is given up").expect("and closed");
    let heartbeats = heard.windows(9).filter(|bytes| bytes == b"heartbeat").count();
    assert!(heartbeats >= 2, "{heartbeats}");
    let close = heard
        .windows(4)
        .rposition(|bytes| bytes[0] == 0x88 && bytes[2..] == 4001_u16.to_be_bytes());
    assert!(close.is_some(), "{:?}", String::from_utf8_lossy(&heard));
}

#[tokio::test]
async fn a_server_that_ends_says_so() {
    let mut server = Server::start(&[]).await;
    let (mut ada, mut django) =
        (server.join("lobby").await, server.join_by_tutorial("lobby").await);
    let idle = tokio::net::TcpStream::connect(&server.address)
        .await
        .expect("a connection that says nothing");
    assert!(server.stop().await.success());
    assert_eq!(ada.is_closed().await, Some(1012));
    assert_eq!(django.is_closed().await, Some(1012));
    drop(idle);
}

#[tokio::test]
async fn an_idle_connection_costs_little() {
    const CONNECTIONS: u64 = 300;
    let server = Server::start(&[]).await;
    let _first = server.join("lobby").await;
    let before = server.memory();
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS {
        idle.push(server.join("lobby").await);
    }
    let each = (server.memory() - before) / CONNECTIONS;
    // The library's default read buffer alone is 128 KiB.
    assert!(each < 64 * 1024, "{each} bytes a connection");
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_server_alive() {
    let mut server = Server::start(&[]).await;
    let mut half = tokio::net::TcpStream::connect(&server.address).await.expect("a connection");
    half.write_all(b"GET /chat/ HTTP/1.1\r\nhost: x\r\n").await.expect("half a request");
    assert!(server.stop().await.success());
    let mut rest = Vec::new();
    let _ = half.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn a_room_outlives_the_expiry_of_its_membership() {
    let server = Server::start(&["--group-expiry", "0.4", "--rate", "off"]).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(1500) {
        ada.says("still here").await;
        bob.sees("still here").await;
    }
}
