use std::time::{Duration, Instant};

use proptest::prelude::*;
use protocol::limits::TEXT_BYTES;

use super::{NAMES, html, plain, promises, render};
use crate::markup::{Node, is_large};

/// What messages are made of where it matters.
const PIECES: [&str; 44] = [
    "a",
    "1",
    "b c",
    "민지",
    "야",
    "を",
    "東京",
    "é",
    "👍",
    "\u{200d}",
    "\u{fe0f}",
    " ",
    "\n",
    "\t",
    "*",
    "**",
    "***",
    "_",
    "`",
    "```",
    "\n```",
    "> ",
    "\n>",
    "@",
    "@Ada",
    "@민지",
    "(",
    ")",
    "[",
    "]",
    ".",
    ":",
    "/",
    "?",
    "\"",
    "'",
    "<b>",
    "&amp;",
    "https://",
    "mailto:",
    "www.",
    "javascript:",
    "\u{202e}",
    "\u{301}",
];

fn messages() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..60)
            .prop_map(|it| it.concat()),
        prop::collection::vec(
            prop_oneof![
                prop::sample::select(PIECES.as_slice()).prop_map(str::to_owned),
                any::<char>().prop_map(String::from)
            ],
            0..40
        )
        .prop_map(|it| it.concat()),
    ]
}

/// No text is empty, and none is beside another: a page that was rendered is the page that is built.
fn are_apart(nodes: &[Node]) {
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Text(text) => {
                assert!(!text.is_empty());
                assert!(!matches!(nodes.get(at + 1), Some(Node::Text(_))), "{nodes:?}");
            }
            Node::Element(element) => {
                assert!(!element.children.is_empty(), "{nodes:?}");
                are_apart(&element.children);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_message_is_safe_and_says_what_was_said(text in messages()) {
        promises::hold(&text, &html(&text), &plain(&text));
        are_apart(&render(&text, NAMES));
        let _ = is_large(&text);
    }

    #[test]
    fn a_message_is_shown_the_same_way_again(text in messages()) {
        prop_assert_eq!(render(&text, NAMES), render(&text, NAMES));
    }
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let pieces = [
        "*",
        "**",
        "_",
        "`",
        "` ",
        "``` ",
        "_a",
        "*a ",
        "_a_ ",
        "**a *b ",
        "(",
        ")",
        "> ",
        ">\n",
        ">a\n",
        "```\n",
        "```\n\n",
        "@",
        "@Ada",
        "https://",
        "https://a(",
        "www.",
        "www.a..",
        "\u{301}",
        "👍",
    ];
    for piece in pieces {
        // Eight times the longest message: far more than that for whatever looks back, or ahead, at all of it.
        let text = piece.repeat(8 * TEXT_BYTES / piece.len());
        let start = Instant::now();
        let (nodes, line, large) = (render(&text, NAMES), plain(&text), is_large(&text));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{piece:?} took {took:?}");
        drop((nodes, line, large));
    }
}
