use leptos::{ev::MouseEvent, prelude::document};
use protocol::{MessageId, Nonce};
use web_sys::{Element, EventTarget, wasm_bindgen::JsCast};

use super::build;
use crate::markup;

/// A press on a part of a row that does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Press {
    /// What it does.
    pub(crate) does: String,
    /// The message of the row.
    pub(crate) id: Option<MessageId>,
    /// The sender's mark on it.
    pub(crate) nonce: Option<Nonce>,
    /// The emoji on the part.
    pub(crate) emoji: Option<String>,
}

impl Press {
    /// What was pressed; nothing when a browser is to open a link of its own accord, in another tab for example.
    pub(crate) fn of(event: &MouseEvent) -> Option<Self> {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return None;
        }
        let part = part(event, "[data-do]")?;
        let row = part.closest("li").ok()??;
        event.prevent_default();
        Some(Self {
            does: part.get_attribute("data-do")?,
            emoji: part.get_attribute("data-emoji"),
            id: row.get_attribute("data-id").and_then(|id| id.parse().ok()),
            nonce: row.get_attribute("data-nonce").and_then(|nonce| Nonce::parse(&nonce)),
        })
    }
}

/// The part of the page that was pressed, of those that a selector names.
pub(crate) fn part(event: &MouseEvent, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

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
