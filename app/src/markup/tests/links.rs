use super::{are_shown, are_text, html, render};
use crate::markup::Node;

/// The links of a message: where each leads, and how it is shown.
fn links(text: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    for node in render(text, super::NAMES) {
        if let Node::Element(element) = node
            && element.name == "a"
            && let [Node::Text(shown)] = element.children.as_slice()
        {
            links.push((element.attributes[0].1.clone(), shown.clone()));
        }
    }
    links
}

/// Messages with one link each, which is shown as it is written and leads there.
fn link(messages: &[(&str, &str)]) {
    for (text, address) in messages {
        let found = links(text);
        assert_eq!(found, [((*address).to_owned(), (*address).to_owned())], "{text:?}");
    }
}

#[test]
fn addresses_are_links() {
    assert_eq!(
        html("https://example.com"),
        "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">https://example.com</a>"
    );
    link(&[
        ("see http://example.com/a?b=c&d=e#f now", "http://example.com/a?b=c&d=e#f"),
        ("주소는https://example.com", "https://example.com"),
        ("mailto:ada@example.com 으로", "mailto:ada@example.com"),
        ("https://example.com/a_b_c*d*", "https://example.com/a_b_c*d"),
        ("http://localhost:8000/chat/lobby/", "http://localhost:8000/chat/lobby/"),
        ("https://example.com\nb", "https://example.com"),
        ("https://example.com　b", "https://example.com"),
        ("https://example.com\u{1680}b", "https://example.com"),
    ]);
    assert_eq!(
        links("www.example.com"),
        [("https://www.example.com".into(), "www.example.com".into())]
    );
    assert_eq!(
        links("HTTPS://EXAMPLE.com"),
        [("https://EXAMPLE.com".into(), "HTTPS://EXAMPLE.com".into())]
    );
    assert_eq!(links("http://a.kr http://b.kr").len(), 2);
}

#[test]
fn nothing_else_is_a_link() {
    are_text(&[
        "javascript:alert(1)",
        "data:text/html,a",
        "vbscript:a",
        "file:///etc/passwd",
        "ftp://a.kr",
    ]);
    are_text(&[
        "example.com",
        "//example.com",
        "ada@example.com",
        "https:/a",
        "https//a",
        "xhttps://a.kr",
    ]);
    are_text(&[
        "https://",
        "http://.",
        "https://)",
        "www.",
        "www. a",
        "mailto:",
        "mailto: a",
        "www...",
    ]);
    assert_eq!(
        links("[bank](https://evil.example)"),
        [("https://evil.example".into(), "https://evil.example".into())]
    );
    assert!(html("https://a.kr/\"onclick=\"b").starts_with("<a href=\"https://a.kr/\" rel"));
    assert!(html("https://a.kr/'onclick='b").contains("&#39;onclick=&#39;b\" rel"));
}

#[test]
fn punctuation_of_the_sentence_is_left_out() {
    for end in [
        ".", ",", ";", ":", "!", "?", "'", "\"", ")", "...", "?!", ").", "]", "」", "。", "”", "…",
        "🎉", "`",
    ] {
        link(&[(&format!("(https://example.com/a{end}"), "https://example.com/a")]);
    }
    are_shown(&[(
        "<https://a.kr>",
        "&lt;<a href=\"https://a.kr\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">https://a.kr</a>&gt;",
    )]);
}

#[test]
fn parentheses_belong_to_an_address_in_pairs() {
    link(&[
        (
            "https://en.wikipedia.org/wiki/Rust_(language)",
            "https://en.wikipedia.org/wiki/Rust_(language)",
        ),
        (
            "(https://en.wikipedia.org/wiki/Rust_(language))",
            "https://en.wikipedia.org/wiki/Rust_(language)",
        ),
        ("(https://example.com)에서", "https://example.com"),
        ("https://example.com(공식)", "https://example.com"),
        (
            "https://ko.wikipedia.org/wiki/소녀시대_(음악_그룹)",
            "https://ko.wikipedia.org/wiki/소녀시대_(음악_그룹)",
        ),
    ]);
}

#[test]
fn marks_around_an_address_are_marks() {
    assert!(html("**https://a.kr**").starts_with("<strong><a href=\"https://a.kr\""));
    assert!(html("_https://a.kr/b_").starts_with("<em><a href=\"https://a.kr/b\""));
}

#[test]
fn particles_right_behind_an_address_are_left_out() {
    link(&[
        ("https://example.com에서 봤어요", "https://example.com"),
        ("https://example.com/에서", "https://example.com/"),
        ("https://example.com/page.html을 보세요", "https://example.com/page.html"),
        ("http://localhost:8000으로", "http://localhost:8000"),
        ("https://example.com/を見て", "https://example.com/"),
        ("https://example.comをご覧ください。", "https://example.com"),
        (
            "https://ko.wikipedia.org/wiki/%EC%84%9C%EC%9A%B8은",
            "https://ko.wikipedia.org/wiki/%EC%84%9C%EC%9A%B8",
        ),
        ("mailto:ada@example.com으로", "mailto:ada@example.com"),
    ]);
}

#[test]
fn addresses_may_be_in_any_script() {
    for address in [
        "https://ko.wikipedia.org/wiki/대한민국",
        "https://ja.wikipedia.org/wiki/佐々木",
        "https://search.naver.com/search?query=서울",
        "https://example.com/a/#제목",
        "http://한국.kr/",
        "https://example.com/2026-여름",
        "https://de.wikipedia.org/wiki/Köln",
        "https://ru.wikipedia.org/wiki/Москва",
    ] {
        link(&[(&format!("{address} 봐요"), address)]);
    }
}
