use leptos::prelude::{document, window};
use protocol::{BadNickname, Nickname, limits::NICKNAME_CHARS};
use serde::{
    Deserialize,
    de::value::{Error, StrDeserializer},
};
use web_sys::{HtmlDocument, Storage, wasm_bindgen::JsCast};

/// Under which name the nickname is kept, by the browser and in the cookie that the server reads.
const KEY: &str = "nickname";

/// Takes a nickname as it was typed. The server makes it tidy, and has the last word.
pub(crate) fn nickname(typed: &str) -> Result<Nickname, BadNickname> {
    let typed = typed.trim();
    if typed.chars().count() > NICKNAME_CHARS {
        return Err(BadNickname::TooLong);
    }
    if typed.is_empty() {
        return Err(BadNickname::Empty);
    }
    Nickname::deserialize(StrDeserializer::<Error>::new(typed)).map_err(|_| BadNickname::Empty)
}

/// Keeps a nickname for the next visit: for this page, and for the server that renders the next one.
pub(crate) fn remember(nickname: &Nickname) {
    if let Some(storage) = storage() {
        drop(storage.set_item(KEY, nickname.as_str()));
    }
    let value = String::from(js_sys::encode_uri_component(nickname.as_str()));
    set_cookie(&value, 31_536_000);
}

/// The nickname of an earlier visit.
#[cfg(feature = "browser")]
pub(crate) fn remembered() -> Option<Nickname> {
    nickname(&storage()?.get_item(KEY).ok()??).ok()
}

/// Drops a nickname that the server does not take.
#[cfg(feature = "browser")]
pub(crate) fn forget() {
    if let Some(storage) = storage() {
        drop(storage.remove_item(KEY));
    }
    set_cookie("", 0);
}

/// None when the browser keeps nothing, as in some private windows.
fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn set_cookie(value: &str, seconds: u32) {
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        drop(
            document.set_cookie(&format!("{KEY}={value}; path=/; max-age={seconds}; samesite=lax")),
        );
    }
}
