use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use tokio::task::AbortHandle;

use super::pipe::Marks;

/// Some of the connections of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Every one.
    All,
    /// One: this number, counted round.
    One(usize),
    /// Those that subscribe to something in Redis.
    Subscriptions,
    /// Those that have lost bytes.
    Doomed,
}

/// The connections of a link that are open, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Open(Arc<Mutex<BTreeMap<u64, Passage>>>);

/// A connection, and the task that carries it.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) marks: Arc<Marks>,
    pub(super) task: AbortHandle,
}

impl Open {
    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Passage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    pub(super) fn count(&self, which: Which) -> usize {
        chosen(&self.lock(), which).len()
    }

    /// Closes some at once. Returns how many.
    pub(super) fn cut(&self, which: Which) -> usize {
        let mut open = self.lock();
        let chosen = chosen(&open, which);
        for number in &chosen {
            if let Some(passage) = open.remove(number) {
                passage.task.abort();
            }
        }
        chosen.len()
    }
}

fn chosen(open: &BTreeMap<u64, Passage>, which: Which) -> Vec<u64> {
    let marked = |mark: fn(&Marks) -> bool| {
        let marked = open.iter().filter(|(_, passage)| mark(&passage.marks));
        marked.map(|(number, _)| *number).collect()
    };
    match which {
        Which::All => open.keys().copied().collect(),
        Which::One(number) => {
            open.keys().nth(number % open.len().max(1)).copied().into_iter().collect()
        }
        Which::Subscriptions => marked(|marks| marks.subscribes.load(Ordering::Relaxed)),
        Which::Doomed => marked(|marks| marks.doomed.load(Ordering::Relaxed)),
    }
}
