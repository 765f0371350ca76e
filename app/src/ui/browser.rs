//! What is asked of the browser outside of views. Everything here is called only where a browser is.

mod alert;
mod anchor;
mod attention;
mod build;
mod choices;
mod clock;
mod cookie;
mod drawer;
mod fetch;
mod json;
mod list;
#[cfg(feature = "browser")]
mod memory;
mod nickname;
mod press;
mod sheet;
mod storage;
mod switches;
mod tools;
mod visits;
mod walk;

use leptos::{ev, prelude::*};
#[cfg(feature = "csr")]
use protocol::MessageId;
use protocol::Nonce;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement, wasm_bindgen::JsCast};

#[cfg(feature = "browser")]
pub(super) use alert::alert;
pub(super) use anchor::Anchor;
pub(super) use attention::{is_looked_at, signal};
use build::build;
pub(super) use choices::{complete, offer, selected, step};
pub(super) use clock::{keep_zone, now, zone};
pub(super) use drawer::Drawer;
pub(super) use fetch::fetch;
pub(super) use json::parse;
pub(super) use list::{fill, refill};
#[cfg(feature = "browser")]
pub(super) use memory::{forget, remember, remembered};
pub(super) use nickname::nickname;
pub(super) use press::{Press, part};
pub(super) use sheet::Sheet;
use storage::storage;
pub(super) use storage::{store, stored};
pub(super) use switches::{is_on, show_switches, switch};
pub(super) use tools::equip;
pub(super) use visits::{visit, visited};
pub(super) use walk::walk;

#[cfg(any(feature = "hydrate", feature = "csr"))]
use crate::Boot;
#[cfg(feature = "csr")]
use crate::Page;
#[cfg(feature = "hydrate")]
use crate::{Json, words::Words};
use crate::{Locale, talk::Keystroke};

/// The page is interactive from here on. Tests wait for it, and style sheets show what needs a script.
pub(super) fn declare_ready() {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("data-ready", "true"));
    }
}

/// Gives the document its title and language, which otherwise the server does.
pub(super) fn entitle(title: &str, locale: Locale) {
    document().set_title(title);
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("lang", locale.tag()));
    }
}

/// What the address and the browser's language say about the page.
#[cfg(feature = "csr")]
pub(super) fn boot() -> Boot {
    let path = location().pathname().unwrap_or_default();
    let path = js_sys::decode_uri_component(&path).map_or(path, String::from);
    let language = window().navigator().language().unwrap_or_default();
    Boot {
        page: Page::at(&path),
        locale: Locale::from_accept_language(&language),
        zone: zone(now()),
        theme: None,
    }
}

/// What the server has written about the page.
#[cfg(feature = "hydrate")]
pub(super) fn written() -> Option<Boot> {
    let written = document().get_element_by_id("boot")?.text_content()?;
    Boot::read(&parse(&written)?)
}

/// The words that the server has written for the page. They are needed for as long as it is open.
#[cfg(feature = "hydrate")]
pub(super) fn words() -> &'static Words {
    let written = document().get_element_by_id("words").and_then(|it| it.text_content());
    let texts = written.and_then(|texts| parse(&texts)?.items()).unwrap_or_default();
    let mut words = [""; Words::COUNT];
    for (word, text) in words.iter_mut().zip(texts) {
        *word = text.text().unwrap_or_default().leak();
    }
    Box::leak(Box::new(Words::of_texts(&words)))
}

/// The message that the address names, if it names one.
#[cfg(feature = "csr")]
pub(super) fn sought() -> Option<MessageId> {
    location().search().ok()?.strip_prefix("?at=")?.parse().ok()
}

/// Whether a link has led to a row, or to messages that are not the newest.
pub(super) fn is_led() -> bool {
    has_target() || location().search().is_ok_and(|query| query.starts_with("?before="))
}

/// Goes once more to the row that the address names, if it was drawn anew: for a browser it is another one then.
pub(super) fn aim() {
    let hash = location().hash().unwrap_or_default();
    if !hash.is_empty() && !has_target() {
        drop(location().replace(&hash));
    }
}

fn has_target() -> bool {
    document().query_selector(":target").is_ok_and(|row| row.is_some())
}

/// A text in lower case, by the same rules everywhere. The browser has the tables for it.
pub(super) fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    #[cfg(feature = "browser")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(feature = "browser"))]
    text.to_lowercase()
}

/// The origin of the server to talk to: the one the page came from, unless a page that stands somewhere else
/// names another in `<meta name="parlor-server">`.
pub(super) fn server() -> String {
    let elsewhere = || {
        let meta = document().query_selector("meta[name=parlor-server]").ok()??;
        meta.get_attribute("content")
    };
    let named = if cfg!(feature = "csr") { elsewhere() } else { None };
    named.unwrap_or_else(|| location().origin().unwrap_or_default())
}

/// Goes to a room.
pub(super) fn enter(room: &str) {
    let room = String::from(js_sys::encode_uri_component(room.trim()));
    drop(location().set_href(&format!("/chat/{room}/")));
}

/// Loads the page again.
pub(super) fn reload() {
    drop(location().reload());
}

/// The element with an id, if it is one of that kind. A reference that Leptos keeps would be a type of its own for each kind of
/// element, and 1 kB to download.
pub(super) fn by_id<E: JsCast>(id: &str) -> Option<E> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// What a field holds now, in the document itself.
pub(super) fn value(id: &str) -> String {
    by_id::<HtmlInputElement>(id).map(|field| field.value()).unwrap_or_default()
}

/// What stands before the caret in a field.
pub(super) fn before_caret(field: &HtmlTextAreaElement) -> String {
    let caret = field.selection_start().ok().flatten().unwrap_or(u32::MAX);
    let before: Vec<u16> = field.value().encode_utf16().take(caret as usize).collect();
    String::from_utf16_lossy(&before)
}

/// What a key means.
pub(super) fn keystroke(event: &ev::KeyboardEvent) -> Keystroke {
    Keystroke {
        code: event.key_code(),
        composing: event.is_composing(),
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
    }
}

/// Whether a part of a scroller is above what is in view of it.
pub(super) fn is_above(selector: &str, scroller: &HtmlElement) -> bool {
    let part = scroller.query_selector(selector).ok().flatten();
    let top = scroller.get_bounding_client_rect().top();
    part.is_some_and(|part| part.get_bounding_client_rect().bottom() < top)
}

/// Scrolls a part of the page into view.
pub(super) fn show(selector: &str) {
    if let Ok(Some(part)) = document().query_selector(selector) {
        part.scroll_into_view();
    }
}

/// Asks the reader something that they may not want.
pub(super) fn confirms(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

/// Moves the focus.
pub(super) fn focus(element: &HtmlElement) {
    drop(element.focus());
}

/// Moves the focus to what has an id.
pub(super) fn focus_by_id(id: &str) {
    if let Some(element) = by_id(id) {
        focus(&element);
    }
}

/// Whether people point with a finger here, and type on glass.
pub(super) fn pointer_is_coarse() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

/// A number from 0 to 1. Not for secrets.
pub(super) fn chance() -> f64 {
    js_sys::Math::random()
}

/// A number that nobody can guess.
pub(super) fn secret() -> u32 {
    let mut bytes = [0; 4];
    if let Ok(crypto) = window().crypto() {
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    u32::from_le_bytes(bytes)
}

/// A mark that no other message of this reader has: 128 bits of chance.
pub(super) fn nonce() -> Option<Nonce> {
    let part = || (chance() * f64::from(u32::MAX)) as u32;
    Nonce::parse(&format!("{:08x}{:08x}{:08x}{:08x}", part(), part(), part(), part()))
}
