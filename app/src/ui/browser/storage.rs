use leptos::prelude::window;
use web_sys::Storage;

/// What the browser keeps for this site; none when it keeps nothing, as in some private windows.
pub(crate) fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
