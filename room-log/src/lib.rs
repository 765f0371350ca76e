//! What was said: each room's log.
//!
//! A log gives every message its id and its place, once, and keeps it. Three back ends stand behind one handle, [`Log`]:
//! an embedded SQLite file, Redis Streams for several nodes, and memory for rooms that forget.
//!
//! * [`Log`]: append, and read from it; [`Draft`], [`Appended`], [`Page`], [`Sequel`], [`Tail`], [`Epoch`]
//! * [`Window`]: what one node knows of one room's log, in order and without holes; no I/O
//! * [`LogError`], [`OpenError`]

mod entry;
mod error;
mod page;
mod window;

pub use entry::{Appended, Draft};
pub use error::{LogError, OpenError};
pub use page::{Epoch, Page, Sequel, Tail};
pub use window::{Offer, Replay, Want, Window};
