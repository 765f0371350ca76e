use crate::{
    markup::{Element, Node},
    words::Words,
};

/// What the browser remembers for this reader when they press it, and its name there; and why it does not, for when it does not.
pub(crate) fn settings(words: &'static Words) -> [Node; 2] {
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
    let barred = Element::new("p")
        .with("class", "problem")
        .with("role", "alert")
        .with("id", "barred")
        .with("hidden", "")
        .child(words.notify_barred);
    [switches.into_iter().map(switch).fold(group, Element::child).into(), barred.into()]
}
