//! The text of a message: the few marks of a chat, not Markdown.
//!
//! * [`render`]: a message as pieces of a page; [`plain`]: as one line without its marks
//! * [`is_large`]: whether it is emoji and nothing else; [`mentions`]: whether it may mention somebody
//! * [`Node`], [`Element`]: a piece of a page, as data
//!
//! `blocks` finds code and quotes line by line, `inline` reads what is in a line, `link` and `mention` know where an
//! address and a name end. `visible` leaves out beforehand what must never be shown. Each of them looks at a character
//! a fixed number of times, so any text takes time in proportion to its length, and elements are never nested deeper
//! than six.
//!
//! | Written | Shown |
//! |---|---|
//! | a line of three backticks, and what follows up to the next three at the end of a line | code |
//! | lines that begin with `>` | a quote |
//! | `` `let a = 1` `` | code |
//! | `**bold**`, `*italic*`, `_italic_` | what they say |
//! | `https://…`, `http://…`, `mailto:…`, `www.…` | a link, and nothing else ever is one |
//! | `@name` of somebody who is there | a mention |
//!
//! Blocks stand in the result, so the element around it must be one that may hold them: a `div`, not a `p`. Line breaks
//! are kept as they are (`white-space: pre-wrap`), and it has a direction of its own (`dir="auto"`).

mod blocks;
mod emoji;
mod inline;
mod link;
mod mention;
mod node;
mod script;
#[cfg(test)]
mod tests;
mod visible;

pub use emoji::is_large;
pub use mention::{Names, mentions};
pub use node::{Element, Node};

/// A message as pieces of a page. No two texts stand side by side, and none is empty.
#[must_use]
pub fn render(text: &str, names: Names<'_>) -> Vec<Node> {
    blocks::read(&visible::part(text), names)
}

/// A message on one line, without its marks: for announcements, quotes and notifications. As long as the message.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut line = String::new();
    for node in render(text, Names::default()) {
        // A block stands on lines of its own.
        let gap = if blocks::is_block(&node) { "\n" } else { "" };
        line.push_str(gap);
        node.read_out(&mut line);
        line.push_str(gap);
    }
    script::on_one_line(&line)
}
