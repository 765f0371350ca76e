//! What holds for any text that anybody may send.

use super::{
    Node,
    page::{Page, Tag},
};

/// Panics unless a message, given as it was written and as it is shown, keeps what is promised of every message.
pub(crate) fn hold(written: &str, html: &str, line: &str) {
    let page = Page::read(html);
    page.tags.iter().for_each(is_allowed);
    assert!(page.depth <= 5, "{} deep", page.depth);
    assert!(!page.text.contains(is_unseen), "{:?}", page.text);
    assert!(highest_tower(&page.text) <= 4, "{:?}", page.text);

    assert!(!line.contains('\n') && line.trim_matches(' ') == line, "{line:?}");
    assert_eq!(said(line), said(&page.text), "one line says the same");
    if written.matches('`').count() < 3 {
        assert_eq!(said(&page.text), said(written), "nothing is lost");
    } else {
        let mut all = said(written).into_iter();
        let in_order = said(&page.text).into_iter().all(|c| all.any(|it| it == c));
        assert!(in_order, "nothing is made up; of blocks of code the language is lost");
    }
}

/// Panics if a text is empty, or stands beside another: a page that is written must be the page that is built.
pub(crate) fn are_apart(nodes: &[Node]) {
    let mut after_text = false;
    for node in nodes {
        match node {
            Node::Text(text) => assert!(!text.is_empty() && !after_text, "{nodes:?}"),
            Node::Element(element) => {
                assert!(!element.children.is_empty(), "{nodes:?}");
                are_apart(&element.children);
            }
        }
        after_text = matches!(node, Node::Text(_));
    }
}

fn is_allowed(element: &Tag) {
    let attributes: Vec<(&str, &str)> =
        element.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    match (element.name.as_str(), attributes.as_slice()) {
        ("code" | "pre" | "strong" | "em" | "blockquote", []) => {}
        ("span", [("class", "mention")] | [("class", "mention"), ("data-me", "")]) => {}
        ("a", [("href", href), ("rel", "noopener noreferrer nofollow"), ("target", "_blank")]) => {
            let schemes = ["http://", "https://", "mailto:"];
            assert!(
                schemes.iter().any(|it| href.strip_prefix(it).is_some_and(|it| !it.is_empty())),
                "{href:?}"
            );
            assert!(!href.contains(|c: char| c.is_whitespace() || is_unseen(c)), "{href:?}");
        }
        (name, attributes) => panic!("<{name} {attributes:?}>"),
    }
}

/// What a text says: its characters without marks of any kind and without white space.
fn said(text: &str) -> Vec<char> {
    let is_mark = |c: char| matches!(c, '*' | '_' | '`' | '>') || is_combining(c);
    text.chars().filter(|c| !is_mark(*c) && !c.is_whitespace() && !is_unseen(*c)).collect()
}

fn is_unseen(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn is_combining(c: char) -> bool {
    let blocks = [
        0x300..=0x36f,
        0x483..=0x489,
        0x1ab0..=0x1aff,
        0x1dc0..=0x1dff,
        0x20d0..=0x20ff,
        0xfe20..=0xfe2f,
    ];
    let thai = [0xe31..=0xe31, 0xe34..=0xe3a, 0xe47..=0xe4e];
    blocks.iter().chain(&thai).any(|range| range.contains(&u32::from(c)))
}

fn highest_tower(text: &str) -> usize {
    let mut highest = 0;
    let mut height = 0;
    for c in text.chars() {
        height = if is_combining(c) { height + 1 } else { 0 };
        highest = highest.max(height);
    }
    highest
}
