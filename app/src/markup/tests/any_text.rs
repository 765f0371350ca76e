use std::time::{Duration, Instant};

use proptest::{prelude::*, sample::select};
use protocol::limits::TEXT_BYTES;

use super::{NAMES, html, plain, promises, render};
use crate::markup::is_large;

/// What messages are made of where it matters.
const PIECES: [&str; 44] = [
    "a", "1", "b c", "민지", "야", "を", "東京", "é", "👍", "\u{200d}", "\u{fe0f}", " ", "\n",
    "\t", "*", "**", "***", "_", "`", "```", "\n```", "> ", "\n>", "@", "@Ada", "@민지", "(", ")",
    "[", "]", ".", ":", "/", "?", "\"", "'", "<b>", "&amp;", "https://", "mailto:", "www.",
    "data:", "\u{202e}", "\u{301}",
];

fn messages() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => select(PIECES.as_slice()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![any::<String>(), prop::collection::vec(piece, 0..60).prop_map(|it| it.concat())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_message_is_safe_and_says_what_was_said(text in messages()) {
        promises::hold(&text, &html(&text), &plain(&text));
        promises::are_apart(&render(&text, NAMES));
        let _ = is_large(&text);
    }

    #[test]
    fn a_message_is_shown_the_same_way_again(text in messages()) {
        prop_assert_eq!(render(&text, NAMES), render(&text, NAMES));
    }
}

#[test]
fn what_fuzzing_found_is_safe_as_well() {
    let found = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/markup");
    for file in std::fs::read_dir(found).expect("the corpus is there") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("can be read");
        let text = String::from_utf8_lossy(&bytes);
        promises::hold(&text, &html(&text), &plain(&text));
        promises::are_apart(&render(&text, NAMES));
    }
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let pieces = [
        "*", "**", "_", "`", "` ", "``` ", "_a", "*a ", "_a_ ", "**a *b ", "(", ")", "> ", ">\n",
        ">a\n", "```\n", "```\n\n", "@", "@Ada", "https://", "/(", "www.", "www.a..", "\u{301}",
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
