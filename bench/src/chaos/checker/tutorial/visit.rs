use crate::chaos::{
    fault::{Line, Target},
    history::{Event, History, What},
    trouble::Trouble,
};

/// How long after the handshake, in milliseconds, the server may come to give a page its place in the room: it may be stopped
/// in between for eight seconds, and then wait for Redis.
const ENTERING: u64 = 15_000;

/// The same in the calm.
const SOON: u64 = 5_000;

/// One connection of a page: when it came, and until when it had to be told everything. Times are in milliseconds since the
/// run began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'a> {
    pub(super) events: &'a [Event],
    /// From then on nothing goes wrong any more.
    pub(super) calm: u64,
    /// The node that it was to.
    pub(super) node: usize,
    /// When the client asked for a socket: the server cannot have known of it before.
    pub(super) asked: u64,
    /// When it had one.
    pub(super) opened: u64,
    /// When, as far as anybody knows, something came into the way of what it was told; at its end at the latest.
    pub(super) whole_until: u64,
    /// It was the client that ended it, when everybody had everything.
    pub(super) lives_in_the_calm: bool,
}

impl<'a> Visit<'a> {
    /// What a connection carried, which begins with its being opened.
    pub(super) fn new(history: &History, events: &'a [Event]) -> Self {
        let opened = events[0].at;
        let (node, took) = match events[0].what {
            What::Opened { node, took } => (node, took),
            _ => (0, 0),
        };
        let asked = opened.saturating_sub(took);
        let end = events.iter().find(|event| ends(event));
        let since_the_beginning = |at: u64| at.saturating_sub(history.began);
        // Whoever asks when it is over finds everything as it should be.
        let came_between = |trouble: &&Trouble| {
            touches(trouble.target, node) && since_the_beginning(trouble.to) >= asked
        };
        let troubles = history.troubles.iter().filter(came_between);
        let troubled = troubles.map(|trouble| since_the_beginning(trouble.from));
        let stops = events.iter().filter(|event| event.what == What::StoppedReading);
        let breaks = troubled.chain(stops.map(|event| event.at)).chain(end.map(|end| end.at));
        Self {
            events,
            calm: history.calm,
            node,
            asked,
            opened,
            whole_until: breaks.min().unwrap_or(u64::MAX),
            lives_in_the_calm: end.is_none_or(|end| end.what == What::Returned),
        }
    }

    /// When it has its place in the room for certain: it misses nothing that is said from then on.
    pub(super) fn entered(&self) -> u64 {
        (self.opened + ENTERING).min(self.opened.max(self.calm) + SOON)
    }

    /// When it was last shown something.
    pub(super) fn last_heard(&self) -> Option<u64> {
        let is_heard = |event: &&Event| matches!(event.what, What::Heard(_));
        self.events.iter().rfind(is_heard).map(|event| event.at)
    }
}

/// Whether a connection is over with this. One that the run itself ended has no end.
fn ends(event: &Event) -> bool {
    matches!(
        event.what,
        What::Returned
            | What::Closed(_)
            | What::GaveUp
            | What::Crashed
            | What::Forgot
            | What::WentOffline
    )
}

/// Whether what befalls this may keep a node's pages from being told what the node tells.
fn touches(target: Target, node: usize) -> bool {
    [Target::Node(node), Target::Line(Line::Clients(node))].contains(&target)
}
