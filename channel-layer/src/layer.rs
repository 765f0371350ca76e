//! The handle everybody holds.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::memory::Memory;
use crate::pubsub::PubSub;
use crate::{
    Channel, ChannelName, Error, GroupName, Health, InvalidMessage, Message, Options, OptionsError,
    RedisOptions,
};

/// The key the layer itself writes into messages (`channels_redis`, core layer).
const RESERVED_KEY: &str = "__asgi_channel__";

/// A channel layer. Clones are handles to the same layer; with the last one its connections close.
#[derive(Debug, Clone)]
pub struct ChannelLayer {
    back_end: BackEnd,
    group_expiry: Duration,
}

/// What carries the messages.
#[derive(Debug, Clone)]
enum BackEnd {
    Memory(Arc<Memory>),
    PubSub(Arc<PubSub>),
}

/// What became of a group message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How many took it. In memory: member channels. On Redis pub/sub: subscribed processes, as
    /// Redis answers.
    pub reached: u64,
    /// How many member channels were full and went without. Always 0 on Redis pub/sub, where the
    /// sender cannot know.
    pub full: u64,
}

/// Does the same on whichever back end there is.
macro_rules! on_back_end {
    ($self:ident, $back_end:ident => $operation:expr) => {
        match &$self.back_end {
            BackEnd::Memory($back_end) => $operation,
            BackEnd::PubSub($back_end) => $operation,
        }
    };
}

impl ChannelLayer {
    /// A layer inside this process. Needs nothing and never disconnects.
    ///
    /// A channel that is full refuses: `send` fails with [`Error::ChannelFull`], `group_send` skips
    /// it and says so in [`Delivery::full`].
    #[must_use]
    pub fn memory(options: Options) -> Self {
        let group_expiry = options.group_expiry;
        Self { back_end: BackEnd::Memory(Arc::new(Memory::new(options))), group_expiry }
    }

    /// A layer on Redis pub/sub, on the wire the same as `RedisPubSubChannelLayer` of
    /// `channels_redis`.
    ///
    /// Returns at once, whether or not Redis is there: the layer connects in the background and
    /// never stops trying. While it is away, sends fail within about a second with
    /// [`Error::Unavailable`], everything else goes on, and [`health`](Self::health) tells.
    ///
    /// Differences from the reference, all of them in this process only: local queues hold
    /// [`Options::capacity`] messages and drop the oldest (the reference grows without limit);
    /// messages expire after [`Options::expiry`]; and a message to a general channel that nobody
    /// in the cluster listens to waits here for a later [`receive`](Self::receive) of this process.
    ///
    /// # Errors
    /// [`OptionsError`] if there is no address, one cannot be read, or no Tokio runtime is running.
    pub fn redis_pubsub(options: RedisOptions) -> Result<Self, OptionsError> {
        let group_expiry = options.layer.group_expiry;
        Ok(Self { back_end: BackEnd::PubSub(Arc::new(PubSub::new(options)?)), group_expiry })
    }

    /// Makes a channel that lives as long as the returned value. Otherwise as
    /// [`new_channel`](Self::new_channel).
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn open(&self) -> Result<Channel, Error> {
        let name = self.new_channel().await?;
        Ok(Channel::new(self.clone(), name))
    }

    /// Makes a channel of this process with a name nobody can guess, and keeps it until
    /// [`forget`](Self::forget). On Redis it is subscribed when this returns, or will be as soon as
    /// Redis is there.
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn new_channel(&self) -> Result<ChannelName, Error> {
        on_back_end!(self, layer => layer.new_channel().await)
    }

    /// Ends a channel of this process: leaves its groups, ends its subscription and frees its queue
    /// with what is still in it. Forgetting an unknown name does nothing.
    pub fn forget(&self, channel: &ChannelName) {
        on_back_end!(self, layer => layer.forget(channel));
    }

