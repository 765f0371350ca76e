//! Queues and groups as a state machine: no I/O, no waiting, and the time comes as an argument.

mod groups;
#[cfg(test)]
mod model;

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::{ChannelName, GroupName, Message, Options};
use groups::Groups;

/// What happens to a message for a channel that is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// The new message is refused, and the sender knows.
    Refuse,
    /// The oldest message makes room, since the sender is elsewhere and cannot know.
    DropOldest,
}

/// Where a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Placed {
    /// Into the queue.
    Queued,
    /// Into the queue, and the oldest one out of it.
    Displaced,
    /// Nowhere: the queue is full.
    Refused,
}

/// Where a group message went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Spread {
    /// The members that have it now.
    pub(crate) reached: Vec<ChannelName>,
    /// How many members were full: they went without, or lost their oldest message.
    pub(crate) full: usize,
}

/// All queues and groups of one process.
#[derive(Debug)]
pub(crate) struct Hub {
    options: Options,
    when_full: WhenFull,
    /// Only queues with something in them, so that a name nobody reads takes no memory for long.
    queues: HashMap<ChannelName, Queue>,
    groups: Groups,
    swept: Option<Instant>,
}

/// Messages in the order they were sent, each with the time it was.
type Queue = VecDeque<(Instant, Message)>;

impl Hub {
    pub(crate) fn new(options: Options, when_full: WhenFull) -> Self {
        let groups = Groups::default();
        Self { options, when_full, queues: HashMap::new(), groups, swept: None }
    }

    pub(crate) fn send(&mut self, channel: &ChannelName, message: Message, now: Instant) -> Placed {
        self.sweep_now_and_then(now);
        let capacity = self.options.capacity_of(channel);
        let queue = self.queues.entry(channel.clone()).or_default();
        trim(queue, self.options.expiry, now);
        let mut placed = Placed::Queued;
        if queue.len() >= capacity {
            placed = match self.when_full {
                WhenFull::Refuse => Placed::Refused,
                WhenFull::DropOldest => Placed::Displaced,
            };
        }
        if placed == Placed::Displaced {
            queue.pop_front();
        }
        if placed != Placed::Refused {
            queue.push_back((now, message));
        }
        if queue.is_empty() {
            self.queues.remove(channel); // a channel of capacity zero
        }
        placed
    }

    pub(crate) fn group_send(
        &mut self,
        group: &GroupName,
        message: &Message,
        now: Instant,
    ) -> Spread {
        self.expire_members(group, now);
        let mut spread = Spread::default();
        for member in self.groups.members(group) {
            let placed = self.send(&member, message.clone(), now);
            if placed != Placed::Queued {
                spread.full += 1;
            }
            if placed != Placed::Refused {
                spread.reached.push(member);
            }
        }
        spread
    }

    pub(crate) fn receive(&mut self, channel: &ChannelName, now: Instant) -> Option<Message> {
        self.sweep_now_and_then(now);
        let queue = self.queues.get_mut(channel)?;
        trim(queue, self.options.expiry, now);
        let received = queue.pop_front();
        if queue.is_empty() {
            self.queues.remove(channel);
        }
        received.map(|(_, message)| message)
    }

    /// Adds a member, or renews its membership. Says whether the group had no member before.
    pub(crate) fn group_add(
        &mut self,
        group: &GroupName,
        channel: &ChannelName,
        now: Instant,
    ) -> bool {
        self.sweep_now_and_then(now);
        self.groups.add(group, channel, now)
    }

    /// Says whether the group has just lost its last member.
    pub(crate) fn group_discard(&mut self, group: &GroupName, channel: &ChannelName) -> bool {
        self.groups.discard(group, channel)
    }

    /// Drops a channel's queue and memberships. Returns the groups that are empty now.
    pub(crate) fn forget(&mut self, channel: &ChannelName) -> Vec<GroupName> {
        self.queues.remove(channel);
        self.groups.forget(channel)
    }

    /// Drops everything. Returns the groups there were.
    pub(crate) fn clear(&mut self) -> Vec<GroupName> {
        self.queues.clear();
        self.groups.clear()
    }

    /// Memberships end by time only where the sender decides about members. Where members follow
    /// from a subscription of this process, they end with the process.
    fn expire_members(&mut self, group: &GroupName, now: Instant) {
        if self.when_full == WhenFull::Refuse {
            self.groups.expire(group, self.options.group_expiry, now);
        }
    }

    /// Once per expiry, and at most once a second, drops what nobody came for.
    fn sweep_now_and_then(&mut self, now: Instant) {
        let pause = self.options.expiry.max(Duration::from_secs(1));
        if now.saturating_duration_since(*self.swept.get_or_insert(now)) < pause {
            return;
        }
        self.swept = Some(now);
        let expiry = self.options.expiry;
        self.queues.retain(|_, queue| {
            trim(queue, expiry, now);
            !queue.is_empty()
        });
        for group in self.groups.names() {
            self.expire_members(&group, now);
        }
    }

    #[cfg(test)]
    fn check_invariants(&self) {
        for (channel, queue) in &self.queues {
            assert!(!queue.is_empty(), "{channel} has an empty queue");
            assert!(queue.len() <= self.options.capacity_of(channel), "{channel} is too long");
            assert!(queue.iter().is_sorted_by_key(|(sent, _)| *sent), "{channel} is out of order");
        }
        self.groups.check_invariants();
    }
}

/// Drops the messages that are too old, which are the first ones.
fn trim(queue: &mut Queue, expiry: Duration, now: Instant) {
    while queue.front().is_some_and(|(sent, _)| now.saturating_duration_since(*sent) >= expiry) {
        queue.pop_front();
    }
}
