use leptos::prelude::document;
use web_sys::Element;

use super::{build, sheet::refocus};
use crate::markup::Node;

/// Fills the list of a section, named after it, and hides the section while there is nothing in it. What is the same as before is
/// left alone: somebody may be about to press it.
pub(crate) fn fill(section: &str, items: &[Node]) {
    let part = |id: &str| document().get_element_by_id(id);
    let Some((section_, list)) = part(section).zip(part(&format!("{section}-rooms"))) else {
        return;
    };
    drop(section_.toggle_attribute_with_force("hidden", items.is_empty()));
    refill(&list, items);
}

/// Makes the items of a list anew, unless they are what is there. What had the focus and an id has it again.
pub(crate) fn refill(list: &Element, items: &[Node]) {
    let built: Vec<Element> = items
        .iter()
        .filter_map(|item| match item {
            Node::Element(element) => build(element),
            Node::Text(_) => None,
        })
        .collect();
    let shown = std::iter::successors(list.first_element_child(), |it| it.next_element_sibling());
    if shown.map(|it| it.outer_html()).eq(built.iter().map(|it| it.outer_html())) {
        return;
    }
    let focused = document().active_element();
    list.set_text_content(None);
    for item in &built {
        drop(list.append_child(item));
    }
    refocus(focused.as_ref());
}
