//! What was acknowledged and is gone: whoever stood in it begins anew, and nobody else is disturbed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../room-log/tests/support/damage.rs"]
mod damage;
mod support;

use serde_json::{Value, json};
use support::{Person, Server, person::texts, redis::RedisServer, soon};

const SYNCED: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

/// A node that is ready.
async fn node(redis: &RedisServer) -> Server {
    let server = Server::start(&["--redis", &redis.url(), "--rate", "off"]).await;
    server.ready(200).await;
    server
}

/// The welcome with which somebody who is in a room begins anew.
async fn begins_anew(person: &mut Person) -> Value {
    let welcome = person.hears("welcome").await;
    assert_eq!(welcome["reset"], true, "{welcome}");
    welcome
}

#[tokio::test]
async fn a_replica_took_over_and_lacks_what_its_master_had_taken() {
    let mut second = RedisServer::start_with(&SYNCED).await;
    let first = RedisServer::start_with(&SYNCED).await;
    second.follow(&first).await;
    let server = node(&first).await;
    let mut ada = server.join("lobby").await;
    ada.says("on both").await;
    soon("the message on the replica", async {
        while second.command(&["XLEN", "parlor:log:{lobby}"]).await != ":1\r\n" {}
    })
    .await;
    second.command(&["REPLICAOF", "NO", "ONE"]).await;
    let say = json!({ "type": "say", "nonce": "own", "text": "on the first alone" });
    let lost = ada.asks(say.clone()).await["id"].clone();
    assert!(lost.is_string());
    second.take_over(first).await;

    let welcome = begins_anew(&mut ada).await;
    assert_eq!(texts(&welcome), ["on both"]);
    assert_ne!(welcome["epoch"], ada.welcome["epoch"]);
    server.ready(200).await;
    assert_eq!(server.figure("parlor_log_resets_total").await, 1);
    // A page says again what was its own and is missing.
    let again = ada.asks(say).await;
    assert!(again["type"] == "ack" && again["id"] != lost, "{again}");
    let position = json!({ "since": lost, "epoch": ada.welcome["epoch"] });
    let late = Person::join_with(&server.address, "lobby", &[], position).await;
    assert_eq!(late.welcome["reset"], true);
    assert_eq!(texts(&late.welcome), ["on both", "on the first alone"]);
}

#[tokio::test]
async fn a_room_was_evicted() {
    let redis = RedisServer::start().await;
    let server = node(&redis).await;
    let (mut ada, mut bob) = (server.join("lobby").await, server.join("elsewhere").await);
    let evicted = ada.says("evicted").await;
    bob.says("kept").await;
    redis.command(&["DEL", "parlor:log:{lobby}", "parlor:log:{lobby}:changes"]).await;

    let welcome = begins_anew(&mut ada).await;
    assert_eq!((&welcome["messages"], &welcome["epoch"]), (&json!([]), &ada.welcome["epoch"]));
    let position = json!({ "since": evicted, "epoch": ada.welcome["epoch"] });
    let late = Person::join_with(&server.address, "lobby", &[], position).await;
    assert_eq!((&late.welcome["reset"], &late.welcome["messages"]), (&json!(true), &json!([])));
    ada.says("and on").await;
    bob.sees_nothing_else().await;
    assert_eq!(server.figure("parlor_log_resets_total").await, 0, "it is the same epoch");
}

#[tokio::test]
async fn a_redis_that_may_evict_rooms_is_warned_about_at_every_connect() {
    const WARNING: &str = "set maxmemory-policy to noeviction";
    let redis = RedisServer::start().await;
    let server = node(&redis).await;
    let reconnect = async |times: usize| {
        redis.command(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
        server.logs("the log is connected to Redis", times).await;
    };
    reconnect(2).await;
    redis.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).await;
    assert!(!server.has_logged(WARNING), "this Redis evicted nothing until now");
    reconnect(3).await;
    server.logs(WARNING, 1).await;
    reconnect(4).await;
    server.logs(WARNING, 2).await;
}

#[tokio::test]
async fn a_long_database_is_damaged_in_one_room() {
    let mut server = Server::start(&["--rate", "off"]).await;
    // Rooms lie in the file in this order, and where one ends the next begins on the same page.
    for room in ["spoiled", "between", "sound"] {
        let mut person = server.join(room).await;
        for n in 0..50 {
            person.says(&format!("{room} {n} {}", "-".repeat(700))).await;
        }
    }
    assert!(server.stop().await.success());
    damage::spoil(&server.file(), "spoiled ", "sound ");
    let server = server.start_beside().await;
    let reply = server.get("/chat/sound/").await;
    assert!(reply.body.contains("sound 49"), "{}", reply.body);
    let mut sound = server.join("sound").await;
    assert_eq!(texts(&sound.welcome).len(), 50);

    let headers = [("sec-websocket-protocol", "parlor.v1")];
    let mut spoiled =
        Person::connect(&server.address, "spoiled", &headers).await.expect("a socket");
    spoiled.send(r#"{"type":"hello"}"#).await;
    let say = json!({ "type": "say", "nonce": "n", "text": "does it hold?" });
    assert_eq!(spoiled.asks(say).await["code"], "unavailable");
    assert_eq!(spoiled.pages_back("99999999999999-0").await["code"], "unavailable");
    let reply = server.get("/chat/spoiled/").await;
    assert!(reply.status == 200 && !reply.body.contains("spoiled 49"), "{}", reply.body);

    sound.says("it does here").await;
    server.join("another").await.says("and here").await;
    assert!(!server.has_logged("the log cannot be written"));
    assert_eq!(
        (server.get("/readyz").await.status, server.figure("parlor_log_available").await),
        (200, 1)
    );
}
