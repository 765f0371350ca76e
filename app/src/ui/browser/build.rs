use leptos::prelude::document;

use crate::markup::{Element, Node};

/// Builds an element as it is described. None only where a browser refuses a name that every browser knows.
pub(crate) fn build(element: &Element) -> Option<web_sys::Element> {
    let built = document().create_element(element.name).ok()?;
    for (name, value) in &element.attributes {
        built.set_attribute(name, value).ok()?;
    }
    for child in &element.children {
        match child {
            Node::Text(text) => built.append_with_str_1(text).ok()?,
            Node::Element(element) => built.append_with_node_1(build(element)?.as_ref()).ok()?,
        }
    }
    Some(built)
}
