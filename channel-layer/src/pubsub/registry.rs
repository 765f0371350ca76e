//! What this process should be subscribed to, and what Redis has confirmed.

use std::collections::HashMap;
use std::sync::Arc;

use super::shard;
use super::topics::{Batch, Topics};
use crate::ChannelName;

/// The channels of this process, and the subscriptions they and their groups need.
#[derive(Debug)]
pub(super) struct Registry {
    locals: HashMap<ChannelName, Local>,
    /// One for each server.
    servers: Vec<Topics>,
}

/// A channel this process is subscribed to.
#[derive(Debug, Default)]
struct Local {
    /// It stays until it is forgotten: it was made here, or is in a group.
    kept: bool,
    /// How many receives are waiting for it.
    readers: usize,
}

impl Registry {
    pub(super) fn new(servers: usize) -> Self {
        Self { locals: HashMap::new(), servers: (0..servers).map(|_| Topics::default()).collect() }
    }

    pub(super) fn knows(&self, channel: &ChannelName) -> bool {
        self.locals.contains_key(channel)
    }

    /// Keeps a channel until it is forgotten.
    pub(super) fn keep(&mut self, channel: &ChannelName) {
        self.local(channel).kept = true;
    }

    /// A receive begins.
    pub(super) fn listen(&mut self, channel: &ChannelName) {
        self.local(channel).readers += 1;
    }

    /// A receive ends. If it was given up, and nobody else needs the channel, so is the channel.
    pub(super) fn unlisten(&mut self, channel: &ChannelName, given_up: bool) {
        let Some(local) = self.locals.get_mut(channel) else { return };
        local.readers = local.readers.saturating_sub(1);
        if given_up && local.readers == 0 && !local.kept {
            self.locals.remove(channel);
            self.release(channel.as_str());
        }
    }

    /// Ends a channel, or, if somebody is still reading it, leaves it to the last reader to end.
    pub(super) fn forget(&mut self, channel: &ChannelName) {
        let Some(local) = self.locals.get_mut(channel) else { return };
        local.kept = false;
        if local.readers == 0 {
            self.locals.remove(channel);
            self.release(channel.as_str());
        }
    }

    /// Ends all channels as [`forget`](Self::forget) does.
    pub(super) fn forget_all(&mut self) {
        for channel in self.locals.keys().cloned().collect::<Vec<_>>() {
            self.forget(&channel);
        }
    }

    /// Asks for a subscription once more.
    pub(super) fn want(&mut self, topic: &str) {
        self.home_of(topic).want(topic);
    }

    /// Takes back one request for a subscription.
    pub(super) fn release(&mut self, topic: &str) {
        self.home_of(topic).release(topic);
    }

    /// Whether there is nothing to wait for: Redis has confirmed the subscription, or is away and
    /// will be asked as soon as it is back.
    pub(super) fn is_settled(&self, topic: &str) -> bool {
        self.servers[shard::index(topic, self.servers.len())].is_settled(topic)
    }

    /// See [`Topics::has_changed`].
    pub(super) fn has_changed(&self, server: usize) -> bool {
        self.servers[server].has_changed()
    }

    /// See [`Topics::next_batch`].
    pub(super) fn next_batch(&mut self, server: usize) -> Option<Batch> {
        self.servers[server].next_batch()
    }

    /// Redis has carried a batch out.
    pub(super) fn confirm(&mut self, server: usize, subscribed: Vec<Arc<str>>) {
        self.servers[server].confirm(subscribed);
    }

    /// See [`Topics::came_up`].
    pub(super) fn came_up(&mut self, server: usize) -> Option<bool> {
        self.servers[server].came_up()
    }

    /// See [`Topics::went_down`].
    pub(super) fn went_down(&mut self, server: usize) {
        self.servers[server].went_down();
    }

    pub(super) fn is_up(&self) -> bool {
        self.servers.iter().all(Topics::is_up)
    }

    fn local(&mut self, channel: &ChannelName) -> &mut Local {
        if !self.knows(channel) {
            self.want(channel.as_str());
        }
        self.locals.entry(channel.clone()).or_default()
    }

    fn home_of(&mut self, topic: &str) -> &mut Topics {
        let home = shard::index(topic, self.servers.len());
        &mut self.servers[home]
    }
}
