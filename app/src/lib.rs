//! What people see: the lobby, the room, the composer, the list of messages.
//!
//! * [`markup`]: the text of a message, as pieces of a page
//! * [`talk`]: what a conversation is, as plain state machines without a page, a socket or a clock
//! * [`Json`]: a JSON value, parsed by whoever is there to do it
//! * [`Boot`], [`Page`], [`Locale`], [`Assets`]: what the server tells a page
//! * `ui`: the components, built only with one of the features `ssr`, `hydrate` and `csr`;
//!   `shell` is the whole document, `App` its body
//!
//! On the server [`Boot`] comes by context and is written into the page; a hydrated page reads it there; a
//! page that the browser builds makes its own from the address.

mod boot;
mod json;
mod locale;
pub mod markup;
pub mod talk;
#[cfg(feature = "ui")]
#[expect(unreachable_pub, reason = "what `#[component]` generates is `pub`")]
mod ui;

pub use boot::{Assets, Boot, Page};
pub use json::Json;
pub use locale::Locale;
#[cfg(feature = "ui")]
pub use ui::App;
#[cfg(feature = "ssr")]
pub use ui::shell;
