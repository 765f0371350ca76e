//! What has happened, as the checker sees it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    chaos::{
        mark::Mark,
        plan::{Role, Store},
        stamp::Stamp,
        trouble::Trouble,
    },
    wire::{FromServer, Message, ToServer},
};

/// Everything that a run has left behind.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) store: Store,
    /// The ids of people, by their numbers.
    pub(crate) people: Vec<String>,
    pub(crate) clients: Vec<Record>,
    /// By the rooms' numbers, as somebody read them who came when all was over.
    pub(crate) logs: Vec<Log>,
    /// What stands in the streams of Redis, if there is one, whatever the servers say.
    pub(crate) kept: Option<BTreeSet<Stamp>>,
    /// What power cuts took out of Redis' file.
    pub(crate) taken: BTreeSet<Stamp>,
    /// Changes that they took.
    pub(crate) undone: BTreeSet<Mark>,
    /// When Redis was started again, in milliseconds since 1970, earliest first.
    pub(crate) restarts: Vec<u64>,
    /// What may be why something did not arrive.
    pub(crate) troubles: Vec<Trouble>,
    /// What programs sent into the rooms' groups.
    pub(crate) posts: Vec<Post>,
    /// When the run began, in milliseconds since 1970.
    pub(crate) began: u64,
    /// When everybody had everything after the storm, in milliseconds since the run began. From then on nothing may be lost
    /// in any dialect.
    pub(crate) calm: u64,
}

/// What a program that knows nothing of Parlor sent into a room's group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Post {
    pub(crate) stamp: Stamp,
    pub(crate) text: String,
    /// Milliseconds since the run began.
    pub(crate) at: u64,
    /// Nothing was wrong any more, and somebody was in the room: it must stand there.
    pub(crate) in_calm: bool,
}

/// The log of a room, from its first message on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Log {
    pub(crate) epoch: String,
    pub(crate) messages: Vec<Message>,
}

/// One client's story.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Earliest first.
    pub(crate) events: Vec<Event>,
    /// What it shows at the end, in the order in which it does; nothing for the tutorial's page.
    pub(crate) shown: Vec<Message>,
    /// What it showed before it came back for the end.
    pub(crate) shown_before: Vec<Message>,
}

/// Something that a client did or saw.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Event {
    /// Milliseconds since the run began.
    pub(crate) at: u64,
    /// Counts the client's connections from 1; 0 is before the first.
    pub(crate) connection: u32,
    pub(crate) what: What,
}

/// What a client did or saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// A socket to this node is open; that took so many milliseconds.
    Opened {
        node: usize,
        took: u64,
    },
    /// A socket did not open.
    Refused(String),
    Sent(ToServer),
    Received(FromServer),
    /// In the tutorial's dialect.
    Told(String),
    /// In the tutorial's dialect.
    Heard(String),
    /// A frame that stands in no document.
    Strange(String),
    /// The server ended the connection, or the line did.
    Closed(Option<u16>),
    /// The client gave up a line that was dead.
    GaveUp,
    Crashed,
    /// It crashed, and forgot where it was.
    Forgot,
    WentOffline,
    StoppedReading,
    /// The client dropped a line that was well, after everybody had said their last.
    Returned,
}

impl Record {
    /// Whether it came back for the end.
    pub(crate) fn returned(&self) -> bool {
        self.events.iter().any(|event| event.what == What::Returned)
    }

    /// What a connection carried, for each connection.
    pub(crate) fn connections(&self) -> impl Iterator<Item = &[Event]> {
        self.events
            .chunk_by(|one, next| one.connection == next.connection)
            .filter(|events| events[0].connection > 0)
    }
}
