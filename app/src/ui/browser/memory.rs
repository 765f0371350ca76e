use protocol::Nickname;

use super::{
    cookie::{YEAR, set_cookie},
    nickname, storage,
};

/// Under which name the nickname is kept, by the browser and in the cookie that the server reads.
const KEY: &str = "nickname";

/// Keeps a nickname for the next visit: for this page, and for the server that renders the next one.
pub(crate) fn remember(nickname: &Nickname) {
    if let Some(storage) = storage() {
        drop(storage.set_item(KEY, nickname.as_str()));
    }
    let value = String::from(js_sys::encode_uri_component(nickname.as_str()));
    set_cookie(KEY, &value, YEAR);
}

/// The nickname of an earlier visit.
pub(crate) fn remembered() -> Option<Nickname> {
    nickname(&storage()?.get_item(KEY).ok()??).ok()
}

/// Drops a nickname that the server does not take.
pub(crate) fn forget() {
    if let Some(storage) = storage() {
        drop(storage.remove_item(KEY));
    }
    set_cookie(KEY, "", 0);
}
