//! The program as an operator meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::process::{Output, Stdio};

use serde_json::{Value, json};
use support::{PATIENCE, Server, parlor, redis::RedisServer, soon};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
};

async fn run(arguments: &[&str]) -> Output {
    soon("the end of the program", parlor().args(arguments).output()).await.expect("parlor starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_port_in_use_is_said_in_a_sentence() {
    let server = Server::start(&[]).await;
    let output = run(&["--listen", &server.address]).await;
    assert!(!output.status.success());
    assert!(said(&output).contains(&format!("{} is in use", server.address)), "{}", said(&output));
}

#[tokio::test]
async fn mistakes_on_the_command_line_are_explained() {
    let data = tempfile::tempdir().expect("a directory");
    let data = data.path().to_str().expect("UTF-8");
    for (arguments, sentence) in [
        (&["--rate", "fast"][..], "a rate is N or N:BURST"),
        (&["--secret", "short"], "32 characters"),
        (&["--allowed-origin", "chat.example"], "SCHEME://HOST"),
        (&["--layer", "redis-pubsub"], "needs --redis"),
        (&["--layer", "memory", "--redis", "redis://127.0.0.1:1"], "no use for --redis"),
        (&["--redis", "nonsense"], "Redis address number 0"),
        (&["--log", "redis"], "--log redis needs --redis"),
        (&["--log", "stone"], "possible values: sqlite, memory, redis"),
        (&["--keep-messages", "0"], "0 is not in 1.."),
        (&["--drain", "soon"], "a number of seconds"),
        (&["--list-rooms", "some"], "possible values: on, off"),
        (&["--layer", "carrier-pigeon"], "possible values: memory, redis-pubsub"),
        (&["layer", "send", "=+135!", "{}"], "no channel name"),
        (&["layer", "send", "a", "hello"], "not a message"),
    ] {
        let is_layer = arguments[0] == "layer";
        let mut command =
            if is_layer { vec![] } else { vec!["--listen", "127.0.0.1:0", "--data", data] };
        command.extend(arguments);
        let output = run(&command).await;
        assert!(!output.status.success(), "{arguments:?}");
        assert!(said(&output).contains(sentence), "{arguments:?}: {}", said(&output));
    }
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_written_is_said() {
    let output = run(&["--listen", "127.0.0.1:0", "--data", "/proc/parlor"]).await;
    assert!(!output.status.success());
    assert!(said(&output).contains("/proc/parlor"), "{}", said(&output));
}

#[tokio::test]
async fn every_flag_is_explained_and_has_its_variable() {
    let help = String::from_utf8(run(&["--help"]).await.stdout).expect("UTF-8");
    for flag in [
        "listen",
        "layer",
        "redis",
        "data",
        "secret",
        "allowed-origin",
        "rate",
        "prefix",
        "capacity",
        "channel-capacity",
        "expiry",
        "group-expiry",
        "serializer",
    ] {
        let variable = format!("PARLOR_{}", flag.replace('-', "_").to_uppercase());
        assert!(help.contains(&format!("--{flag}")) && help.contains(&variable), "{flag}: {help}");
    }
}

#[tokio::test]
async fn the_tutorials_check_works_between_processes() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let receive = parlor()
        .args(["layer", "--redis", &url, "receive", "test_channel"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("parlor starts");
    // Pub/sub keeps nothing: the receiver has to be there first.
    soon("the subscription", async {
        while !redis.command(&["PUBSUB", "NUMSUB", "test_channel"]).await.ends_with(":1\r\n") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let sent =
        run(&["layer", "--redis", &url, "send", "test_channel", r#"{"type":"hello"}"#]).await;
    assert!(sent.status.success(), "{}", said(&sent));
    let received = soon("the message", receive.wait_with_output()).await.expect("it ends");
    let received: Value = serde_json::from_slice(&received.stdout).expect("JSON");
    assert_eq!(received, json!({ "type": "hello" }));
}

#[tokio::test]
async fn one_shot_commands_fail_with_their_kind() {
    let absent = ["layer", "--redis", "redis://127.0.0.1:1"];
    let output = run(&[&absent[..], &["send", "test_channel", "{}"]].concat()).await;
    assert!(!output.status.success() && said(&output).contains("Unavailable"), "{}", said(&output));
    let output = run(&["layer", "receive", "test_channel", "0.1"]).await;
    assert!(!output.status.success() && said(&output).contains("Timeout"), "{}", said(&output));
}

#[tokio::test]
async fn a_django_like_program_reaches_the_room() {
    let redis = RedisServer::start().await;
    let server = Server::start(&["--redis", &redis.url()]).await;
    let mut ada = server.join("lobby").await;
    let message = r#"{"type": "chat.message", "message": "from outside"}"#;
    let sent = run(&["layer", "--redis", &redis.url(), "group-send", "chat_lobby", message]).await;
    assert!(sent.status.success(), "{}", said(&sent));
    let seen = ada.sees("from outside").await;
    assert!(seen["id"].is_string() && seen["author"].is_null(), "{seen}");
}

/// A session with the layer, as another program holds it.
struct Shell {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Shell {
    fn open(arguments: &[&str]) -> Self {
        let mut process = parlor()
            .args([&["layer"], arguments, &["shell"]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("parlor starts");
        let input = process.stdin.take().expect("piped");
        let output = BufReader::new(process.stdout.take().expect("piped")).lines();
        Self { _process: process, input, output }
    }

    async fn answers(&mut self, line: &str) -> Value {
        self.input.write_all(format!("{line}\n").as_bytes()).await.expect("it reads");
        let answer = tokio::time::timeout(PATIENCE, self.output.next_line())
            .await
            .expect(line)
            .expect(line)
            .expect(line);
        serde_json::from_str(&answer).expect("JSON")
    }
}

#[tokio::test]
async fn the_shell_answers_each_line_with_one() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    for arguments in [&["--layer", "memory"][..], &["--redis", &url]] {
        let mut shell = Shell::open(arguments);
        let ok = json!({ "ok": null });
        let channel = shell.answers("new-channel").await["ok"].as_str().expect("a name").to_owned();
        assert_eq!(shell.answers(&format!("group-add room {channel}")).await, ok);
        // The first publication may come before the publisher is connected.
        assert_eq!(
            shell.answers(r#"group-send room {"type":"hello","list":[1,"a",null]}"#).await,
            ok
        );
        let received = shell.answers(&format!("receive {channel} 5")).await;
        assert_eq!(received, json!({ "ok": { "type": "hello", "list": [1, "a", null] } }));
        assert_eq!(shell.answers(&format!("group-discard room {channel}")).await, ok);
        assert_eq!(shell.answers(&format!("receive {channel} 0.1")).await["error"], "Timeout");
        assert_eq!(shell.answers("dance").await["error"], "Usage");
        assert_eq!(shell.answers("send a/b {}").await["error"], "InvalidName");
        assert_eq!(shell.answers("send a hello").await["error"], "InvalidMessage");
        assert_eq!(shell.answers("flush").await, ok);
        assert_eq!(shell.answers("quit").await, ok);
    }
}
