//! A channel layer: send a message to a name, and whoever reads that name gets it, in this process
//! or in another one.
//!
//! It speaks the language of [Django Channels](https://channels.readthedocs.io): *channels*,
//! *groups* and *messages*, with the same names and, on Redis, the same bytes on the wire as
//! `channels_redis`. It knows names and maps, and nothing about what is said in them.
//!
//! ```
//! use channel_layer::{ChannelLayer, GroupName, Message, Options};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), channel_layer::Error> {
//! let layer = ChannelLayer::memory(Options::default());
//! let lobby = GroupName::parse("chat_lobby")?;
//!
//! let channel = layer.open().await?; // leaves its groups when it is dropped
//! channel.join(&lobby).await?;
//! layer.group_send(&lobby, &Message::new("chat_message").with("message", "hi")).await?;
//!
//! assert_eq!(channel.receive().await?.text("message"), Some("hi"));
//! # Ok(())
//! # }
//! ```
//!
//! # Layout
//!
//! * what is said: [`ChannelName`] and [`GroupName`] in `names`, [`Message`], [`Map`], [`Value`],
//!   and how they become bytes, [`Serializer`];
//! * who says it: [`ChannelLayer`], the handle, and [`Channel`], a name whose lifetime is yours;
//! * `hub`: queues, groups, capacity and expiry, as a state machine without I/O or clock;
//! * `mailroom`: the hub behind a lock, and readers that wait at it;
//! * `memory` and `pubsub`: the back ends;
//! * [`Options`], [`RedisOptions`], [`Pattern`], [`Health`], [`Error`].

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that cannot go on must stop"))]

mod channel;
mod error;
mod health;
mod hub;
mod layer;
mod mailroom;
mod map;
mod memory;
mod message;
mod names;
mod options;
mod pattern;
mod pubsub;
mod serializer;
mod value;

pub use channel::Channel;
pub use error::{Error, InvalidMessage, InvalidName, OptionsError};
pub use health::Health;
pub use layer::{ChannelLayer, Delivery};
pub use map::Map;
pub use message::Message;
pub use names::{ChannelName, GroupName};
pub use options::{Options, RedisOptions};
pub use pattern::Pattern;
pub use serializer::Serializer;
pub use value::Value;

/// The examples of the read-me file, so that they stay true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadMe;
