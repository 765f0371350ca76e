use js_sys::futures::JsFuture;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use super::{parse, server};

/// What the server answers at a path, as JSON. Nothing when it does not.
pub(crate) async fn fetch(path: &str) -> Option<JsValue> {
    let answer = JsFuture::from(window().fetch_with_str(&(server() + path))).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    parse(&text.as_string()?)
}
