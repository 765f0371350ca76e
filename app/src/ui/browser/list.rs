use leptos::prelude::document;
use web_sys::{Document, Element};

/// Makes the items of a list anew: in each a text, and another one in small print.
///
/// A list that nobody touches needs no machinery that changes it in its place.
pub(crate) fn list(id: &str, items: &[[String; 2]]) {
    let document = document();
    let Some(list) = document.get_element_by_id(id) else { return };
    list.set_text_content(None);
    for [text, remark] in items {
        let Some(item) = child(&document, &list, "li", &format!("{text} ")) else { return };
        if !remark.is_empty() {
            child(&document, &item, "small", remark);
        }
    }
}

fn child(document: &Document, parent: &Element, name: &str, text: &str) -> Option<Element> {
    let child = document.create_element(name).ok()?;
    child.set_text_content(Some(text));
    parent.append_child(&child).ok()?;
    Some(child)
}
