//! What a page makes a browser load: not too much, and nothing from anywhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use support::{Person, Server};

/// Bytes of a room's page with as many messages as it opens with, after brotli. On a first visit the style sheet is in it.
const BUDGET: usize = 25_000;

const NAMES: [&str; 6] = ["Ada Lovelace", "김민준", "Grace", "이서연", "Linus", "박지훈"];

/// Words that people use. A text of them in no order says nothing, and is harder to compress than one that does.
const WORDS: [&str; 2] = [
    "the build is green again since this morning but reconnects still take longer than yesterday could you look at what \
     happens when a reader falls behind I think we lose time in the window not in the log and nobody has touched either \
     for weeks so maybe it was always like that let me measure before we argue about numbers lunch first thanks sounds \
     good see you later",
    "오늘 회의 자료는 여기 있어요 배포는 내일로 미루는 게 좋을 것 같아요 테스트가 아직 두 개 실패하고 있거든요 제가 먼저 \
     확인해 볼게요 월요일에 커널을 올린 뒤로 조금 느려진 느낌인데 그래프를 보면 재부팅 시점이랑 정확히 겹쳐요 일단 한 대만 \
     되돌려서 비교해 볼까요 점심 드실 분 저는 김치찌개 먹으러 갑니다 감사합니다 네 좋아요",
];

/// Words in the messages that people write in a row; most are short.
const LENGTHS: [usize; 10] = [6, 3, 12, 1, 8, 25, 4, 9, 40, 2];

/// Something that nobody has said in these words.
fn said(n: usize) -> String {
    let mut chance = n as u64 + 1;
    let mut any = |of: usize| {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) as usize % of
    };
    let words: Vec<_> = WORDS[n % 2].split(' ').filter(|word| !word.is_empty()).collect();
    let mut text: Vec<_> = (0..LENGTHS[n % 10]).map(|_| words[any(words.len())]).collect();
    let (link, code) = (
        format!("https://docs.example.com/{:x}/{}?tab={}", any(1 << 30), text[0], any(100)),
        format!(
            "```\nassertion failed: left == right\n  left: {}\n right: {}\n```",
            any(9_999),
            any(9_999)
        ),
    );
    match n % 8 {
        1 => text.push(&link),
        3 => text.insert(0, "@Grace"),
        5 => text.push(&code),
        6 => text.push("**not** `room.log` 👍"),
        _ => {}
    }
    text.join(" ")
}

/// A room in which people of different names have talked, answered, reacted and corrected themselves.
async fn busy_room(server: &Server) {
    let mut people = Vec::new();
    for nickname in NAMES {
        let hello = json!({ "nickname": nickname });
        people.push(Person::join_with(&server.address, "lobby", &[], hello).await);
    }
    let mut ids: Vec<Value> = Vec::new();
    for n in 0..50 {
        // People say two or three things before somebody else does.
        let (by, other) = (n * 2 / 5 % people.len(), n * 7 % people.len());
        let text = said(n);
        let mut say = json!({ "type": "say", "text": text });
        if n % 4 == 3 {
            say["re"] = ids[n - 2].clone();
        }
        ids.push(people[by].asks(say).await["id"].clone());
        if n % 3 == 0 {
            for emoji in &["👍", "❤️", "🎉"][..=n % 2] {
                let react = json!({ "type": "react", "of": ids[n], "emoji": emoji, "on": true });
                people[other].changes(react).await;
            }
        }
        if n % 10 == 7 {
            let edit = json!({ "type": "edit", "of": ids[n], "text": format!("{text} (고침)") });
            people[by].changes(edit).await;
        }
    }
}

#[tokio::test]
async fn the_page_of_a_busy_room_is_small() {
    let server = Server::start(&["--rate", "off"]).await;
    busy_room(&server).await;
    let styles = styles().concat();
    for language in ["en", "ko"] {
        let page = server.get_with("/chat/lobby/", &[("accept-language", language)]).await.body;
        assert_eq!(page.matches("<li class=\"row\"").count(), 50);
        let first = [page.as_str(), &styles].concat();
        let [size, first] = [page, first].map(|page| brotli(page.as_bytes()));
        eprintln!(
            "a room with 50 messages, {language}: {size} of {BUDGET} bytes (brotli), {first} with all styles"
        );
        assert!(first <= BUDGET, "{first} bytes after brotli");
    }
}

/// The source of the style sheet, a part a file.
fn styles() -> Vec<String> {
    let files = fs::read_dir(root().join("style")).expect("styles");
    files.map(|file| fs::read_to_string(file.expect("a file").path()).expect("text")).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Bytes after brotli as proxies do it for what is made anew for each answer.
fn brotli(page: &[u8]) -> usize {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*page, &mut compressed, &parameters).expect("memory is enough");
    compressed.len()
}

/// What follows each of these signs, up to the end of the address.
fn addresses(text: &str, signs: &[&str]) -> Vec<String> {
    let ends = |c: char| matches!(c, '"' | '\'' | ')' | '>') || c.is_whitespace();
    let of_sign = |sign: &&str| {
        let found = text.split(*sign).skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
        found.map(|rest| rest.split(ends).next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    signs.iter().flat_map(of_sign).collect()
}

/// Whether an address leads to this server whatever its name is.
fn is_own(address: &str) -> bool {
    let has_scheme = address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !has_scheme && !address.starts_with("//") && !address.starts_with("\\")
}

#[tokio::test]
async fn nothing_comes_from_anywhere_else() {
    let server = Server::start(&[]).await;
    server.join("lobby").await.says("what people link to is not loaded").await;
    let mut loaded = Vec::new();
    for path in ["/chat/", "/chat/lobby/", "/chat/lobby/?at=1-1", "/nothing"] {
        let page = server.get(path).await;
        let signs = [
            "src=",
            "srcset=",
            "href=",
            "action=",
            "poster=",
            "url(",
            "import(",
            "module_or_path: ",
        ];
        loaded.extend(addresses(&page.body, &signs));
        for allowed in page.header("content-security-policy").expect("a policy").split([' ', ';']) {
            assert!(!allowed.contains("//") && allowed != "*" && allowed != "data:", "{allowed}");
        }
    }
    for style in styles() {
        loaded.extend(addresses(&style, &["url(", "@import "]));
    }
    let manifest = fs::read(root().join("public/manifest.webmanifest")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let text = |of: &Value| of.as_str().expect("text").to_owned();
    loaded.extend(["id", "start_url", "scope"].map(|key| text(&manifest[key])));
    loaded.extend(manifest["icons"].as_array().expect("icons").iter().map(|it| text(&it["src"])));
    assert!(loaded.len() > 40, "{loaded:?}");
    for address in loaded {
        assert!(is_own(&address), "{address}");
    }
}

#[test]
fn an_address_of_somebody_else_is_seen() {
    let page = r#"<img src="//cdn.example/a"> <link href='https://cdn.example/b'> url(data:c) <a href="/d?e=f:g">"#;
    let found = addresses(page, &["src=", "href=", "url("]);
    let own: Vec<_> = found.iter().map(|address| (address.as_str(), is_own(address))).collect();
    let expected = [
        ("//cdn.example/a", false),
        ("https://cdn.example/b", false),
        ("/d?e=f:g", true),
        ("data:c", false),
    ];
    assert_eq!(own, expected);
}
