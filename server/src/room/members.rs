use std::{collections::HashMap, sync::Arc};

use axum::extract::ws::Utf8Bytes;

use super::{ChatMessage, Outbox, Outgoing};

/// Which language a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `{"message": …}` and nothing else.
    Tutorial,
    /// `parlor.v1`.
    V1,
}

/// The connections of one room on this node.
#[derive(Debug, Default)]
pub(crate) struct Members {
    next: u64,
    outboxes: HashMap<u64, (Dialect, Arc<Outbox>)>,
}

impl Members {
    /// Takes in a connection; the number is what it leaves with.
    pub(crate) fn enter(&mut self, dialect: Dialect) -> (u64, Arc<Outbox>) {
        let outbox = Arc::new(Outbox::default());
        self.next += 1;
        self.outboxes.insert(self.next, (dialect, Arc::clone(&outbox)));
        (self.next, outbox)
    }

    pub(crate) fn leave(&mut self, member: u64) {
        self.outboxes.remove(&member);
        // A crowd that has gone leaves no empty table behind.
        if self.outboxes.len() * 4 < self.outboxes.capacity() {
            self.outboxes.shrink_to(self.outboxes.len() * 2);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.outboxes.is_empty()
    }

    /// Gives a message to everybody.
    pub(crate) fn tell(&self, event: &Arc<ChatMessage>) {
        for (_, outbox) in self.outboxes.values() {
            outbox.push(Outgoing::Message(Arc::clone(event)));
        }
    }

    /// Gives a frame to those whose dialect has such frames.
    pub(crate) fn notify(&self, frame: &Utf8Bytes) {
        for (dialect, outbox) in self.outboxes.values() {
            if *dialect == Dialect::V1 {
                outbox.push(Outgoing::Frame(frame.clone()));
            }
        }
    }
}
