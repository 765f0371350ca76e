//! A TCP proxy that spoils connections on purpose.
//!
//! * [`Link`] listens, connects onwards and keeps track of what is [`open`]; connections are cut there;
//! * [`Weather`] says what happens to the bytes of a link at the moment, or of its Redis subscriptions alone;
//! * [`pipe`] carries the bytes of one connection through that weather, and [`replies`] tells apart what Redis says.

mod link;
mod open;
mod pipe;
mod replies;
mod weather;

pub(crate) use link::Link;
pub(crate) use open::Which;
pub(crate) use weather::{Sky, Weather};
