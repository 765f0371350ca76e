//! What can go wrong in a run.

use std::time::Duration;

use serde::Serialize;

use crate::proxy::{Sky, Which};

/// A way between two processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Line {
    /// From the clients to a node.
    Clients(usize),
    /// From a node to Redis.
    Redis(usize),
}

/// What a fault befalls. One thing has one fault at a time, so that each heals what it has spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Target {
    /// A node, by its number.
    Node(usize),
    /// Redis.
    Redis,
    /// A line.
    Line(Line),
    /// A client, by its number.
    Client(usize),
}

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What it befalls.
    pub(crate) target: Target,
    /// What happens.
    pub(crate) harm: Harm,
    /// How long it lasts: until a restart, or until the line is well again.
    pub(crate) time: Duration,
}

/// What happens to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// `kill -9` of a node or Redis.
    Kill,
    /// SIGTERM to a node or Redis.
    Terminate,
    /// SIGSTOP of a node or Redis.
    Stop,
    /// Redis' machine loses power, and what was written so shortly before.
    PowerCut(Duration),
    /// `CLIENT KILL TYPE pubsub`.
    KillSubscriptions,
    /// Connections of a line are closed.
    Cut(Which),
    /// A line lets nobody through.
    Partition,
    /// A line's bytes suffer.
    Spoil(Sky),
    /// Only those of Redis subscriptions do.
    SpoilSubscriptions(Sky),
    /// A client loses everything but what it has stored: what it wants to say, and where it was.
    Crash,
    /// A client loses where it was as well.
    Amnesia,
    /// A client is without a network.
    Offline,
    /// A client does not read.
    Deaf,
}

impl Fault {
    /// Its name in a count.
    pub(crate) fn kind(&self) -> String {
        let target = match self.target {
            Target::Node(_) => "node",
            Target::Redis => "redis",
            Target::Line(Line::Clients(_)) => "client line",
            Target::Line(Line::Redis(_)) => "redis line",
            Target::Client(_) => "client",
        };
        format!("{target} {}", self.harm.name())
    }
}

impl Harm {
    fn name(self) -> &'static str {
        match self {
            Self::Kill => "killed",
            Self::Terminate => "terminated",
            Self::Stop => "stopped",
            Self::PowerCut(_) => "without power",
            Self::KillSubscriptions => "subscriptions killed",
            Self::Cut(Which::All) => "cut",
            Self::Cut(Which::One(_)) => "cut once",
            Self::Cut(Which::Subscriptions | Which::Doomed) => "subscriptions cut",
            Self::Partition => "partitioned",
            Self::Spoil(sky) => sky_name(sky),
            Self::SpoilSubscriptions(Sky::Silent) => "subscriptions half-open",
            Self::SpoilSubscriptions(Sky::Muted) => "subscriptions deaf",
            Self::SpoilSubscriptions(_) => "subscriptions spoilt",
            Self::Crash => "crashed",
            Self::Amnesia => "crashed and forgot",
            Self::Offline => "offline",
            Self::Deaf => "not reading",
        }
    }
}

fn sky_name(sky: Sky) -> &'static str {
    match sky {
        Sky::Clear => "clear",
        Sky::Silent => "half-open",
        Sky::Muted => "deaf",
        Sky::Slow(_) => "slow",
        Sky::Late(_) => "late",
        Sky::Held => "reordered",
    }
}
