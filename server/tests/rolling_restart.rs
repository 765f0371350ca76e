//! A cluster whose nodes are restarted one after the other while people talk: nobody sees more of it than a line that ends.
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
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;

/// Between two messages of one person. Faster, and a node that this machine leaves without a processor for some seconds has missed
/// more than can be resumed.
const PACE: Duration = Duration::from_millis(300);

/// The two nodes and what all talkers have in common.
#[derive(Debug)]
struct Scene {
    addresses: [String; 2],
    /// Messages that were acknowledged.
    taken: AtomicUsize,
    /// Nobody begins to say anything any more.
    is_over: AtomicBool,
}

/// Somebody who says numbered things for as long as they may, and reads what everybody says.
#[derive(Debug)]
struct Talker {
    who: usize,
    cookie: String,
    /// The node they are on.
    node: usize,
    /// All messages they were given, as id and text, in this order.
    seen: Vec<(Value, String)>,
    epoch: Value,
    /// What they have said and was acknowledged.
    said: usize,
    /// How long they were away each time their line ended.
    away: Vec<Duration>,
}

/// Why somebody stops talking on a line.
enum End {
    Over,
    Restart,
}

impl Talker {
    async fn talk(mut self, scene: Arc<Scene>) -> Self {
        let mut person = self.come(&scene).await;
        while let End::Restart = self.talk_on(&mut person, &scene).await {
            let left = Instant::now();
            self.node = 1 - self.node;
            person = self.come(&scene).await;
            self.away.push(left.elapsed());
        }
        self
    }

    /// Comes to a node and goes on where they were: there is a node, it is well, and nothing is to begin anew.
    async fn come(&mut self, scene: &Scene) -> Person {
        let headers = [("cookie", self.cookie.as_str()), ("sec-websocket-protocol", "parlor.v1")];
        let address = &scene.addresses[self.node];
        let mut person =
            Person::connect(address, "lobby", &headers).await.expect("a node is there");
        let since = self.seen.last().map_or(Value::Null, |(id, _)| id.clone());
        let is_back = !since.is_null();
        let hello =
            if is_back { json!({ "since": since, "epoch": self.epoch }) } else { json!({}) };
        person.enters(hello).await;
        assert_eq!(person.welcome["reset"], json!(!is_back));
        self.begin(&person.welcome);
        person
    }

    fn begin(&mut self, welcome: &Value) {
        self.epoch = welcome["epoch"].clone();
        welcome["messages"].as_array().expect("messages").iter().for_each(|one| self.see(one));
    }

    /// Says one thing after the other. What was not acknowledged when the line ends is said again on the next, under its nonce.
    async fn talk_on(&mut self, person: &mut Person, scene: &Scene) -> End {
        while !scene.is_over.load(Ordering::Relaxed) {
            let nonce = format!("n{}", self.said);
            let text = format!("{} {}", self.who, self.said);
            let say = json!({ "type": "say", "nonce": nonce, "text": text });
            // What the server has ended can still be read.
            let _ = person.socket.send(Message::text(say.to_string())).await;
            let Some(answer) = self.reads_an_answer(person).await else { return End::Restart };
            if answer == json!("error") {
                // On a busy machine Redis may seem to stand still for a moment. It is said again under its nonce.
                sleep(PACE).await;
                continue;
            }
            self.said += 1;
            scene.taken.fetch_add(1, Ordering::Relaxed);
            sleep(PACE).await;
        }
        End::Over
    }

    /// Reads until they are answered; nothing when the server has told them before to come back.
    async fn reads_an_answer(&mut self, person: &mut Person) -> Option<Value> {
        loop {
            let frame = soon("a frame", person.socket.next()).await.expect("it says why it ends");
            let text = match frame.expect("a frame") {
                Message::Text(text) => text,
                Message::Close(frame) => {
                    assert_eq!(frame.map(|frame| u16::from(frame.code)), Some(1012));
                    return None;
                }
                _ => continue,
            };
            let frame: Value = serde_json::from_str(&text).expect("JSON");
            match frame["type"].as_str() {
                Some("message") => self.see(&frame),
                Some("welcome") if frame["reset"] == false => self.begin(&frame),
                Some("people" | "heartbeat" | "layer") => {}
                Some("ack") => return Some(frame["type"].clone()),
                Some("error") if frame["code"] == "unavailable" => {
                    return Some(frame["type"].clone());
                }
                _ => panic!("{} was told {frame}", self.who),
            }
        }
    }

