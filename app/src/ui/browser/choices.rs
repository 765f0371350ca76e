use leptos::prelude::document;
use web_sys::{Element, HtmlTextAreaElement};

use super::{before_caret, refill};
use crate::{markup::Node, talk::mention_begun};

/// Offers choices in the list beside a field, the first of them selected. With none the list is gone.
pub(crate) fn offer(field: &HtmlTextAreaElement, choices: &[Node]) {
    if let Some(list) = document().get_element_by_id("mentions") {
        refill(&list, choices);
    }
    point(field);
}

/// The text of the choice that is selected.
pub(crate) fn selected() -> Option<String> {
    selection()?.text_content()
}

/// Selects the choice before or after the one that is.
pub(crate) fn step(field: &HtmlTextAreaElement, down: bool) {
    let Some(selected) = selection() else { return };
    let next =
        if down { selected.next_element_sibling() } else { selected.previous_element_sibling() };
    if let Some(next) = next {
        drop(selected.set_attribute("aria-selected", "false"));
        drop(next.set_attribute("aria-selected", "true"));
        point(field);
    }
}

/// Writes a name out of which a mention has begun, and goes on behind it.
pub(crate) fn complete(field: &HtmlTextAreaElement, name: &str) {
    let before = before_caret(field);
    let length = |text: &str| text.encode_utf16().count() as u32;
    let (caret, begun) = (length(&before), length(mention_begun(&before).unwrap_or_default()));
    let (start, name) = (caret - begun, format!("{name} "));
    let end = start + length(&name);
    drop(field.set_range_text_with_start_and_end(&name, start, caret));
    drop(field.set_selection_range(end, end));
    offer(field, &[]);
}

fn selection() -> Option<Element> {
    document().query_selector("#mentions > [aria-selected=true]").ok()?
}

/// Tells those who do not see the list what is selected in it.
fn point(field: &HtmlTextAreaElement) {
    drop(match selection() {
        Some(selected) => field.set_attribute("aria-activedescendant", &selected.id()),
        None => field.remove_attribute("aria-activedescendant"),
    });
}
