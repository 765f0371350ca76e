//! Rooms on this node: who is connected, what was said, and the way between the layer and the sockets.
//!
//! * [`Rooms`]: the rooms that are open
//! * [`Room`], [`Seat`]: one room, and somebody's place in it
//! * [`ChatMessage`]: a message, encoded once per dialect
//! * [`Outbox`]: the bounded queue to one connection
//! * [`group_of`]: a room's group on the layer

mod echoes;
mod event;
mod group;
mod history;
mod ids;
mod members;
mod nonce;
mod outbox;
#[expect(clippy::module_inception, reason = "one noun a file, and the noun is room")]
mod room;
mod rooms;
mod shared;

pub(crate) use event::{ChatMessage, encode};
pub(crate) use group::group_of;
pub(crate) use members::Dialect;
use members::Members;
pub(crate) use nonce::own_nonce;
pub(crate) use outbox::{Drained, Outbox, Outgoing};
pub(crate) use room::{Room, Seat};
pub(crate) use rooms::Rooms;
