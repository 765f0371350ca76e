use std::time::Duration;

use anyhow::{Context, anyhow};
use channel_layer::{ChannelLayer, Options, Pattern, RedisOptions, Serializer};
use clap::{Args, ValueEnum};

use super::positive_seconds;

/// Which channel layer, and how it is set up. Django's options have the same names and defaults.
#[derive(Clone, Debug, Args)]
pub(crate) struct LayerOptions {
    /// Channel layer: `memory` for one process, `redis-pubsub` for several [default: `redis-pubsub` with --redis,
    /// otherwise `memory`]
    #[arg(long, env = "PARLOR_LAYER", value_enum)]
    layer: Option<Kind>,

    /// Redis to use, as redis://[[USER]:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH; several for several hosts, in the
    /// same order in every process
    #[arg(long, env = "PARLOR_REDIS", value_name = "URL", value_delimiter = ',')]
    redis: Vec<String>,

    /// What the names of keys and channels in Redis begin with
    #[arg(long, env = "PARLOR_PREFIX", default_value = "asgi")]
    prefix: String,

    /// Messages that may wait in one channel
    #[arg(long, env = "PARLOR_CAPACITY", default_value_t = 100)]
    capacity: usize,

    /// Capacity of the channels whose name matches a pattern with `*` and `?`; the first match counts
    #[arg(long, env = "PARLOR_CHANNEL_CAPACITY", value_name = "PATTERN=N", value_delimiter = ',', value_parser = channel_capacity)]
    channel_capacity: Vec<(Pattern, usize)>,

    /// Seconds after which an unread message is dropped
    #[arg(long, env = "PARLOR_EXPIRY", default_value = "60", value_name = "SECONDS", value_parser = positive_seconds)]
    expiry: Duration,

    /// Seconds after which a membership in a group ends that is not renewed
    #[arg(long, env = "PARLOR_GROUP_EXPIRY", default_value = "86400", value_name = "SECONDS", value_parser = positive_seconds)]
    group_expiry: Duration,

    /// How messages are written: msgpack or json
    #[arg(long, env = "PARLOR_SERIALIZER", default_value = "msgpack")]
    serializer: Serializer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Memory,
    RedisPubsub,
}

/// Messages that may wait for one room of this server. A room that falls further behind than this has lost its
/// processor for seconds.
const ROOM_CAPACITY: usize = 10_000;

impl LayerOptions {
    /// Gives the channels of this process, on which its rooms hear, more space than Django's default, unless a
    /// pattern of the operator says otherwise.
    pub(crate) fn with_roomy_channels(mut self) -> Self {
        self.channel_capacity.push((Pattern::new("*specific.*"), ROOM_CAPACITY));
        self
    }

    /// The Redis to use, if there is one.
    pub(crate) fn redis(&self) -> &[String] {
        &self.redis
    }

    /// Makes the layer; one over Redis connects in the background, and keeps trying.
    pub(crate) fn build(self) -> anyhow::Result<ChannelLayer> {
        let kind = self.layer.unwrap_or(if self.redis.is_empty() {
            Kind::Memory
        } else {
            Kind::RedisPubsub
        });
        let options = Options {
            prefix: self.prefix,
            capacity: self.capacity,
            channel_capacity: self.channel_capacity,
            expiry: self.expiry,
            group_expiry: self.group_expiry,
            serializer: self.serializer,
        };
        match kind {
            Kind::Memory if !self.redis.is_empty() => {
                Err(anyhow!("--layer memory has no use for --redis"))
            }
            Kind::Memory => Ok(ChannelLayer::memory(options)),
            Kind::RedisPubsub if self.redis.is_empty() => {
                Err(anyhow!("--layer redis-pubsub needs --redis URL"))
            }
            Kind::RedisPubsub => {
                let options = RedisOptions { layer: options, ..RedisOptions::new(self.redis) };
                ChannelLayer::redis_pubsub(options).context("the channel layer cannot be set up")
            }
        }
    }
}

fn channel_capacity(text: &str) -> anyhow::Result<(Pattern, usize)> {
    let (pattern, capacity) = text.rsplit_once('=').context("it has the form PATTERN=N")?;
    Ok((Pattern::new(pattern), capacity.parse().context("N is a number")?))
}
