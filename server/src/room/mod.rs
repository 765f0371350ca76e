//! Rooms on this node: who is connected, what was said, and the way between the log, the layer and the sockets.
//!
//! * [`Rooms`]: the rooms that are open, and `watch`, which finds what the layer has lost
//! * [`Room`], [`Seat`]: one room, and somebody's place in it; `floor`: what it stands on; `keeper`: the tasks that keep it true;
//!   `readings` have one read its log at a time, and `lookup` reads
//! * `hall`: what a room is at one moment, under one lock: the window on its log, `members`, `roster`, `foreign`
//! * [`ChatEntry`], `note`: what is said in the room's groups on the layer, to all and among nodes; `group` names them
//! * `directory`: which rooms have people in them, on all nodes; `herald` tells and hears it in `notice`s, `crowd` ranks them
//! * [`Outbox`]: the bounded queue to one connection; [`Reader`]: where its client stands

mod crowd;
mod directory;
mod event;
mod floor;
mod foreign;
mod group;
mod hall;
mod herald;
mod keeper;
mod lookup;
mod members;
mod nonce;
mod note;
mod notice;
mod outbox;
mod reader;
mod readings;
#[expect(clippy::module_inception, reason = "one noun a file, and the noun is room")]
mod room;
mod rooms;
mod roster;
mod shared;
mod watch;

pub(crate) use event::{ChatEntry, encode};
pub(crate) use group::{directory_group, group_of, own_group_of};
pub(crate) use hall::{Opening, Position};
pub(crate) use members::Dialect;
use members::Members;
pub(crate) use nonce::own_nonce;
pub(crate) use outbox::{Drained, Outbox, Outgoing};
pub(crate) use reader::Reader;
pub(crate) use room::{Room, Seat};
pub(crate) use rooms::Rooms;
