use leptos::prelude::window;
use web_sys::Storage;

/// What the browser keeps for this site; none when it keeps nothing, as in some private windows, and none where no browser is.
pub(crate) fn storage() -> Option<Storage> {
    if cfg!(not(feature = "browser")) {
        return None;
    }
    window().local_storage().ok()?
}

/// What was stored under a name.
pub(crate) fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores something under a name; an empty text takes it away. A browser that keeps nothing, or has no room left, keeps nothing.
pub(crate) fn store(key: &str, value: &str) {
    let Some(storage) = storage() else { return };
    drop(if value.is_empty() { storage.remove_item(key) } else { storage.set_item(key, value) });
}

/// Puts what was found in storage in order, the smallest number first. It is little, and a page is downloaded: the sorting of the
/// standard library is the larger part of two kilobytes for each kind of thing.
pub(super) fn in_order<T>(found: impl Iterator<Item = (u64, T)>) -> Vec<T> {
    let (mut places, mut things) = (Vec::new(), Vec::new());
    for (place, thing) in found {
        let at = places.iter().take_while(|before| **before <= place).count();
        places.insert(at, place);
        things.insert(at, thing);
    }
    things
}
