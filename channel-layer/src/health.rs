//! How a layer is doing.

/// How a layer is doing, as [`ChannelLayer::health`](crate::ChannelLayer::health) reports it.
///
/// Counters only grow, so a listener that looks late still sees that something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether messages arrive now: every subscription is confirmed by Redis. Always true for the
    /// memory back end.
    pub connected: bool,
    /// How often messages may have been lost on their way to this process: once each time a
    /// subscription was lost and is made again, counted when it stands again, and once for each
    /// message pushed out of a full local queue. After an increase, read from a source of truth
    /// what was missed. Always 0 for the memory back end, which refuses instead of losing.
    pub gaps: u64,
    /// How many messages were thrown away because their bytes could not be understood.
    pub undecodable: u64,
}
