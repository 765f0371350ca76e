//! The components, one a file, and what they share.
//!
//! * `shell`: the document around the page, written by the server
//! * `app`: which page it is
//! * `lobby`, `room`, `problem`: the pages; `preferences`: language and light on them
//! * `message_log`, `announcer`, `composer`, `typing_line`, `nickname_field`,
//!   `people`, `settings`, `mentions`, `connection_line`: the parts of a room
//! * `session`: what the parts of a room share; `socket` drives it in the browser
//! * `signals`: what the tab tells while nobody looks
//! * `dynamic`: what changes in a view
//! * `language`: the words of the page
//! * `browser`: what is asked of the browser outside of views

mod announcer;
mod app;
mod browser;
mod composer;
mod connection_line;
mod dynamic;
mod language;
mod lobby;
mod mentions;
mod message_log;
mod nickname_field;
mod people;
mod preferences;
mod problem;
mod room;
mod session;
mod settings;
#[cfg(feature = "ssr")]
mod shell;
mod signals;
#[cfg(feature = "browser")]
mod socket;
mod typing_line;

pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
