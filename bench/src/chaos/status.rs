//! What a client tells the run about itself, and what the run tells a client.

use std::time::Duration;

use crate::wire::Id;

/// How a client is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// The node that it is connected to.
    pub(crate) node: Option<usize>,
    /// Nothing waits to be sent, and nothing is missing from what it shows.
    pub(crate) settled: bool,
    /// The newest message that it shows.
    pub(crate) newest: Option<Id>,
    /// The ids of who is in the room, as it was told last.
    pub(crate) people: Option<Vec<String>>,
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
    /// Say nothing new.
    Finish,
    /// Do not come back when the connection ends.
    StayAway,
    /// End.
    Leave,
}
