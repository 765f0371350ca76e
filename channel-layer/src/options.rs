//! How a layer behaves. Every field has the default of `channels_redis` where it has one there.

use std::fmt;
use std::time::Duration;

use crate::{ChannelName, Pattern, Serializer};

/// How a layer behaves, whatever carries it.
///
/// ```
/// use channel_layer::{Options, Pattern};
///
/// let options = Options {
///     channel_capacity: vec![(Pattern::new("thumbnails-*"), 10)],
///     ..Options::default()
/// };
/// assert_eq!((options.capacity, options.prefix.as_str()), (100, "asgi"));
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// What everything this layer owns in Redis begins with. All parties must use the same.
    pub prefix: String,
    /// How many unread messages a channel holds.
    pub capacity: usize,
    /// Other capacities for some channels: the first pattern that matches the full name counts.
    pub channel_capacity: Vec<(Pattern, usize)>,
    /// How long an unread message waits (Channels specification: about one minute).
    pub expiry: Duration,
    /// How long a membership lasts after the last `group_add`, so that a reader that never left
    /// does not stay for ever. Redis pub/sub does not need it: there a membership ends with the
    /// process.
    pub group_expiry: Duration,
    /// How messages become bytes. All parties must use the same.
    pub serializer: Serializer,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            prefix: "asgi".to_owned(),
            capacity: 100,
            channel_capacity: Vec::new(),
            expiry: Duration::from_secs(60),
            group_expiry: Duration::from_secs(86_400),
            serializer: Serializer::default(),
        }
    }
}

impl Options {
    /// The capacity of one channel.
    pub(crate) fn capacity_of(&self, channel: &ChannelName) -> usize {
        self.channel_capacity
            .iter()
            .find(|(pattern, _)| pattern.matches(channel.as_str()))
            .map_or(self.capacity, |(_, capacity)| *capacity)
    }
}

/// How a layer on Redis behaves: [`Options`] and what only Redis needs.
#[derive(Clone)]
pub struct RedisOptions {
    /// What all layers have in common.
    pub layer: Options,
    /// Where Redis is: `redis://[user][:password]@host:port/db` or `unix:///path?db=n`. With
    /// several, every name has its home on one of them (by hash), so all parties must list the
    /// same addresses in the same order.
    pub urls: Vec<String>,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long Redis may take to answer a publish before the send fails.
    pub response_timeout: Duration,
    /// How often an idle connection is asked whether it still lives. A dead one that nobody closed
    /// is noticed after this and another 3 seconds.
    pub liveness_interval: Duration,
}

impl RedisOptions {
    /// The defaults for these addresses: 1 s to connect, 1 s to answer, a sign of life every 15 s.
    pub fn new<U: Into<String>>(urls: impl IntoIterator<Item = U>) -> Self {
        Self {
            layer: Options::default(),
            urls: urls.into_iter().map(Into::into).collect(),
            connect_timeout: Duration::from_secs(1),
            response_timeout: Duration::from_secs(1),
            liveness_interval: Duration::from_secs(15),
        }
    }
}

impl fmt::Debug for RedisOptions {
    /// Leaves the addresses out, since they may contain passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisOptions")
            .field("layer", &self.layer)
            .field("urls", &self.urls.len())
            .finish_non_exhaustive()
    }
}
