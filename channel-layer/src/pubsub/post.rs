//! What arrives from Redis, on its way into the mailroom; and what is to be subscribed for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::registry::Registry;
use super::topics::Batch;
use crate::hub::{Placed, WhenFull};
use crate::mailroom::Mailroom;
use crate::{ChannelName, GroupName, Health, Message, Options, Serializer};

/// What the operations of a layer and its subscriber tasks share. The tasks hold nothing else, so
/// that they do not keep the layer alive.
///
/// Locks are taken in this order: health, registry, mailroom.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) mailroom: Mailroom,
    pub(super) serializer: Serializer,
    /// What the names of groups begin with on the wire.
    group_prefix: String,
    /// What the names of channels made by any process begin with.
    own_prefix: String,
    registry: Mutex<Registry>,
    health: watch::Sender<Health>,
    /// Rung when subscriptions are asked for or given up: one for each server.
    changes: Vec<Notify>,
    /// Rung when subscriptions were confirmed, or cannot be made now.
    progress: Notify,
}

impl Post {
    pub(super) fn new(options: Options, servers: usize) -> Self {
        Self {
            serializer: options.serializer,
            group_prefix: format!("{}__group__", options.prefix),
            own_prefix: format!("{}specific.", options.prefix),
            mailroom: Mailroom::new(options, WhenFull::DropOldest),
            registry: Mutex::new(Registry::new(servers)),
            health: watch::Sender::default(),
            changes: (0..servers).map(|_| Notify::new()).collect(),
            progress: Notify::new(),
        }
    }

    pub(super) fn health(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    pub(super) fn group_topic(&self, group: &GroupName) -> String {
        format!("{}{group}", self.group_prefix)
    }

    /// A name nobody can guess: 128 random bits from a generator seeded by the system.
    pub(super) fn new_name(&self) -> ChannelName {
        ChannelName::from_wire(&format!("{}{:032x}", self.own_prefix, rand::random::<u128>()))
    }

    /// Puts a message that arrived where it belongs.
    pub(super) fn deliver(&self, topic: &str, body: &[u8]) {
        match self.serializer.decode(body) {
            Ok(message) => match topic.strip_prefix(&self.group_prefix) {
                Some(group) => self.deliver_to_group(&GroupName::from_wire(group), &message),
                None => self.deliver_to_channel(&ChannelName::from_wire(topic), message),
            },
            Err(error) => {
                let count = self.count(|health| &mut health.undecodable);
                if count.is_power_of_two() {
                    tracing::warn!(%topic, %error, count, "dropped a message nobody can read");
                }
            }
        }
    }

    fn deliver_to_group(&self, group: &GroupName, message: &Message) {
        for _ in 0..self.mailroom.group_send(group, message).full {
            self.displaced();
        }
    }

    fn deliver_to_channel(&self, channel: &ChannelName, message: Message) {
        if self.keep(channel, message) == Some(Placed::Displaced) {
            self.displaced();
        }
    }

    /// Keeps a message for whoever reads its channel in this process before it expires, even if
    /// nobody does now: a receive may just have been given up, or begin next. But a made name that
    /// is not known here will never be read here.
    pub(super) fn keep(&self, channel: &ChannelName, message: Message) -> Option<Placed> {
        let is_made = channel.as_str().starts_with(&self.own_prefix);
        let is_lost = is_made && !self.registry().knows(channel);
        (!is_lost).then(|| self.mailroom.send(channel, message))
    }

    /// A full queue has lost its oldest message: its reader has missed something.
    fn displaced(&self) {
        let gaps = self.count(|health| &mut health.gaps);
        if gaps.is_power_of_two() {
            tracing::warn!(gaps, "a full channel lost its oldest message");
        }
    }

    /// Counts one more. Callers log only powers of two: whoever causes one of these may cause many.
    fn count(&self, counter: impl FnOnce(&mut Health) -> &mut u64) -> u64 {
        let mut count = 0;
        self.health.send_modify(|health| {
            let counter = counter(health);
            *counter += 1;
            count = *counter;
        });
        count
    }

    /// Changes what should be subscribed, and has the subscribers look at it.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Registry) -> T) -> T {
        let mut registry = self.registry();
        let result = change(&mut registry);
        for (server, changes) in self.changes.iter().enumerate() {
            if registry.has_changed(server) {
                changes.notify_one();
            }
        }
        result
    }

    /// Waits until a subscription stands, or it is known that it cannot be made now.
    pub(super) async fn settled(&self, topic: &str) {
        loop {
            let mut progress = std::pin::pin!(self.progress.notified());
            progress.as_mut().enable();
            if self.registry().is_settled(topic) {
                return;
            }
            progress.await;
        }
    }

    /// Waits until there may be something to subscribe at a server.
    pub(super) async fn changed(&self, server: usize) {
        self.changes[server].notified().await;
    }

    pub(super) fn next_batch(&self, server: usize) -> Option<Batch> {
        self.registry().next_batch(server)
    }

    pub(super) fn confirm(&self, server: usize, subscribed: Vec<Arc<str>>) {
        self.registry().confirm(server, subscribed);
        self.progress.notify_waiters();
    }

    /// Everything wanted at a server is subscribed. Returns false if more is wanted by now. A gap is
    /// counted at this moment and not before, so that whoever reads what it missed after seeing it
    /// misses nothing more.
    pub(super) fn came_up(&self, server: usize) -> bool {
        let mut is_done = false;
        self.health.send_if_modified(|health| {
            let mut registry = self.registry();
            let Some(was_down) = registry.came_up(server) else { return false };
            is_done = true;
            let before = *health;
            health.connected = registry.is_up();
            health.gaps += u64::from(was_down);
            *health != before
        });
        self.progress.notify_waiters();
        is_done
    }

    pub(super) fn went_down(&self, server: usize) {
        self.health.send_if_modified(|health| {
            self.registry().went_down(server);
            std::mem::replace(&mut health.connected, false)
        });
        self.progress.notify_waiters();
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
