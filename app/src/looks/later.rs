use protocol::MessageId;

use super::address::address;
use crate::{markup::Element, words::Words};

/// The ways on from the last message of a page, where later ones stand: to those right after it, and to the newest. A page
/// that is interactive is told of them, and then it is not the last any more, and style sheets hide this.
pub(crate) fn later(last: MessageId, words: &'static Words) -> Element {
    let link = |href: &str, name: &str| Element::new("a").with("href", href).child(name);
    Element::new("p")
        .with("class", "later")
        .child(link(&address(&last.to_string()), words.later))
        .child(" ")
        .child(link("./", words.to_newest))
}
