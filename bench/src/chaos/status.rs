//! What a client tells the run about itself, and what the run tells a client.

use std::time::Duration;

use crate::{
    chaos::stamp::Stamp,
    wire::{Id, Who},
};

/// How a client is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// The node that it is connected to.
    pub(crate) node: Option<usize>,
    /// Nothing waits to be sent, and nothing is missing from what it shows.
    pub(crate) settled: bool,
    /// The newest message that it shows, if it knows ids.
    pub(crate) newest: Option<Id>,
    /// Which that is. In the tutorial's dialect, whose pages have no past, only once it has said its last.
    pub(crate) last: Option<Stamp>,
    /// How many messages it shows.
    pub(crate) shown: usize,
    /// Who is in the room, as it was told last.
    pub(crate) people: Option<Vec<Who>>,
    /// In words, for a report on somebody who does not get anywhere.
    pub(crate) words: String,
}

/// What a client is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Lose everything but what is stored, and come back after a time.
    Crash(Duration),
    /// Lose where it was as well.
    Forget(Duration),
    /// Drop the line, and come back after a time.
    GoOffline(Duration),
    /// Read nothing for a time.
    StopReading(Duration),
    /// Say nothing new, and do nothing beside it.
    Finish,
    /// Say one thing more.
    SayLast,
    /// Change something that was said.
    Change,
    /// Take another name.
    Rename,
    /// Drop a line that is well and come back at once; `anew` forgets where it was.
    Return {
        /// Whether everything is to be read again.
        anew: bool,
    },
    /// Do not come back when the connection ends.
    StayAway,
    /// End.
    Leave,
}
