use serde::{Deserialize, Serialize};

use crate::RoomName;

/// A room with people in it, as the lobby lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Which room; never a private one.
    pub name: RoomName,
    /// How many people are there, over all nodes. Many pages of one person are one person.
    pub people: usize,
    /// When something was last said, in milliseconds since 1970-01-01 00:00 UTC; nothing when nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<u64>,
}

/// The rooms with people in them: at most [`LISTED_ROOMS`](crate::limits::LISTED_ROOMS), most people first, then where something was said last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomList {
    /// In that order.
    pub rooms: Vec<Listed>,
}
