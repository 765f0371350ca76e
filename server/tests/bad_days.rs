//! Days on which nothing can be said, as pages and operators see them: what was written can be read, and what somebody says is
//! taken once when the day is better.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use rusqlite::Connection;
use serde_json::{Value, json};
use support::{Person, Server, person::texts, redis::RedisServer};

/// Two people in a room in which something stands.
struct Room {
    server: Server,
    ada: Person,
    bob: Person,
    /// The newest message.
    last: String,
}

/// What Ada says on the bad day, and again when it is better.
fn say() -> Value {
    json!({ "type": "say", "nonce": "once", "text": "meanwhile" })
}

impl Room {
    async fn new(arguments: &[&str]) -> Self {
        let server = Server::start(arguments).await;
        server.ready(200).await;
        let (mut ada, mut bob) = (server.join("lobby").await, server.join("lobby").await);
        ada.says("one").await;
        let last = ada.says("two").await;
        bob.sees("one").await;
        bob.sees("two").await;
        Self { server, ada, bob, last }
    }

    /// Nothing is taken, and everybody is told so.
    async fn takes_nothing(&mut self) {
        let refusal = self.ada.asks(say()).await;
        assert_eq!((&refusal["type"], &refusal["code"]), (&json!("error"), &json!("unavailable")));
        for person in [&mut self.ada, &mut self.bob] {
            assert_eq!(person.hears("layer").await["connected"], false);
        }
        assert_eq!(self.server.ready(503).await, "the log cannot be written\n");
        assert_eq!(self.server.get("/healthz").await.status, 200);
        assert_eq!(self.server.figure("parlor_log_available").await, 0);
        assert_eq!(self.server.post("/chat/lobby/", &[], "text=posted").await.status, 503);
    }

    /// Whoever comes is shown what stands there.
    async fn shows_what_stands_there(&self) -> Person {
        let page = self.server.get("/chat/lobby/").await;
        assert!(page.status == 200 && page.body.contains("two"), "{}", page.body);
        let newcomer = self.server.join("lobby").await;
        assert_eq!(texts(&newcomer.welcome), ["one", "two"]);
        assert_eq!(newcomer.welcome["connected"], false);
        newcomer
    }

    /// The log itself is read, not only what the server has in memory.
    async fn is_read(&self) {
        let older = self.shows_what_stands_there().await.pages_back(&self.last).await;
        assert_eq!(texts(&older), ["one"]);
        let elsewhere = self.server.join("elsewhere").await;
        assert_eq!(texts(&elsewhere.welcome), [""; 0], "a room that was not open");
    }

    /// Everybody is told that the day is better, and what was said meanwhile is taken once.
    async fn takes_it_once(&mut self) {
        for person in [&mut self.ada, &mut self.bob] {
            assert_eq!(person.hears("layer").await["connected"], true);
        }
        self.server.ready(200).await;
        assert_eq!(self.server.figure("parlor_log_available").await, 1);
        let first = self.ada.asks(say()).await;
        assert_eq!(first["type"], "ack", "{first}");
        assert_eq!(self.ada.asks(say()).await["id"], first["id"]);
        assert_eq!(self.bob.sees("meanwhile").await["id"], first["id"]);
        self.bob.sees_nothing_else().await;
        assert_eq!(texts(&self.server.join("lobby").await.welcome), ["one", "two", "meanwhile"]);
        assert_eq!(self.server.figure("parlor_log_resets_total").await, 0);
    }
}

#[tokio::test]
async fn the_disk_is_full() {
    let mut room = Room::new(&[]).await;
    room.server.fill_disk(true).await;
    room.takes_nothing().await;
    room.is_read().await;
    room.server.fill_disk(false).await;
    room.takes_it_once().await;
}

#[tokio::test]
async fn the_database_is_locked_by_another_program() {
    let mut room = Room::new(&[]).await;
    let other = Connection::open(room.server.file()).expect("the same file");
    other.execute_batch("BEGIN IMMEDIATE").expect("it is free");
    room.takes_nothing().await;
    room.is_read().await;
    other.execute_batch("COMMIT").expect("it is ours");
    room.takes_it_once().await;
}

#[tokio::test]
async fn redis_is_out_of_memory() {
    let redis = RedisServer::start().await;
    let mut room = Room::new(&["--redis", &redis.url()]).await;
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
    room.takes_nothing().await;
    room.is_read().await;
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    room.takes_it_once().await;
}

/// The log cannot be read either, and who is here is shown what the server remembers.
#[tokio::test]
async fn redis_is_a_read_only_replica() {
    let redis = RedisServer::start().await;
    let mut room = Room::new(&["--redis", &redis.url()]).await;
    let nobody = RedisServer::absent().port().to_string();
    redis.command(&["REPLICAOF", "127.0.0.1", &nobody]).await;
    room.takes_nothing().await;
    let mut newcomer = room.shows_what_stands_there().await;
    assert_eq!(newcomer.pages_back(&room.last).await["code"], "unavailable");
    redis.command(&["REPLICAOF", "NO", "ONE"]).await;
    room.takes_it_once().await;
}
