//! The pages, as a browser without JavaScript gets them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use support::Server;

#[tokio::test]
async fn every_way_leads_to_the_lobby() {
    let server = Server::start(&[]).await;
    for path in ["/", "/chat"] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (308, Some("/chat/")), "{path}");
    }
    let lobby = server.get("/chat/").await;
    assert_eq!(lobby.status, 200);
    assert!(
        lobby.body.contains("name=\"room\"") && lobby.body.contains("autofocus"),
        "{}",
        lobby.body
    );
}

#[tokio::test]
async fn the_lobbys_form_joins_without_javascript() {
    let server = Server::start(&[]).await;
    let location = async |typed| {
        server.get(&format!("/chat/?room={typed}")).await.header("location").map(str::to_owned)
    };
    assert_eq!(location("lobby").await.as_deref(), Some("/chat/lobby/"));
    assert_eq!(location("+Lobby+").await.as_deref(), Some("/chat/lobby/"));
    assert_eq!(location("%EB%A1%9C%EB%B9%84").await.as_deref(), Some("/chat/%EB%A1%9C%EB%B9%84/"));
}

#[tokio::test]
async fn a_bad_name_is_explained_and_kept_in_the_field() {
    let server = Server::start(&[]).await;
    let too_long = "x".repeat(65);
    for (typed, sentence) in [
        ("two%20words", "letters, digits"),
        ("a%2Fb", "letters, digits"),
        ("%F0%9F%99%82", "letters, digits"),
        ("%20", "needs a name"),
        ("..", "a letter or a digit"),
        (too_long.as_str(), "at most 64"),
        ("%FF", ""),
    ] {
        for path in [format!("/chat/?room={typed}"), format!("/chat/{typed}/")] {
            // Browsers take `..` out of a path before they send it.
            let reply = server.get(&path).await;
            assert_eq!(reply.status, 400, "{path}");
            assert!(reply.body.contains(sentence), "{path}: {}", reply.body);
        }
    }
    let reply = server.get("/chat/?room=two%20words").await;
    assert!(reply.body.contains("value=\"two words\""), "{}", reply.body);
}

#[tokio::test]
async fn a_room_has_one_address() {
    let server = Server::start(&[]).await;
    for path in ["/chat/lobby", "/chat/Lobby/", "/chat/%6Cobby/"] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (308, Some("/chat/lobby/")), "{path}");
    }
    let room = server.get("/chat/%EB%A1%9C%EB%B9%84/").await;
    assert_eq!(room.status, 200);
    assert!(room.body.contains("로비"), "{}", room.body);
}

#[tokio::test]
async fn what_was_said_stands_in_the_page() {
    let server = Server::start(&[]).await;
    server.join("lobby").await.says("hello <b>there</b>").await;
    let room = server.get("/chat/lobby/").await;
    assert!(room.body.contains("hello &lt;b&gt;there&lt;/b&gt;"), "{}", room.body);
    assert!(!room.body.contains("<b>there"), "{}", room.body);
}

#[tokio::test]
async fn a_message_can_be_posted_without_javascript() {
    let server = Server::start(&[]).await;
    let mut bob = server.join("lobby").await;
    let cookie = server.get("/chat/lobby/").await.cookie().expect("a new guest").to_owned();
    let reply = server.post("/chat/lobby/", &[("cookie", &cookie)], "text=two%0D%0Alines").await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/chat/lobby/")));
    let seen = bob.sees("two\nlines").await;
    assert!(
        cookie.contains(seen["author"]["id"].as_str().expect("an author")),
        "the poster is the guest of the cookie"
    );
    assert!(server.get("/chat/lobby/").await.body.contains("two\nlines"));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_says_it_once() {
    let server = Server::start(&[]).await;
    let page = server.get("/chat/lobby/").await;
    let cookie = page.cookie().expect("a new guest");
    let field = page.body.split("name=\"nonce\"").nth(1).expect("a hidden field");
    let nonce = field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let nonce = nonce.expect("a nonce");
    for text in ["hello", "hello", "hello+again"] {
        let form = format!("nonce={nonce}&text={text}");
        assert_eq!(server.post("/chat/lobby/", &[("cookie", cookie)], &form).await.status, 303);
    }
    let body = server.get("/chat/lobby/").await.body;
    let said = |text: &str| body.matches(&format!(">{text}<")).count();
    assert_eq!((said("hello"), said("hello again")), (1, 1));
    let another = server.get("/chat/lobby/").await.body;
    assert!(!another.contains(nonce), "each page has its own");
}

#[tokio::test]
async fn a_post_that_cannot_be_is_refused() {
    let server = Server::start(&["--rate", "1:2"]).await;
    let post = async |path: &str, headers: &[(&str, &str)], form: &str| {
        server.post(path, headers, form).await.status
    };
    assert_eq!(post("/chat/lobby/", &[("origin", "http://evil.example")], "text=hi").await, 403);
    assert_eq!(post("/chat/two%20words/", &[], "text=hi").await, 400);
    assert_eq!(post("/chat/lobby/", &[], "text=+").await, 422);
    assert_eq!(
        post("/chat/lobby/", &[], &format!("text={}", "x".repeat(16 * 1024 + 1))).await,
        422
    );
    assert_eq!(post("/chat/lobby/", &[], "words=hi").await, 422);
    assert_eq!(post("/chat/lobby/", &[], &"x".repeat(100_000)).await, 413);
    let cookie = server.get("/chat/").await.cookie().expect("a new guest").to_owned();
    for expected in [303, 303, 429] {
        assert_eq!(post("/chat/lobby/", &[("cookie", &cookie)], "text=hi").await, expected);
    }
}

#[tokio::test]
async fn a_guest_gets_a_cookie_once_and_keeps_the_name() {
    let server = Server::start(&[]).await;
    let first = server.get("/chat/lobby/").await;
    let cookie = first.cookie().expect("a new guest");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(first.header("set-cookie").expect("a cookie").contains(attribute), "{attribute}");
    }
    let again = server.get_with("/chat/lobby/", &[("cookie", cookie)]).await;
    assert_eq!(again.header("set-cookie"), None);
    let forged = server.get_with("/chat/lobby/", &[("cookie", "parlor=0000.1")]).await;
    assert!(forged.cookie().is_some(), "a forged cookie is replaced");
    let named = server
        .get_with("/chat/lobby/", &[("cookie", &format!("{cookie}; nickname=%EA%B9%80"))])
        .await;
    assert!(named.body.contains("김"), "{}", named.body);
}

