use crate::{
    markup::{Element, Node},
    words::Words,
};

/// What the browser remembers for this reader when they press it, and its name there.
pub(crate) fn settings(words: &'static Words) -> Node {
    let switches =
        [("notify", words.notify), ("sound", words.sound), ("hide-comings", words.hide_comings)];
    let switch = |(key, name): (&str, &str)| {
        Element::new("button")
            .with("type", "button")
            .with("class", "quiet")
            .with("data-key", key)
            .with("aria-pressed", "false")
            .child(name)
    };
    let group = Element::new("p")
        .with("role", "group")
        .with("aria-label", words.settings)
        .with("class", "switches");
    switches.into_iter().map(switch).fold(group, Element::child).into()
}
