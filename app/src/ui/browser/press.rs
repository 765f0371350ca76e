use leptos::ev::MouseEvent;
use protocol::{MessageId, Nonce};
use web_sys::{Element, wasm_bindgen::JsCast};

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