#[tokio::test]
async fn whoever_brings_no_cookie_is_held_to_the_rate_too() {
    let server = Server::start(&["--rate", "1:2"]).await;
    for expected in [303, 303, 429] {
        assert_eq!(server.post("/chat/lobby/", &[], "text=hi").await.status, expected);
    }
}

#[tokio::test]
async fn an_identity_is_given_to_nobody_else() {
    let server = Server::start(&[]).await;
    for path in ["/", "/chat", "/nothing", "/favicon.svg", "/healthz", "/metrics"] {
        assert_eq!(server.get(path).await.header("set-cookie"), None, "{path}");
    }
    for path in ["/chat/", "/chat/lobby/", "/chat/Lobby", "/chat/?room=lobby"] {
        let reply = server.get(path).await;
        let kept = (reply.cookie().is_some(), reply.header("cache-control"));
        assert_eq!(kept, (true, Some("private, no-store")), "{path}");
    }
}

#[tokio::test]
async fn the_page_speaks_the_readers_language() {
    let server = Server::start(&[]).await;
    let korean = server.get_with("/chat/", &[("accept-language", "ko-KR,ko;q=0.9,en;q=0.8")]).await;
    assert!(
        korean.body.contains("lang=\"ko\"") && korean.body.contains("들어가기"),
        "{}",
        korean.body
    );
    let english = server.get_with("/chat/", &[("accept-language", "fr")]).await;
    assert!(
        english.body.contains("lang=\"en\"") && english.body.contains("Join"),
        "{}",
        english.body
    );
    let bad = server.get_with("/chat/?room=a+b", &[("accept-language", "ko")]).await;
    assert_eq!(bad.status, 400);
    assert!(!bad.body.contains("A room name is made"), "the sentence is Korean too");
}

#[tokio::test]
async fn times_are_those_of_the_readers_clock() {
    let server = Server::start(&[]).await;
    server.join("lobby").await.says("hello").await;
    let minutes = async |cookie| {
        let page = server.get_with("/chat/lobby/", &[("cookie", cookie)]).await.body;
        let time = page.split("<time datetime=\"").nth(1).expect("a time");
        let (utc, shown) = (&time[11..16], time.split('>').nth(1).expect("its text"));
        let minutes = |time: &str| -> u32 {
            let number = |at: usize| time[at..at + 2].parse::<u32>().expect("two digits");
            number(0) * 60 + number(3)
        };
        (minutes(shown) + 24 * 60 - minutes(utc)) % (24 * 60)
    };
    assert_eq!(minutes("").await, 0, "before anything is known");
    assert_eq!(minutes("zone=540").await, 9 * 60);
    assert_eq!(minutes("zone=-210").await, 24 * 60 - 210);
}

#[tokio::test]
async fn a_page_says_what_may_run_in_it() {
    let server = Server::start(&[]).await;
    let (first, second) = (server.get("/chat/").await, server.get("/chat/").await);
    let policy = first.header("content-security-policy").expect("a policy");
    let nonce =
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert!(nonce.len() >= 16 && first.body.contains(&format!("nonce=\"{nonce}\"")), "{policy}");
    assert!(!second.body.contains(nonce), "a nonce is used once");
    assert!(!first.body.contains("style=\""), "the policy allows no style in the page");
}

#[tokio::test]
async fn nothing_is_at_other_addresses() {
    let server = Server::start(&[]).await;
    for path in [
        "/nothing",
        "/chat/lobby/more",
        "/ws/",
        "/ws/chat/",
        "/pkg/nothing.js",
        "/pkg/../Cargo.toml",
        "/%00",
        "/%ff",
    ] {
        let reply = server.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.body.contains("/chat/"), "{path} shows the way back: {}", reply.body);
    }
    assert_eq!(server.post("/nothing", &[], "").await.status, 404);
    assert_eq!(server.post("/chat/", &[], "").await.status, 405);
}

#[tokio::test]
async fn operators_find_their_pages() {
    let server = Server::start(&[]).await;
    let _ada = server.join("lobby").await;
    assert_eq!(server.get("/healthz").await.status, 200);
    let ready = server.get("/readyz").await;
    assert_eq!((ready.status, ready.header("set-cookie")), (200, None));
    let metrics = server.get("/metrics").await.body;
    assert!(metrics.contains("\nparlor_connections 1\n"), "{metrics}");
    assert!(metrics.contains("\nparlor_rooms 1\n"), "{metrics}");
}
