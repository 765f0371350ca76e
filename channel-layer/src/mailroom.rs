//! The hub behind a lock, and readers that wait at it.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::hub::{Hub, Placed, Spread, WhenFull};
use crate::{ChannelName, GroupName, Message, Options};

/// The hub of one layer, shared by everybody who sends and receives.
///
/// One lock for all: what happens under it is a few map operations and no copying of messages, and
/// it is never held across an await.
#[derive(Debug)]
pub(crate) struct Mailroom {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    hub: Hub,
    /// Where readers of a channel wait. Only channels with a reader have one.
    doors: HashMap<ChannelName, Door>,
}

#[derive(Debug, Default)]
struct Door {
    bell: Arc<Notify>,
    readers: usize,
}

impl Mailroom {
    pub(crate) fn new(options: Options, when_full: WhenFull) -> Self {
        let state = State { hub: Hub::new(options, when_full), doors: HashMap::new() };
        Self { state: Mutex::new(state) }
    }

    pub(crate) fn send(&self, channel: &ChannelName, message: Message) -> Placed {
        let mut state = self.lock();
        let placed = state.hub.send(channel, message, now());
        if placed != Placed::Refused {
            state.ring(channel);
        }
        placed
    }

    pub(crate) fn group_send(&self, group: &GroupName, message: &Message) -> Spread {
        let mut state = self.lock();
        let spread = state.hub.group_send(group, message, now());
        for channel in &spread.reached {
            state.ring(channel);
        }
        spread
    }

    /// Waits for a message. Between taking it out of the queue and returning there is no await, so
    /// a receive that is dropped leaves every message where it was.
    pub(crate) async fn receive(&self, channel: &ChannelName) -> Message {
        let reader = Reader::new(self, channel);
        loop {
            // Enabled before looking, so that a message that comes after the look rings for us. A
            // ring that we do not use, since we are dropped, goes on to the next reader.
            let mut ring = pin!(reader.bell.notified());
            ring.as_mut().enable();
            if let Some(message) = self.lock().hub.receive(channel, now()) {
                return message;
            }
            ring.await;
        }
    }

    /// See [`Hub::group_add`].
    pub(crate) fn group_add(&self, group: &GroupName, channel: &ChannelName) -> bool {
        self.lock().hub.group_add(group, channel, now())
    }

    /// See [`Hub::group_discard`].
    pub(crate) fn group_discard(&self, group: &GroupName, channel: &ChannelName) -> bool {
        self.lock().hub.group_discard(group, channel)
    }

    /// See [`Hub::forget`].
    pub(crate) fn forget(&self, channel: &ChannelName) -> Vec<GroupName> {
        self.lock().hub.forget(channel)
    }

    /// See [`Hub::clear`].
    pub(crate) fn clear(&self) -> Vec<GroupName> {
        self.lock().hub.clear()
    }

    /// A panic while the lock was held can only be a defect in the hub, whose steps leave it whole;
    /// going on is better than failing every operation from then on.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ring(&self, channel: &ChannelName) {
        if let Some(door) = self.doors.get(channel) {
            door.bell.notify_one();
        }
    }
}

/// Somebody waiting at a channel's door, which goes away with the last one.
struct Reader<'a> {
    mailroom: &'a Mailroom,
    channel: &'a ChannelName,
    bell: Arc<Notify>,
}

impl<'a> Reader<'a> {
    fn new(mailroom: &'a Mailroom, channel: &'a ChannelName) -> Self {
        let mut state = mailroom.lock();
        let door = state.doors.entry(channel.clone()).or_default();
        door.readers += 1;
        Self { mailroom, channel, bell: Arc::clone(&door.bell) }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut state = self.mailroom.lock();
        if let Some(door) = state.doors.get_mut(self.channel) {
            door.readers -= 1;
            if door.readers == 0 {
                state.doors.remove(self.channel);
            }
        }
    }
}

/// Tokio's clock, so that tests can move it.
fn now() -> std::time::Instant {
    Instant::now().into_std()
}
