use protocol::{ClientFrame, MessageId, Older};

use super::Conversation;

impl Conversation {
    /// The frame that asks for a message which an address names, and for what stands before it; nothing when it is shown.
    #[must_use]
    pub fn seek(&self, id: MessageId) -> Option<ClientFrame> {
        self.log.find(id).is_none().then(|| ClientFrame::Older { before: after(id) })
    }

    /// Takes in the answer to that. False when it is the answer to something else, or the message is gone: then the newest ones stay
    /// alone.
    pub fn lead(&mut self, id: MessageId, older: &Older) -> bool {
        let is_it = older.before == after(id) && older.messages.iter().any(|it| it.id == id);
        if is_it {
            self.log.lead(older.clone());
        }
        is_it
    }
}

/// Where a message ends: before this stand it and all that is older.
const fn after(id: MessageId) -> MessageId {
    MessageId { ms: id.ms, seq: id.seq.saturating_add(1) }
}
