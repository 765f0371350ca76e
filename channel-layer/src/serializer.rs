//! How messages become bytes and come back.

pub(crate) mod json;
mod msgpack;

use std::fmt;
use std::str::FromStr;

use crate::{InvalidMessage, Message, OptionsError};

/// How deep lists and maps may be nested, the message itself included. Deeper ones are refused in
/// both directions, so that no message can exhaust the stack of whoever reads it.
const DEEPEST: usize = 128;

/// How messages become bytes: `serializer_format` of `channels_redis`, whose writers these equal
/// byte for byte. The readers accept more than the writers write, and no bytes make them panic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Serializer {
    /// MessagePack. Integers and lengths in their shortest form, floats in 64 bits.
    #[default]
    MsgPack,
    /// JSON as Python writes it: ASCII only, a space after `,` and `:`. It has no byte strings and
    /// no infinities.
    Json,
}

impl Serializer {
    /// Writes a message.
    ///
    /// # Errors
    /// [`InvalidMessage`] if the format has no form for something in it, or it is nested too deep.
    pub fn encode(self, message: &Message) -> Result<Vec<u8>, InvalidMessage> {
        match self {
            Self::MsgPack => msgpack::write(message.as_map()),
            Self::Json => Ok(json::write(message.as_map(), json::Charset::Ascii)?.into_bytes()),
        }
    }

    /// Reads a message. A key that comes twice has its last value. An extension value of
    /// MessagePack reads as [`Value::Null`](crate::Value::Null), since nothing here knows any.
    ///
    /// # Errors
    /// [`InvalidMessage::Undecodable`] for bytes that are not one map with text keys, or go on
    /// after it; [`InvalidMessage::TooDeep`].
    pub fn decode(self, bytes: &[u8]) -> Result<Message, InvalidMessage> {
        match self {
            Self::MsgPack => msgpack::read(bytes),
            Self::Json => json::read(bytes),
        }
    }
}

impl fmt::Display for Serializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MsgPack => "msgpack",
            Self::Json => "json",
        })
    }
}

impl FromStr for Serializer {
    type Err = OptionsError;

    fn from_str(name: &str) -> Result<Self, OptionsError> {
        match name {
            "msgpack" => Ok(Self::MsgPack),
            "json" => Ok(Self::Json),
            other => Err(OptionsError::Serializer(other.to_owned())),
        }
    }
}
