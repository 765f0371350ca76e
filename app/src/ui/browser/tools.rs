use leptos::prelude::document;
use web_sys::{Element, EventTarget, wasm_bindgen::JsCast};

use super::build;
use crate::markup;

/// Puts a bar on the row that something happens in, if there is none on it, and takes it off any other row.
pub(crate) fn equip(target: Option<EventTarget>, draw: impl Fn(&str, bool) -> markup::Element) {
    let row = target.and_then(|target| target.dyn_into::<Element>().ok());
    let row = row.and_then(|target| target.closest("li[data-id]").ok().flatten());
    let bar = document().query_selector(".tools").ok().flatten();
    let holder = bar.as_ref().and_then(|bar| bar.parent_element());
    if row.is_none() || holder == row {
        return;
    }
    if let Some(bar) = bar {
        bar.remove();
    }
    if let Some(row) = row
        && let Some(id) = row.get_attribute("data-id")
        && let Some(bar) =
            build(&draw(&id, row.get_attribute("data-mine").as_deref() == Some("true")))
    {
        drop(row.append_child(&bar));
    }
}
