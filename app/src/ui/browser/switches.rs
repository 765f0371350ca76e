use leptos::{ev::MouseEvent, prelude::document};
use web_sys::Element;

use super::{alert, part, store, stored};

/// Shows of each switch whether it is on, as the browser remembers it.
pub(crate) fn show_switches() {
    let first = document().query_selector("[data-key]").ok().flatten();
    for switch in std::iter::successors(first, |it| it.next_element_sibling()) {
        show(&switch);
    }
}

/// Turns the switch that was pressed; false when it was none.
pub(crate) fn switch(event: &MouseEvent) -> bool {
    let Some(switch) = part(event, "[data-key]") else { return false };
    let key = switch.get_attribute("data-key").unwrap_or_default();
    let on = !is_on(&key);
    store(&key, if on { "on" } else { "" });
    show(&switch);
    if on {
        alert::prepare(&key);
    }
    true
}

/// Whether something was asked for.
pub(crate) fn is_on(key: &str) -> bool {
    stored(key).is_some()
}

fn show(switch: &Element) {
    let on = switch.get_attribute("data-key").is_some_and(|key| is_on(&key));
    drop(switch.set_attribute("aria-pressed", if on { "true" } else { "false" }));
}
