//! What people see: the lobby, the room, the composer, the list of messages.
//!
//! * [`talk`]: what a conversation is, as plain state machines without a page, a socket or a clock
//! * [`markup`]: the text of a message, as pieces of a page
//! * `looks`: what a row looks like, as pieces of a page; `words`: everything a page says, a language a file
//! * [`Json`]: a JSON value, parsed by whoever is there to do it
//! * [`Boot`], [`Page`], [`Excerpt`], [`Locale`], [`Theme`], [`Assets`], [`FormNonce`]: what the server tells a page
//! * [`rooms`]: where people are, as the server lists it
//! * `ui`: the components, built only with one of the features `ssr`, `hydrate` and `csr`;
//!   `shell` is the whole document, `App` its body
//!
//! On the server [`Boot`] comes by context and is written into the page; a hydrated page reads it there; a
//! page that the browser builds makes its own from the address.

mod boot;
mod json;
mod locale;
#[cfg(any(feature = "ui", test))]
#[cfg_attr(
    not(feature = "ui"),
    allow(dead_code, unused_imports, reason = "only pages use all of it")
)]
mod looks;
pub mod markup;
mod rooms;
pub mod talk;
mod theme;
#[cfg(feature = "ui")]
#[expect(unreachable_pub, reason = "what `#[component]` generates is `pub`")]
mod ui;
#[cfg(any(feature = "ui", test))]
#[cfg_attr(
    not(feature = "ui"),
    allow(dead_code, unused_imports, reason = "only pages use all of it")
)]
mod words;

pub use boot::{Assets, Boot, Excerpt, FormNonce, Page};
pub use json::Json;
pub use locale::Locale;
pub use rooms::rooms;
pub use theme::Theme;
#[cfg(feature = "ui")]
pub use ui::App;
#[cfg(feature = "ssr")]
pub use ui::shell;
