use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use channel_layer::GroupName;
use protocol::{MessageId, RoomName};
use room_log::{Appended, Draft, Entry, LogError, Want};
use tokio::sync::{Notify, oneshot};

use super::{
    event::to_layer,
    group_of,
    hall::Hall,
    lookup::look_up,
    note::Note,
    own_group_of,
    readings::Readings,
    shared::{Shared, lock},
};

/// What a room and its keeper both stand on.
#[derive(Debug)]
pub(super) struct Floor {
    pub(super) name: RoomName,
    pub(super) group: GroupName,
    pub(super) own_group: GroupName,
    pub(super) shared: Arc<Shared>,
    hall: Mutex<Hall>,
    readings: Readings<LogError>,
    /// Something is to be read from the log.
    pub(super) unread: Notify,
    /// Something is to be told about who is here.
    pub(super) stirred: Notify,
    /// A foreign message waits.
    pub(super) adoptable: Notify,
}

impl Floor {
    pub(super) fn new(name: RoomName, shared: Arc<Shared>) -> Self {
        Self {
            group: group_of(&name),
            own_group: own_group_of(&name),
            hall: Mutex::new(Hall::new(shared.node.clone(), Instant::now())),
            readings: Readings::default(),
            unread: Notify::new(),
            stirred: Notify::new(),
            adoptable: Notify::new(),
            name,
            shared,
        }
    }

    /// Reads from the log what is missing: afterwards the room knows everything that stood in the log when this was called.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(super) async fn catch_up(&self) -> Result<(), LogError> {
        self.readings.share(self.read()).await
    }

    async fn read(&self) -> Result<(), LogError> {
        let mut want = Some(self.change(|hall, _| hall.want()));
        while let Some(wanted) = want {
            let missing = |page: &_| self.look(|hall| hall.missing_before(page));
            let found = look_up(&self.shared.log, &self.name, wanted, missing).await?;
            want = self.change(|hall, now| hall.take(found, now));
            if want == Some(Want::Newest) {
                tracing::info!(room = %self.name, "a room begins anew from its log");
            }
        }
        Ok(())
    }

    /// Looks at the room.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Hall) -> T) -> T {
        look(&lock(&self.hall))
    }

    /// Changes the room, and wakes whoever has something to do about it.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Hall, Instant) -> T) -> T {
        let mut hall = lock(&self.hall);
        let due = hall.roster.due_change();
        let result = change(&mut hall, Instant::now());
        let (unread, stirred) = (hall.is_unread(), hall.roster.due_change() != due);
        drop(hall);
        if unread {
            self.unread.notify_one();
        }
        if stirred {
            self.stirred.notify_one();
        }
        result
    }

    /// Writes something, tells whoever waits what has become of it, and tells the other nodes.
    pub(super) async fn write(
        &self,
        draft: Draft,
        taken: oneshot::Sender<Result<MessageId, LogError>>,
    ) {
        let appended = self.shared.log.append(&self.name, draft.clone()).await;
        let Ok(Appended::Fresh { id, prev }) = appended else {
            // Whoever has gone in the meantime needs no answer.
            let _ = taken.send(appended.map(Appended::id));
            return;
        };
        let entry = draft.into_entry(id);
        self.change(|hall, now| hall.hear(entry.clone(), prev, now));
        let _ = taken.send(Ok(id));
        self.ring(entry, prev).await;
    }

    /// Tells the other nodes that something stands in the log.
    async fn ring(&self, entry: Entry, prev: MessageId) {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Change(change) => return self.note(&Note::Changed { change, prev }).await,
        };
        let event = to_layer(&message, prev);
        if let Err(error) = self.shared.layer.group_send(&self.group, &event).await {
            tracing::debug!(%error, "other nodes find a message in the log");
        }
    }

    /// Says something to the other nodes.
    pub(super) async fn note(&self, note: &Note) {
        if let Err(error) = self.shared.layer.group_send(&self.own_group, &note.to_layer()).await {
            tracing::debug!(%error, "a note did not reach the other nodes");
        }
    }
}
