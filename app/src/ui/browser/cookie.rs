use leptos::prelude::document;
use web_sys::{HtmlDocument, wasm_bindgen::JsCast};

/// Seconds in a year.
pub(super) const YEAR: u32 = 31_536_000;

/// Keeps something for the server that renders the next page, for so many seconds.
pub(super) fn set_cookie(name: &str, value: &str, seconds: u32) {
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        drop(
            document
                .set_cookie(&format!("{name}={value}; path=/; max-age={seconds}; samesite=lax")),
        );
    }
}
