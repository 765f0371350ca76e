use leptos::{ev::KeyboardEvent, prelude::document};
use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};

use super::focus;

/// Moves the focus by arrow keys: up and down from one row of the log to the next, or from the log to its last row; to the sides
/// along the bar of a row. The Tab key stops at a bar once, and where the focus was in it.
pub(crate) fn walk(event: &KeyboardEvent) {
    let Some(here) = document().active_element() else { return };
    let around = |selector: &str| here.closest(selector).ok().flatten();
    let bar = around(".tools");
    let first = || bar.as_ref()?.first_element_child();
    let last = || bar.as_ref()?.last_element_child();
    let along = |next: Option<Element>| {
        let next = next.filter(|_| bar.is_some())?;
        drop(here.set_attribute("tabindex", "-1"));
        drop(next.set_attribute("tabindex", "0"));
        Some(next)
    };
    let key = event.key();
    let next = match key.as_str() {
        "ArrowUp" => match around("li") {
            Some(row) => row.previous_element_sibling(),
            None => document().query_selector(".rows > li:last-child").ok().flatten(),
        },
        "ArrowDown" => around("li").and_then(|row| row.next_element_sibling()),
        "ArrowLeft" => along(here.previous_element_sibling().or_else(last)),
        "ArrowRight" => along(here.next_element_sibling().or_else(first)),
        "Home" => along(first()),
        "End" => along(last()),
        _ => None,
    };
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        focus(&next);
    }
}
