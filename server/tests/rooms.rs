//! The list of rooms: where people are, over all servers, and never in a private room.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{PATIENCE, Person, Server, redis::RedisServer};
use tokio::time::{sleep, timeout};

const PRIVATE: &str = "k7m2-p9xq-4tbn-w3vd-h8rc";

async fn listed(server: &Server) -> Value {
    let reply = server.get("/rooms").await;
    assert_eq!(reply.status, 200);
    serde_json::from_str(&reply.body).expect("JSON")
}

/// What is listed, as names and numbers of people.
async fn counts(server: &Server) -> Value {
    let list = listed(server).await;
    let rooms = list["rooms"].as_array().expect("rooms").iter();
    rooms.map(|room| (room["name"].as_str().expect("a name"), room["people"].clone())).collect()
}

/// Waits until the rooms with people are these.
async fn lists_within(patience: Duration, server: &Server, rooms: Value) {
    let lists = async {
        while counts(server).await != rooms {
            sleep(Duration::from_millis(50)).await;
        }
    };
    if timeout(patience, lists).await.is_err() {
        panic!("waited in vain for {rooms}; listed are {}", listed(server).await);
    }
}

async fn lists(server: &Server, rooms: Value) {
    lists_within(PATIENCE, server, rooms).await;
}

/// What the lobby's page carries for the script in it.
async fn in_the_page(server: &Server) -> Value {
    let page = server.get("/chat/").await.body;
    let boot = page.split(r#"id="boot">"#).nth(1).and_then(|rest| rest.split("</script>").next());
    let boot: Value = serde_json::from_str(boot.expect("it is there")).expect("JSON");
    boot["page"]["Lobby"]["rooms"].clone()
}

#[tokio::test]
async fn rooms_with_people_are_listed_until_the_last_has_left() {
    let server = Server::start(&[]).await;
    assert_eq!(listed(&server).await, json!({ "rooms": [] }));
    let ada = server.join("lobby").await;
    let mut others = vec![server.join("로비").await, server.join_by_tutorial("로비").await];
    // Within a second, and the answer's way.
    lists_within(Duration::from_secs(3), &server, json!({ "로비": 2, "lobby": 1 })).await;
    let names = |list: &Value| {
        let rooms = list.as_array().expect("rooms").clone();
        rooms.iter().map(|room| room["name"].clone()).collect::<Vec<_>>()
    };
    let page = in_the_page(&server).await;
    assert_eq!(page, listed(&server).await["rooms"], "in the lobby's page too");
    assert_eq!(names(&page), ["로비", "lobby"], "most people first");
    drop(ada);
    others.pop();
    lists(&server, json!({ "로비": 1 })).await;
    drop(others);
    lists(&server, json!({})).await;
    assert_eq!(in_the_page(&server).await, json!([]));
}

#[tokio::test]
async fn two_pages_of_one_person_are_one_person() {
    let server = Server::start(&[]).await;
    let cookie = server.get("/chat/").await.cookie().expect("a new guest").to_owned();
    let headers = [("cookie", cookie.as_str())];
    let page = async || Person::join_with(&server.address, "lobby", &headers, json!({})).await;
    let (first, second) = (page().await, page().await);
    let bob = server.join("lobby").await;
    lists(&server, json!({ "lobby": 2 })).await;
    drop(bob);
    lists(&server, json!({ "lobby": 1 })).await;
    drop(first);
    support::soon("the end of the first page's line", async {
        while server.figure("parlor_connections").await > 1 {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    // What comes after it is told, and nothing of it.
    let _later = server.join("later").await;
    lists(&server, json!({ "lobby": 1, "later": 1 })).await;
    drop(second);
    lists(&server, json!({ "later": 1 })).await;
}

#[tokio::test]
async fn a_room_says_when_something_was_last_said() {
    let server = Server::start(&[]).await;
    let mut ada = server.join("lobby").await;
    lists(&server, json!({ "lobby": 1 })).await;
    assert_eq!(listed(&server).await["rooms"], json!([{ "name": "lobby", "people": 1 }]));
    let id = ada.says("hello").await;
    let ms: u64 = id.split('-').next().and_then(|ms| ms.parse().ok()).expect("milliseconds");
    support::soon("the time of the message", async {
        while listed(&server).await["rooms"][0]["last"] != ms {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_private_room_is_listed_nowhere() {
    let server = Server::start(&[]).await;
    let mut ada = server.join(PRIVATE).await;
    ada.says("between us").await;
    let _bob = server.join("lobby").await;
    lists(&server, json!({ "lobby": 1 })).await;
    // By then everything has been told once more: servers do so every 5 seconds, and nobody can see it.
    sleep(Duration::from_secs(6)).await;
    assert_eq!(counts(&server).await, json!({ "lobby": 1 }));
    for path in ["/rooms", "/chat/", "/chat/?room=a+b", "/metrics"] {
        let body = server.get(path).await.body;
        assert!(!body.contains(PRIVATE) && !body.contains("between us"), "{path}: {body}");
    }
}

#[tokio::test]
async fn an_operator_can_have_nothing_listed() {
    let server = Server::start(&["--list-rooms", "off"]).await;
    let mut ada = server.join("lobby").await;
    let _bob = server.join("lobby").await;
    ada.hears_that("two people", |frame| frame["type"] == "people" && frame["count"] == 2).await;
    // Several times as long as it takes where rooms are listed: that nothing comes can only be waited for.
    sleep(Duration::from_secs(2)).await;
    assert_eq!(listed(&server).await, json!({ "rooms": [] }));
    assert_eq!(in_the_page(&server).await, json!([]));
}

#[tokio::test]
async fn the_list_is_of_this_moment_and_no_page() {
    let server = Server::start(&[]).await;
    let reply = server.get("/rooms").await;
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("x-robots-tag"), Some("noindex"));
    assert_eq!(reply.header("set-cookie"), None, "nobody has to be known for it");
    // There may be a room of that name.
    assert_eq!(server.get("/chat/rooms/").await.status, 200);
    assert_eq!(server.post("/rooms", &[], "").await.status, 405);
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read_it() {
    let server = Server::start(&["--allowed-origin", "https://chat.example"]).await;
    let reader = async |path: &str, origin: &str| {
        let reply = server.get_with(path, &[("origin", origin)]).await;
        assert_eq!(reply.status, 200);
        reply.header("access-control-allow-origin").map(str::to_owned)
    };
    let own = format!("http://{}", server.address);
    for origin in ["https://chat.example", &own] {
        assert_eq!(reader("/rooms", origin).await.as_deref(), Some(origin));
    }
    for origin in ["https://evil.example", "null", "http://chat.example"] {
        assert_eq!(reader("/rooms", origin).await, None, "{origin}");
    }
    assert_eq!(reader("/chat/", "https://chat.example").await, None, "nothing else is read");
    let reply = server.get("/rooms").await;
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert_eq!(reply.header("vary"), Some("origin"));
}

#[tokio::test]
async fn all_servers_list_the_same_and_the_rooms_of_a_dead_one_are_gone() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let options = ["--redis", &url];
    let (here, there) = (Server::start(&options).await, Server::start(&options).await);
    here.ready(200).await;
    there.ready(200).await;
    let _people = [here.join("here").await, here.join("both").await, here.join(PRIVATE).await];
    let _others = [there.join("there").await, there.join("both").await, there.join(PRIVATE).await];
    let everywhere = json!({ "here": 1, "there": 1, "both": 2 });
    lists(&here, everywhere.clone()).await;
    lists(&there, everywhere.clone()).await;

    // A Redis that was away is told everything anew.
    redis.kill();
    here.ready(503).await;
    there.ready(503).await;
    redis.restart().await;
    here.ready(200).await;
    there.ready(200).await;
    lists(&here, everywhere.clone()).await;
    lists(&there, everywhere).await;

    let began = Instant::now();
    drop(there);
    let alone = async {
        while listed(&here).await.to_string().contains("there") {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(18), alone).await.expect("the rooms of a killed server are gone");
    // It takes two beats at least, or a server that is only slow would be gone.
    assert!(began.elapsed() > Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_rooms_of_a_server_that_is_asked_to_end_are_gone_at_once() {
    let redis = RedisServer::start().await;
    let url = redis.url();
    let (here, mut there) =
        (Server::start(&["--redis", &url]).await, Server::start(&["--redis", &url]).await);
    here.ready(200).await;
    there.ready(200).await;
    let _bob = there.join("there").await;
    lists(&here, json!({ "there": 1 })).await;
    assert!(there.stop().await.success());
    lists(&here, json!({})).await;
}
