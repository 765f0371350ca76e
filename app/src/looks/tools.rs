use super::address::address;
use crate::{markup::Element, words::Words};

/// The emoji that are a press away.
const EMOJI: [&str; 5] = ["👍", "❤️", "😂", "🎉", "👀"];

/// What can be done with a message, as a bar that stands on its row. The Tab key stops at it once, and arrow keys lead along it.
pub(crate) fn tools(id: &str, is_own: bool, words: &'static Words) -> Element {
    let button = |does: &str, sign: &str, name: &str| {
        Element::new("button")
            .with("type", "button")
            .with("class", "quiet")
            .with("data-do", does)
            .with("tabindex", if sign == EMOJI[0] { "0" } else { "-1" })
            .with("aria-label", name)
            .with("title", name)
            .child(sign)
    };
    let bar = Element::new("div")
        .with("class", "tools")
        .with("role", "toolbar")
        .with("aria-label", words.message_tools);
    let react = |emoji: &str| {
        button("react", emoji, &format!("{} {emoji}", words.react)).with("data-emoji", emoji)
    };
    let bar = EMOJI.into_iter().map(react).fold(bar, Element::child);
    let bar = bar.child(button("answer", "↩", words.answer));
    // Style sheets draw the sign: a bin in the colour of the others, which no font has everywhere.
    let bar = if is_own {
        bar.child(button("edit", "✎", words.edit)).child(button("remove", "", words.delete))
    } else {
        bar
    };
    let link = Element::new("a")
        .with("class", "quiet")
        .with("href", address(id))
        .with("tabindex", "-1")
        .with("aria-label", words.link_to_message)
        .with("title", words.link_to_message)
        .child("#");
    bar.child(link)
}
