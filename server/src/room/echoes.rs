use std::{collections::HashMap, sync::Mutex};

use protocol::{Message, MessageId, Nonce, UserId};
use tokio::sync::oneshot;

use super::shared::lock;

/// Who waits to hear what they have said. Bounded by the connections of the room: each says one thing at a time.
#[derive(Debug, Default)]
pub(super) struct Echoes(Mutex<HashMap<Mark, oneshot::Sender<MessageId>>>);

/// A message by its author and nonce.
type Mark = (UserId, Nonce);

impl Echoes {
    /// What comes back gives the id under which the message is heard; an error when somebody else waits for the same.
    pub(super) fn expect(&self, mark: Mark) -> oneshot::Receiver<MessageId> {
        let (sender, receiver) = oneshot::channel();
        lock(&self.0).insert(mark, sender);
        receiver
    }

    pub(super) fn forget(&self, mark: &Mark) {
        lock(&self.0).remove(mark);
    }

    /// A message was heard.
    pub(super) fn answer(&self, message: &Message) {
        let (Some(author), Some(nonce)) = (&message.author, &message.nonce) else { return };
        if let Some(sender) = lock(&self.0).remove(&(author.id.clone(), nonce.clone())) {
            // Whoever does not wait any longer needs no answer.
            let _ = sender.send(message.id);
        }
    }
}