    /// Sends a message to one channel. Never waits for the reader. Each message reaches at most one
    /// reader, except that on Redis pub/sub every process that listens to a general name gets it
    /// (channels_redis#299).
    ///
    /// # Errors
    /// [`Error::ChannelFull`] in memory; [`Error::Unavailable`] on Redis;
    /// [`Error::InvalidMessage`].
    pub async fn send(&self, channel: &ChannelName, message: &Message) -> Result<(), Error> {
        refuse_reserved_key(message)?;
        on_back_end!(self, layer => layer.send(channel, message).await)
    }

    /// Waits for the next message of a channel, for ever if need be. Messages of one sender come in
    /// the order they were sent. Several tasks may read the same name; each message goes to one.
    ///
    /// A receive that is dropped before it is done loses nothing: what was in the queue stays there.
    /// On Redis pub/sub, a name that is neither from [`new_channel`](Self::new_channel) nor in a
    /// group is subscribed by the first receive and stays so between receives; dropping an
    /// unfinished receive ends that subscription.
    ///
    /// # Errors
    /// None with today's back ends: an outage is waited for.
    pub async fn receive(&self, channel: &ChannelName) -> Result<Message, Error> {
        on_back_end!(self, layer => layer.receive(channel).await)
    }

    /// As [`receive`](Self::receive), but gives up after `limit`.
    ///
    /// # Errors
    /// [`Error::Timeout`] if nothing came, [`Error::Unavailable`] if nothing could have come
    /// because Redis is away.
    pub async fn receive_within(
        &self,
        channel: &ChannelName,
        limit: Duration,
    ) -> Result<Message, Error> {
        match tokio::time::timeout(limit, self.receive(channel)).await {
            Ok(received) => received,
            Err(_) if self.health().borrow().connected => Err(Error::Timeout),
            Err(_) => Err(Error::Unavailable("not connected".to_owned())),
        }
    }

    /// Puts a channel into a group. Adding it again renews the membership, which otherwise ends
    /// [`Options::group_expiry`] later. On Redis, a message sent to the group after this returns
    /// will arrive; while Redis is away the membership is noted and takes effect when it is back.
    ///
    /// # Errors
    /// [`InvalidName::Foreign`](crate::InvalidName::Foreign) on Redis pub/sub, for a channel of
    /// another process.
    pub async fn group_add(&self, group: &GroupName, channel: &ChannelName) -> Result<(), Error> {
        on_back_end!(self, layer => layer.group_add(group, channel).await)
    }

    /// Takes a channel out of a group. Does nothing if it is not in there.
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn group_discard(
        &self,
        group: &GroupName,
        channel: &ChannelName,
    ) -> Result<(), Error> {
        on_back_end!(self, layer => layer.group_discard(group, channel).await)
    }

    /// Sends a message to every channel in a group. Full channels go without (Channels
    /// specification: `group_send` never raises `ChannelFull`). An empty group is no error.
    ///
    /// # Errors
    /// [`Error::Unavailable`] on Redis; [`Error::InvalidMessage`].
    pub async fn group_send(
        &self,
        group: &GroupName,
        message: &Message,
    ) -> Result<Delivery, Error> {
        refuse_reserved_key(message)?;
        on_back_end!(self, layer => layer.group_send(group, message).await)
    }

    /// Empties the layer: every unread message, every membership and every channel. On Redis
    /// pub/sub it empties this process' part, since there is nothing else to empty.
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn flush(&self) -> Result<(), Error> {
        on_back_end!(self, layer => layer.flush().await)
    }

    /// How long a membership lasts after the last [`group_add`](Self::group_add): whoever stays
    /// longer adds itself again before that (Channels specification, `group_expiry`).
    #[must_use]
    pub fn group_expiry(&self) -> Duration {
        self.group_expiry
    }

    /// How the layer is doing, now and whenever that changes.
    #[must_use]
    pub fn health(&self) -> watch::Receiver<Health> {
        on_back_end!(self, layer => layer.health())
    }
}

fn refuse_reserved_key(message: &Message) -> Result<(), InvalidMessage> {
    match message.get(RESERVED_KEY) {
        Some(_) => Err(InvalidMessage::ReservedKey),
        None => Ok(()),
    }
}
