//! Any bytes at all, as the text of a message. Without a sanitizer, which has nothing to find in safe code, it needs no
//! nightly compiler. In this folder:
//!
//! ```sh
//! mkdir -p target/corpus
//! cargo fuzz run --sanitizer none markup target/corpus corpus/markup
//! ```
//!
//! What is found goes into the first folder. What has shown a mistake is put into the second, which `cargo test` reads.

#![no_main]

use app::markup::{Names, Node, is_large, plain, render};
use libfuzzer_sys::fuzz_target;

#[path = "../../app/src/markup/tests/page.rs"]
mod page;
#[path = "../../app/src/markup/tests/promises.rs"]
mod promises;

const NAMES: Names<'_> =
    Names { all: &["a", "Ada Lovelace", "민지", "さくら", "_*`"], me: "민지" };

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let nodes = render(&text, NAMES);
    promises::hold(&text, &html(&nodes), &plain(&text));
    promises::are_apart(&nodes);
    assert_eq!(nodes, render(&text, NAMES), "the same again");
    let _ = is_large(&text);
});

fn html(nodes: &[Node]) -> String {
    let mut html = String::new();
    nodes.iter().for_each(|node| node.html(&mut html));
    html
}
