//! `docs/protocol.md` against the code: every example is a frame, every code stands in its table.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use protocol::{ClientFrame, CloseCode, ErrorCode, RoomList, ServerFrame, tutorial};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../docs/protocol.md");

/// The examples of one kind.
fn examples(kind: &str) -> Vec<&'static str> {
    let fence = format!("```json {kind}\n");
    DOCUMENT
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split("\n```").next().expect("a closing fence"))
        .collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

/// The `type` of each example, which is also the name of its section.
fn types(kind: &str) -> Vec<String> {
    examples(kind)
        .iter()
        .map(|text| json(text)["type"].as_str().expect("a type").to_owned())
        .collect()
}

#[test]
fn the_server_reads_every_example_from_a_client() {
    for example in examples("client") {
        let frame = ClientFrame::parse(example).expect(example);
        assert_eq!(
            serde_json::to_value(frame).expect("plain data"),
            json(example),
            "nothing in it is ignored"
        );
    }
    let mut documented = types("client");
    documented.dedup();
    assert_eq!(
        documented,
        ["hello", "say", "edit", "delete", "react", "rename", "typing", "older"]
    );
}

#[test]
fn a_client_reads_every_example_from_the_server() {
    for example in examples("server") {
        let frame: ServerFrame = serde_json::from_str(example).expect(example);
        assert_eq!(
            serde_json::to_value(frame).expect("plain data"),
            json(example),
            "nothing in it is ignored"
        );
    }
    let documented = types("server");
    for kind in [
        "welcome",
        "message",
        "change",
        "ack",
        "older",
        "people",
        "typing",
        "renamed",
        "layer",
        "heartbeat",
        "error",
    ] {
        assert!(documented.iter().any(|documented| documented == kind), "{kind}");
    }
}

#[test]
fn the_tutorials_frame_is_as_it_says() {
    for example in examples("tutorial") {
        let frame = tutorial::Frame::parse(example).expect(example);
        assert_eq!(serde_json::to_value(frame).expect("plain data"), json(example));
    }
}

#[test]
fn the_list_of_rooms_is_as_it_says() {
    let [example] = examples("rooms")[..] else { panic!("one example") };
    let list: RoomList = serde_json::from_str(example).expect(example);
    assert_eq!(serde_json::to_value(&list).expect("plain data"), json(example));
    assert!(list.rooms.iter().all(|room| room.name.is_guessable()));
}

#[test]
fn every_close_code_stands_in_the_table() {
    for code in CloseCode::ALL {
        let back = if CloseCode::reconnects(code.number()) { "yes" } else { "no" };
        let row = format!("| {} | {} | {back} |", code.number(), code.reason());
        assert!(DOCUMENT.contains(&row), "{row}");
    }
}

#[test]
fn every_error_code_stands_in_the_table() {
    use ErrorCode::{
        BadFrame, BadValue, Empty, Missing, NotFound, NotYours, TooFast, TooLong, Unavailable,
        UnknownType,
    };
    let mistakes = [BadFrame, UnknownType, Missing, BadValue, Empty, TooLong, NotFound, NotYours];
    for code in mistakes.into_iter().chain([TooFast, Unavailable]) {
        let name = serde_json::to_value(code).expect("plain data");
        assert!(DOCUMENT.contains(&format!("| `{}` |", name.as_str().expect("text"))), "{name}");
    }
}
