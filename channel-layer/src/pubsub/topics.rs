//! The subscriptions at one server.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::Arc;

use indexmap::IndexSet;

/// How many names one command subscribes, so that neither side has to swallow thousands at once.
const BATCH: usize = 512;

/// The subscriptions at one server: which are wanted, which stand, and between which of them there
/// may be a difference. Whoever wants one only says so; [`next_batch`](Self::next_batch) tells the
/// connection what to do about it, and after a loss the same code does everything again.
#[derive(Debug, Default)]
pub(super) struct Topics {
    link: Link,
    /// How often each is wanted: a channel and a group can have the same name on the wire.
    wanted: HashMap<Arc<str>, usize>,
    /// Confirmed by Redis and not being given up.
    live: HashSet<Arc<str>>,
    /// Perhaps wanted and not live, or the reverse. In order, so that nobody waits for ever.
    changed: IndexSet<Arc<str>>,
}

/// The state of the subscribing connection.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// The first attempt is under way.
    #[default]
    Starting,
    /// Everything wanted was confirmed.
    Up,
    /// Lost, or never made.
    Down,
}

/// What to ask Redis for next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) subscribe: Vec<Arc<str>>,
    pub(super) unsubscribe: Vec<Arc<str>>,
}

impl Topics {
    pub(super) fn want(&mut self, topic: &str) {
        let topic: Arc<str> = topic.into();
        *self.wanted.entry(Arc::clone(&topic)).or_default() += 1;
        self.changed.insert(topic);
    }

    pub(super) fn release(&mut self, topic: &str) {
        let Some(count) = self.wanted.get_mut(topic) else { return };
        *count -= 1;
        if *count == 0 {
            self.wanted.remove(topic);
            self.changed.insert(topic.into());
        }
    }

    /// Whether the connection may have something to do.
    pub(super) fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What the connection should do next; none if nothing.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while !self.changed.is_empty() && batch == Batch::default() {
            for topic in self.changed.drain(..self.changed.len().min(BATCH)) {
                match (self.wanted.contains_key(&topic), self.live.contains(&topic)) {
                    (true, false) => batch.subscribe.push(topic),
                    (false, true) => {
                        // From now on nobody may count on it, even before Redis has ended it.
                        self.live.remove(&topic);
                        batch.unsubscribe.push(topic);
                    }
                    _ => {}
                }
            }
        }
        (batch != Batch::default()).then_some(batch)
    }

    /// These subscriptions stand now.
    pub(super) fn confirm(&mut self, subscribed: Vec<Arc<str>>) {
        self.live.extend(subscribed);
    }

    /// Everything wanted stands, if nothing has changed meanwhile. Says whether the link was down
    /// before, so that messages were missed; none if there is still something to do.
    pub(super) fn came_up(&mut self) -> Option<bool> {
        let done = self.changed.is_empty();
        done.then(|| mem::replace(&mut self.link, Link::Up) == Link::Down)
    }

    /// The connection is gone and every subscription with it.
    pub(super) fn went_down(&mut self) {
        self.link = Link::Down;
        self.live.clear();
        self.changed = self.wanted.keys().cloned().collect();
    }

    pub(super) fn is_up(&self) -> bool {
        self.link == Link::Up
    }

    /// Whether waiting for the subscription has no point: it stands, or cannot be made now, or
    /// nobody wants it any longer.
    pub(super) fn is_settled(&self, topic: &str) -> bool {
        self.link == Link::Down || self.live.contains(topic) || !self.wanted.contains_key(topic)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// A server that does what the batches say, and loses everything when the link goes down.
    fn check(steps: Vec<(u8, u8)>) {
        let (mut topics, mut server) = (Topics::default(), HashSet::new());
        let mut wanted = [0_usize; 4];
        for (action, number) in steps {
            let name = format!("topic-{}", number % 4);
            let count = &mut wanted[usize::from(number % 4)];
            match action % 6 {
                0 | 1 => {
                    topics.want(&name);
                    *count += 1;
                }
                2 => {
                    topics.release(&name);
                    *count = count.saturating_sub(1);
                }
                3 => {
                    topics.went_down();
                    server.clear();
                }
                _ => {
                    while let Some(batch) = topics.next_batch() {
                        assert!(batch.subscribe.iter().all(|topic| server.insert(topic.clone())));
                        assert!(batch.unsubscribe.iter().all(|topic| server.remove(topic)));
                        topics.confirm(batch.subscribe);
                    }
                    assert!(topics.came_up().is_some());
                    let expected = (0..4_usize).filter(|n| wanted[*n] > 0).count();
                    assert_eq!(server.len(), expected);
                }
            }
            assert!(topics.live.is_subset(&server), "counts on what is not there");
        }
    }

    proptest! {
        #[test]
        fn the_server_ends_up_with_what_is_wanted(steps in vec((0..6_u8, 0..4_u8), 0..60)) {
            check(steps);
        }
    }

    #[test]
    fn many_names_go_in_batches() {
        let mut topics = Topics::default();
        (0..1200).for_each(|number| topics.want(&format!("topic-{number}")));
        let sizes: Vec<_> = std::iter::from_fn(|| {
            let batch = topics.next_batch()?;
            let size = batch.subscribe.len();
            topics.confirm(batch.subscribe);
            Some(size)
        })
        .collect();
        assert_eq!(sizes, [512, 512, 176]);
    }

    #[test]
    fn a_name_being_given_up_is_not_counted_on() {
        let mut topics = Topics::default();
        topics.want("a");
        assert!(!topics.is_settled("a"));
        let batch = topics.next_batch().unwrap();
        topics.confirm(batch.subscribe);
        assert!(topics.is_settled("a"));
        topics.release("a");
        assert_eq!(topics.next_batch().unwrap().unsubscribe.len(), 1);
        topics.want("a"); // while Redis is still at it
        assert!(!topics.is_settled("a"));
        assert_eq!(topics.came_up(), None);
        assert_eq!(topics.next_batch().unwrap().subscribe.len(), 1);
    }
}
