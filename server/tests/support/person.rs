//! Somebody with a socket.

use std::{collections::VecDeque, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        handshake::client::Request,
        http::{HeaderName, HeaderValue},
        protocol::WebSocketConfig,
    },
};

use super::soon;

#[derive(Debug)]
pub struct Person {
    pub socket: WebSocketStream<TcpStream>,
    sent: u32,
    /// What came before an answer, and is still to be looked at.
    passed: VecDeque<Value>,
    /// The answer to `hello`; null on the tutorial's page.
    pub welcome: Value,
}

impl Person {
    /// Opens a socket as it is asked for, and says nothing yet.
    pub async fn connect(
        address: &str,
        room: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Error> {
        Self::open(&format!("ws://{address}/ws/chat/{room}/"), headers).await
    }

    pub async fn open(url: &str, headers: &[(&str, &str)]) -> Result<Self, Error> {
        let request = url.into_client_request()?;
        let stream = TcpStream::connect(request.uri().authority().expect("a host").as_str());
        Self::over(soon("a connection", stream).await?, request, headers).await
    }

    /// Opens a socket on a connection.
    pub async fn over(
        stream: TcpStream,
        mut request: Request,
        headers: &[(&str, &str)],
    ) -> Result<Self, Error> {
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            request
                .headers_mut()
                .append(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        // The library's default of 128 KiB would be much for a crowd.
        let config = WebSocketConfig::default().read_buffer_size(4096);
        let socket = client_async_with_config(request, stream, Some(config));
        let (socket, _) = soon("a socket", socket).await?;
        Ok(Self { socket, sent: 0, passed: VecDeque::new(), welcome: Value::Null })
    }

    /// Enters a room as our own page does.
    pub async fn join(address: &str, room: &str) -> Self {
        Self::join_with(address, room, &[], json!({})).await
    }

    pub async fn join_with(
        address: &str,
        room: &str,
        headers: &[(&str, &str)],
        hello: Value,
    ) -> Self {
        let mut headers = headers.to_vec();
        headers.push(("sec-websocket-protocol", "parlor.v1"));
        let mut person = Self::connect(address, room, &headers).await.expect("a socket");
        person.enters(hello).await;
        person
    }

    /// Says hello with these fields, and waits for the welcome.
    pub async fn enters(&mut self, hello: Value) {
        let mut frame = json!({ "type": "hello" });
        frame.as_object_mut().unwrap().extend(hello.as_object().unwrap().clone());
        self.send(&frame.to_string()).await;
        self.welcome = self.hears("welcome").await;
    }

    pub async fn send(&mut self, frame: &str) {
        self.socket.send(Message::text(frame)).await.expect("the frame is taken");
    }

    /// Says something, and waits until the server has taken it. Returns the id.
    pub async fn says(&mut self, text: &str) -> String {
        self.sent += 1;
        let nonce = format!("n{}", self.sent);
        self.send(&json!({ "type": "say", "nonce": nonce, "text": text }).to_string()).await;
        let mut seen = Vec::new();
        let ack = loop {
            let frame = self.next().await;
            if frame["nonce"] == nonce.as_str() && frame["type"] != "message" {
                break frame;
            }
            seen.push(frame);
        };
        assert_eq!(ack["type"], "ack", "{ack}");
        let id = ack["id"].as_str().expect("an id").to_owned();
        // The message itself may have come before its acknowledgement, or comes now.
        if !seen.iter().any(|frame| frame["id"] == id.as_str()) {
            self.sees(text).await;
        }
        id
    }

    /// Sends a frame under a nonce of its own, and waits for its acknowledgement, or for the error about it.
    pub async fn asks(&mut self, frame: Value) -> Value {
        self.sent += 1;
        let mut frame = frame;
        if frame["nonce"].is_null() {
            frame["nonce"] = json!(format!("n{}", self.sent));
        }
        self.send(&frame.to_string()).await;
        let nonce = frame["nonce"].clone();
        let mut passed = VecDeque::new();
        let answer = loop {
            let frame = self.any().await;
            if ["ack", "error"].iter().any(|kind| frame["type"] == *kind) && frame["nonce"] == nonce
            {
                break frame;
            }
            passed.push_back(frame);
        };
        passed.append(&mut self.passed);
        self.passed = passed;
        answer
    }

    /// Changes a message, and waits until the server has taken it. Returns the id of the change.
    pub async fn changes(&mut self, frame: Value) -> String {
        let ack = self.asks(frame).await;
        assert_eq!(ack["type"], "ack", "{ack}");
        ack["id"].as_str().expect("an id").to_owned()
    }

    /// Waits for a message with this text from anybody, in either dialect.
    pub async fn sees(&mut self, text: &str) -> Value {
        soon(text, async {
            loop {
                let frame = self.next().await;
                if frame["text"] == text || frame["message"] == text {
                    return frame;
                }
                assert_ne!(frame["type"], "message", "{frame} came before {text:?}");
                assert!(frame["message"].is_null(), "{frame} came before {text:?}");
            }
        })
        .await
    }

    /// Waits until a text has come in a message or in a page: this Redis forgets everything when it ends, and the room begins anew.
    pub async fn learns(&mut self, text: &str) {
        self.hears_that(text, |frame| {
            let said = |message: &Value| message["text"] == text;
            said(frame) || frame["messages"].as_array().is_some_and(|all| all.iter().any(said))
        })
        .await;
    }

    /// Waits for a frame of a type.
    ///
    /// Heartbeats come for ever, so that waiting for the single frame would never be in vain.
    pub async fn hears(&mut self, kind: &str) -> Value {
        self.hears_that(kind, |frame| frame["type"] == kind).await
    }

    /// Waits for a frame of which something holds.
    pub async fn hears_that(&mut self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        soon(what, async {
            loop {
                let frame = self.any().await;
                if holds(&frame) {
                    return frame;
                }
            }
        })
        .await
    }

    /// Waits longer than usual for a frame of which something holds.
    pub async fn hears_within(
        &mut self,
        patience: Duration,
        what: &str,
        holds: impl Fn(&Value) -> bool,
    ) {
        let frame = async {
            while let Some(frame) = self.socket.next().await {
                let Message::Text(text) = frame.expect("a frame") else { continue };
                if holds(&serde_json::from_str(&text).expect("JSON")) {
                    return;
                }
            }
            panic!("the connection ended before {what}");
        };
        timeout(patience, frame).await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
    }

    /// Waits until the room's people are these, by name, in any order.
    pub async fn sees_people(&mut self, names: &[&str]) {
        let mut names: Vec<_> = names.iter().map(ToString::to_string).collect();
        names.sort();
        self.hears_that(&format!("people {names:?}"), |frame| {
            let Some(listed) = frame["listed"].as_array() else { return false };
            let mut seen: Vec<_> = listed
                .iter()
                .filter_map(|person| Some(person["nickname"].as_str()?.to_owned()))
                .collect();
            seen.sort();
            frame["count"] == seen.len() && seen == names
        })
        .await;
    }

    /// The next frame, except those that say who is here, which come when people come and go, and those that come with time.
    pub async fn next(&mut self) -> Value {
        loop {
            let frame = self.any().await;
            if frame["type"] != "people" && frame["type"] != "heartbeat" {
                return frame;
            }
        }
    }

    /// Asks for the page before a message, and returns the answer: the page, or the error.
    pub async fn pages_back(&mut self, before: &str) -> Value {
        self.send(&json!({ "type": "older", "before": before }).to_string()).await;
        let is_answer = |frame: &Value| {
            frame["type"] == "older" || (frame["type"] == "error" && frame["field"] == "before")
        };
        self.hears_that("a page", is_answer).await
    }

    /// The next frame, whatever it is.
    pub async fn any(&mut self) -> Value {
        if let Some(frame) = self.passed.pop_front() {
            return frame;
        }
        loop {
            match soon("a frame", self.socket.next())
                .await
                .expect("an open socket")
                .expect("a frame")
            {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Close(frame) => panic!("closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Waits until the server ends the connection; returns its code, if it gave one.
    pub async fn is_closed(&mut self) -> Option<u16> {
        loop {
            match soon("the end of the connection", self.socket.next()).await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Shows that nothing has come but what was seen: the answer to a frame of one's own comes next.
    pub async fn sees_nothing_else(&mut self) {
        self.send(&json!({ "type": "nothing" }).to_string()).await;
        let frame = self.next().await;
        assert_eq!(frame["code"], "unknown_type", "{frame}");
    }

    pub fn name(&self) -> &str {
        self.welcome["you"]["nickname"].as_str().expect("a nickname")
    }
}

/// The texts of a page or welcome, in order.
pub fn texts(frame: &Value) -> Vec<&str> {
    let messages = frame["messages"].as_array().expect("messages");
    messages.iter().map(|message| message["text"].as_str().expect("a text")).collect()
}
