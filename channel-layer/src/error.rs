//! What can go wrong, one type per boundary: [`Error`] for every operation of a layer,
//! [`OptionsError`] for building one.

use crate::ChannelName;

/// Why an operation of a layer failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The channel already holds as many unread messages as its capacity allows (Channels
    /// specification, "Capacity"). Only `send` reports it, never `group_send`.
    #[error("channel {0} is full")]
    ChannelFull(ChannelName),
    /// A name that no channel or group may have.
    #[error(transparent)]
    InvalidName(#[from] InvalidName),
    /// A message that cannot be sent.
    #[error(transparent)]
    InvalidMessage(#[from] InvalidMessage),
    /// Nothing arrived in the time given to [`receive_within`](crate::ChannelLayer::receive_within).
    #[error("no message arrived in time")]
    Timeout,
    /// Redis cannot be reached, or did not answer in time. Whether a message sent into silence was
    /// delivered nobody can know, so it is never retried here: a retry could deliver it twice.
    #[error("Redis is unavailable: {0}")]
    Unavailable(String),
}

impl Error {
    /// The kind of error as one word, for logs and command lines.
    ///
    /// ```
    /// assert_eq!(channel_layer::Error::Timeout.kind(), "Timeout");
    /// ```
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ChannelFull(_) => "ChannelFull",
            Self::InvalidName(_) => "InvalidName",
            Self::InvalidMessage(_) => "InvalidMessage",
            Self::Timeout => "Timeout",
            Self::Unavailable(_) => "Unavailable",
        }
    }
}

/// Why a text is no name, or a name cannot be used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Not a channel name. Carries the text, cut to 100 characters.
    #[error(
        "{0:?} is no channel name: 1 to 99 characters, ASCII letters, digits, hyphens, underscores \
         or periods, and at most one `!`, which does not come first"
    )]
    Channel(String),
    /// Not a group name. Carries the text, cut to 100 characters.
    #[error(
        "{0:?} is no group name: 1 to 99 characters, ASCII letters, digits, hyphens, underscores \
         or periods"
    )]
    Group(String),
    /// The channel does not live in this process, so this process cannot put it into a group
    /// (`channels_redis`, Pub/Sub layer).
    #[error("channel {0} does not belong to this layer")]
    Foreign(ChannelName),
}

/// Why a message cannot be sent, or bytes are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMessage {
    /// JSON has no byte strings; the msgpack serializer has.
    #[error("JSON cannot carry the byte string at {0:?}")]
    BytesInJson(String),
    /// JSON has no infinities and no NaN, although Python writes and reads them.
    #[error("JSON cannot carry the number at {0:?}")]
    NumberInJson(String),
    /// Lists and maps are nested more than 128 deep.
    #[error("lists and maps are nested too deep")]
    TooDeep,
    /// The key `__asgi_channel__` belongs to the layer itself (`channels_redis`, core layer).
    #[error("the key \"__asgi_channel__\" is reserved")]
    ReservedKey,
    /// The bytes are not one map with text keys in the layer's format.
    #[error("not a message: {0}")]
    Undecodable(String),
}

/// Why a layer cannot be built. The addresses themselves are not repeated here, since they may
/// contain passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// The list of addresses is empty.
    #[error("a Redis layer needs at least one address")]
    NoAddress,
    /// The address at this position, counted from zero, is not a Redis URL.
    #[error("Redis address number {index} cannot be used: {reason}")]
    Address {
        /// Position in [`RedisOptions::urls`](crate::RedisOptions::urls).
        index: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The layer was built outside of a Tokio runtime, so it cannot keep a connection.
    #[error("a Redis layer must be built inside a Tokio runtime")]
    NoRuntime,
    /// The text is not the name of a serializer.
    #[error("{0:?} is no serializer: use \"msgpack\" or \"json\"")]
    Serializer(String),
}
