//! A TCP proxy that spoils connections on purpose.
//!
//! * [`Link`] listens, connects onwards and keeps track of what is open; connections are cut here;
//! * [`Weather`] says what happens to the bytes of a link at the moment, or of its Redis subscriptions alone;
//! * [`pipe`] carries the bytes of one connection through that weather.

mod link;
mod pipe;
mod weather;

pub(crate) use link::{Link, Which};
pub(crate) use weather::{Sky, Weather};
