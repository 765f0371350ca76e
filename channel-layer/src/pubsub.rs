//! The back end on Redis pub/sub: the same bytes as `RedisPubSubChannelLayer` of `channels_redis`.
//!
//! A name is a Redis channel and a message is one `PUBLISH`; Redis keeps nothing. Every process
//! subscribes to what it reads, and distributes within itself what arrives:
//!
//! * `shard`: which of several servers a name lives on;
//! * `registry` and `topics`: what should be subscribed and what is, without I/O;
//! * `subscriber`: one task a server that makes the second equal the first, for ever;
//! * `publisher`: one connection a server to send with;
//! * `post`: what arrives, on its way into the mailroom.

mod backoff;
mod post;
mod publisher;
mod registry;
mod shard;
mod subscriber;
mod topics;

use std::sync::Arc;

use redis::io::tcp::TcpSettings;
use redis::{Client, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, RedisResult};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{
    ChannelName, Delivery, Error, GroupName, Health, InvalidName, Message, OptionsError,
    RedisOptions,
};
use post::Post;
use publisher::Publisher;
use subscriber::Subscriber;

/// The operations, on top of one publisher and one subscriber for each server.
#[derive(Debug)]
pub(crate) struct PubSub {
    post: Arc<Post>,
    servers: Vec<Arc<Server>>,
    /// The subscribers, which end when this is dropped.
    _tasks: JoinSet<()>,
}

/// One Redis.
#[derive(Debug)]
struct Server {
    client: Client,
    publisher: Publisher,
}

impl PubSub {
    pub(crate) fn new(options: RedisOptions) -> Result<Self, OptionsError> {
        let runtime = Handle::try_current().map_err(|_| OptionsError::NoRuntime)?;
        let servers = open_servers(&options)?;
        let (connect_timeout, liveness_interval) =
            (options.connect_timeout, options.liveness_interval);
        let post = Arc::new(Post::new(options.layer, servers.len()));
        let mut tasks = JoinSet::new();
        for (index, server) in servers.iter().enumerate() {
            let (post, server) = (Arc::clone(&post), Arc::clone(server));
            let subscriber = Subscriber { post, server, index, connect_timeout, liveness_interval };
            tasks.spawn_on(subscriber.run(), &runtime);
        }
        Ok(Self { post, servers, _tasks: tasks })
    }

    pub(crate) async fn new_channel(&self) -> Result<ChannelName, Error> {
        let name = self.post.new_name();
        // If the caller gives up while Redis confirms, nobody will ever know the name.
        let mut keeper = Keeper { layer: self, channel: Some(&name) };
        self.post.change(|registry| registry.keep(&name));
        self.post.settled(name.as_str()).await;
        keeper.channel = None;
        drop(keeper);
        Ok(name)
    }

    pub(crate) fn forget(&self, channel: &ChannelName) {
        self.post.change(|registry| {
            registry.forget(channel);
            for group in self.post.mailroom.forget(channel) {
                registry.release(&self.post.group_topic(&group));
            }
        });
    }

    pub(crate) async fn send(&self, channel: &ChannelName, message: &Message) -> Result<(), Error> {
        let heard = self.publish(channel.as_str(), message).await?;
        if heard == 0 {
            // Nobody has it, so keeping it here cannot deliver it twice.
            self.post.keep(channel, message.clone());
        }
        Ok(())
    }

    pub(crate) async fn receive(&self, channel: &ChannelName) -> Result<Message, Error> {
        let mut listening = Listening::new(&self.post, channel);
        self.post.settled(channel.as_str()).await;
        let message = self.post.mailroom.receive(channel).await;
        listening.given_up = false;
        Ok(message)
    }

    pub(crate) async fn group_add(
        &self,
        group: &GroupName,
        channel: &ChannelName,
    ) -> Result<(), Error> {
        let topic = self.post.group_topic(group);
        self.post.change(|registry| {
            if !registry.knows(channel) {
                return Err(InvalidName::Foreign(channel.clone()));
            }
            registry.keep(channel);
            if self.post.mailroom.group_add(group, channel) {
                registry.want(&topic);
            }
            Ok(())
        })?;
        self.post.settled(&topic).await;
        Ok(())
    }

    pub(crate) async fn group_discard(
        &self,
        group: &GroupName,
        channel: &ChannelName,
    ) -> Result<(), Error> {
        self.post.change(|registry| {
            if self.post.mailroom.group_discard(group, channel) {
                registry.release(&self.post.group_topic(group));
            }
        });
        Ok(())
    }

    pub(crate) async fn group_send(
        &self,
        group: &GroupName,
        message: &Message,
    ) -> Result<Delivery, Error> {
        let reached = self.publish(&self.post.group_topic(group), message).await?;
        Ok(Delivery { reached, full: 0 })
    }

    pub(crate) async fn flush(&self) -> Result<(), Error> {
        self.post.change(|registry| {
            registry.forget_all();
            for group in self.post.mailroom.clear() {
                registry.release(&self.post.group_topic(&group));
            }
        });
        Ok(())
    }

    pub(crate) fn health(&self) -> watch::Receiver<Health> {
        self.post.health()
    }

    async fn publish(&self, topic: &str, message: &Message) -> Result<u64, Error> {
        let body = self.post.serializer.encode(message)?;
        let home = shard::index(topic, self.servers.len());
        self.servers[home].publisher.publish(topic, &body).await
    }
}

/// A channel being made, which is forgotten unless it gets finished.
struct Keeper<'a> {
    layer: &'a PubSub,
    channel: Option<&'a ChannelName>,
}

impl Drop for Keeper<'_> {
    fn drop(&mut self) {
        if let Some(channel) = self.channel {
            self.layer.forget(channel);
        }
    }
}

/// A receive under way.
struct Listening<'a> {
    post: &'a Post,
    channel: &'a ChannelName,
    given_up: bool,
}

impl<'a> Listening<'a> {
    fn new(post: &'a Post, channel: &'a ChannelName) -> Self {
        post.change(|registry| registry.listen(channel));
        Self { post, channel, given_up: true }
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.post.change(|registry| registry.unlisten(self.channel, self.given_up));
    }
}

fn open_servers(options: &RedisOptions) -> Result<Vec<Arc<Server>>, OptionsError> {
    if options.urls.is_empty() {
        return Err(OptionsError::NoAddress);
    }
    let open = |(index, url): (usize, &String)| {
        let client = connection_info(url)
            .and_then(Client::open)
            .map_err(|error| OptionsError::Address { index, reason: error.to_string() })?;
        let publisher =
            Publisher::new(client.clone(), options.connect_timeout, options.response_timeout);
        Ok(Arc::new(Server { client, publisher }))
    };
    options.urls.iter().enumerate().map(open).collect()
}

/// Without Nagle's delay, which the redis crate leaves on; and RESP2, see [`Subscriber`].
fn connection_info(url: &str) -> RedisResult<ConnectionInfo> {
    let info = url.into_connection_info()?;
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP2);
    let tcp = TcpSettings::default().set_nodelay(true);
    Ok(info.set_redis_settings(settings).set_tcp_settings(tcp))
}