    fn see(&mut self, message: &Value) {
        let text = message["text"].as_str().expect("a text").to_owned();
        self.seen.push((message["id"].clone(), text));
    }
}

/// Somebody new, who has no place in the room yet.
async fn newcomer(who: usize, node: &Server) -> Talker {
    let cookie = node.get("/chat/").await.cookie().expect("a new guest").to_owned();
    let (seen, away) = (Vec::new(), Vec::new());
    Talker { who, cookie, node: who % 2, seen, epoch: Value::Null, said: 0, away }
}

/// The whole log, read back page by page.
async fn log(node: &Server) -> Vec<(Value, String)> {
    let mut reader = node.join("lobby").await;
    let (mut log, mut page) = (Vec::new(), reader.welcome.clone());
    loop {
        let messages = page["messages"].as_array().expect("messages");
        let entry = |message: &Value| {
            (message["id"].clone(), message["text"].as_str().expect("a text").to_owned())
        };
        log.splice(0..0, messages.iter().map(entry));
        if page["more"] == false || page["older"] == false {
            return log;
        }
        page = reader.pages_back(messages[0]["id"].as_str().expect("an id")).await;
    }
}

#[tokio::test]
async fn two_nodes_are_restarted_one_after_the_other_while_people_talk() {
    const PEOPLE: usize = 10;
    let redis = RedisServer::start().await;
    let (url, secret) = (redis.url(), "x".repeat(32));
    let options = ["--redis", &url, "--rate", "off", "--secret", &secret, "--drain", "1"];
    let mut nodes = [Server::start(&options).await, Server::start(&options).await];
    for node in &nodes {
        node.ready(200).await;
    }
    nodes[0].join("lobby").await.says("before").await;
    let scene = Arc::new(Scene {
        addresses: nodes.each_ref().map(|node| node.address.clone()),
        taken: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
    });
    let mut talkers = Vec::new();
    for who in 0..PEOPLE {
        let talker = newcomer(who, &nodes[0]).await;
        talkers.push(tokio::spawn(talker.talk(Arc::clone(&scene))));
    }
    let some_more = async || {
        let goal = scene.taken.load(Ordering::Relaxed) + 5 * PEOPLE;
        soon("more messages", async {
            while scene.taken.load(Ordering::Relaxed) < goal {
                sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
    };
    for node in &mut nodes {
        some_more().await;
        node.restart().await;
        node.ready(200).await;
    }
    some_more().await;
    scene.is_over.store(true, Ordering::Relaxed);
    let talkers = join_all(talkers).await;

    let log = log(&nodes[1]).await;
    let ends: Vec<_> = log.iter().map(|(id, _)| id).collect();
    for talker in talkers {
        let Talker { who, node, seen, said, away, .. } = talker.expect("nothing surprised them");
        // They came to the other node when theirs ended, and back when that one did. Who started on the second was moved once.
        assert_eq!(away.len(), if who % 2 == 0 { 2 } else { 1 }, "{who}");
        assert_eq!(node, 0, "{who} is on the node that was restarted first");
        eprintln!("{who} was away for {away:?}");
        // Each message once and in the order of the log, from the first to where they stopped reading.
        let begin = ends.iter().position(|id| **id == seen[0].0).expect("it stands in the log");
        assert_eq!(log[begin..begin + seen.len()], seen, "{who}");
        // Everything that they have said is there, once and in their order.
        let prefix = format!("{who} ");
        let own = log.iter().map(|(_, text)| text).filter(|text| text.starts_with(&prefix));
        let expected: Vec<_> = (0..said).map(|n| format!("{who} {n}")).collect();
        assert!(said > 0 && own.eq(&expected), "{who} has said {said}");
    }
}
