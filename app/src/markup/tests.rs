//! * `blocks`, `inline`, `links`, `mentions`, `emoji`, `visible`: what is written, and what is shown
//! * `promises`: what holds for any text at all, by way of a `page` that is read strictly; fuzzing uses both

mod any_text;
mod blocks;
mod emoji;
mod inline;
mod links;
mod mentions;
mod page;
mod promises;
mod visible;

use super::{Names, Node, plain, render};

/// The people in the room. The reader is 민지.
const NAMES: Names<'_> =
    Names { all: &["Ada", "Ada Lovelace", "민지", "さくら"], me: "민지" };

/// How a message is shown.
fn html(text: &str) -> String {
    let mut out = String::new();
    render(text, NAMES).iter().for_each(|node| node.html(&mut out));
    out
}

/// Messages and how they are shown.
fn are_shown(messages: &[(&str, &str)]) {
    for (text, shown) in messages {
        assert_eq!(&html(text), shown, "{text:?}");
    }
}

/// Messages in which nothing is more than text.
fn are_text(messages: &[&str]) {
    for text in messages {
        let nodes = render(text, NAMES);
        assert_eq!(nodes, [Node::from(*text)], "{text:?}");
    }
}
