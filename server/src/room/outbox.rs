use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use super::ChatEntry;

/// Bytes that may wait for one connection. A reader who falls further behind is closed as too slow, and finds
/// what it missed in the log when it comes back.
pub(crate) const CAPACITY: usize = 1024 * 1024;

/// Bytes that may wait where a hint is still added: a reader who is that far behind has other things to read.
const LIGHT: usize = 16 * 1024;

/// What an item costs besides its text: its slot, and the frame header.
pub(super) const OVERHEAD: usize = 64;

/// Something on its way to one connection.
#[derive(Clone, Debug)]
pub(crate) enum Outgoing {
    /// An entry of the room's log; each dialect has its own bytes for it, or none.
    Entry(Arc<ChatEntry>),
    /// A frame of `parlor.v1` that the whole room receives.
    Frame(Utf8Bytes),
    /// The room knows its log now, or knows it anew: the connection asks for what to show.
    Begin,
}

impl Outgoing {
    fn cost(&self) -> usize {
        OVERHEAD
            + match self {
                Self::Entry(event) => event.len(),
                Self::Frame(frame) => frame.len(),
                Self::Begin => 0,
            }
    }
}

/// The bounded queue between a room and one of its connections. The room never waits for it.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Outgoing>,
    bytes: usize,
    overflowed: bool,
}

impl Queue {
    fn given_up() -> Self {
        Self { overflowed: true, ..Self::default() }
    }

    fn is_ready(&self) -> bool {
        self.overflowed || !self.items.is_empty()
    }
}

/// What a connection finds when it looks.
#[derive(Debug)]
pub(crate) enum Drained {
    /// Everything that was waiting, oldest first.
    Items(VecDeque<Outgoing>),
    /// More came than fits: items are lost, and the connection has to end.
    Overflow,
}

impl Outbox {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item; on overflow gives up on this reader and frees what was waiting for it.
    pub(crate) fn push(&self, item: Outgoing) {
        let mut queue = self.queue();
        if queue.overflowed {
            return;
        }
        queue.bytes += item.cost();
        queue.items.push_back(item);
        if queue.bytes > CAPACITY {
            *queue = Queue::given_up();
        }
        drop(queue);
        self.wake.notify_one();
    }

    /// Gives up on this reader as on one that has fallen too far behind: it misses what cannot be added any more.
    pub(crate) fn give_up(&self) {
        *self.queue() = Queue::given_up();
        self.wake.notify_one();
    }

    /// Adds an item that may be lost, unless much is waiting already.
    pub(crate) fn push_if_light(&self, item: Outgoing) {
        if self.queue().bytes <= LIGHT {
            self.push(item);
        }
    }

    /// Waits until there is something to drain. Safe to cancel.
    pub(crate) async fn ready(&self) {
        loop {
            let woken = self.wake.notified();
            if self.queue().is_ready() {
                return;
            }
            woken.await;
        }
    }

    /// Waits until the reader has fallen too far behind. Safe to cancel.
    pub(crate) async fn overflow(&self) {
        loop {
            let woken = self.wake.notified();
            if self.queue().overflowed {
                return;
            }
            woken.await;
        }
    }

    /// Takes everything that is waiting.
    pub(crate) fn drain(&self) -> Drained {
        let mut queue = self.queue();
        if queue.overflowed {
            return Drained::Overflow;
        }
        queue.bytes = 0;
        Drained::Items(std::mem::take(&mut queue.items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(bytes: usize) -> Outgoing {
        Outgoing::Frame("x".repeat(bytes).into())
    }

    fn waiting(outbox: &Outbox) -> Option<usize> {
        match outbox.drain() {
            Drained::Items(items) => Some(items.len()),
            Drained::Overflow => None,
        }
    }

    #[tokio::test]
    async fn what_is_pushed_is_drained_at_once_and_in_order() {
        let outbox = Outbox::default();
        (0..3).for_each(|n| outbox.push(frame(n)));
        outbox.ready().await;
        let Drained::Items(items) = outbox.drain() else { panic!("overflowed") };
        let lengths: Vec<_> = items.iter().map(|item| item.cost() - OVERHEAD).collect();
        assert_eq!(lengths, [0, 1, 2]);
        assert_eq!(waiting(&outbox), Some(0));
    }

    #[tokio::test]
    async fn a_reader_who_falls_too_far_behind_is_given_up_and_its_memory_freed() {
        let outbox = Outbox::default();
        for _ in 0..CAPACITY / 1000 {
            outbox.push(frame(1000));
        }
        outbox.overflow().await;
        assert_eq!(waiting(&outbox), None);
        assert!(outbox.queue().items.is_empty());
        outbox.push(frame(1));
        assert_eq!(waiting(&outbox), None, "an overflow is final");
    }

    #[tokio::test]
    async fn a_reader_who_misses_something_can_be_given_up() {
        let outbox = Outbox::default();
        outbox.push(frame(1));
        outbox.give_up();
        outbox.overflow().await;
        assert_eq!(waiting(&outbox), None);
    }

    #[test]
    fn a_hint_never_costs_a_slow_reader_its_place() {
        let outbox = Outbox::default();
        for _ in 0..CAPACITY {
            outbox.push_if_light(frame(1000));
        }
        assert!(waiting(&outbox).is_some_and(|waiting| waiting * 1000 < 2 * LIGHT));
    }

    #[test]
    fn draining_makes_room() {
        let outbox = Outbox::default();
        for _ in 0..10 {
            outbox.push(frame(CAPACITY / 2));
            assert_eq!(waiting(&outbox), Some(1));
        }
    }
}
