use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::extract::ws::Utf8Bytes;
use channel_layer::{Channel, Error as LayerError, GroupName, Message as LayerMessage};
use protocol::{Author, Message, MessageId, Nonce, RoomName, Text};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::task::AbortOnDropHandle;

use super::{
    ChatMessage, Dialect, Members, Outbox,
    event::{from_layer, to_layer},
    group_of,
    history::Replay,
    shared::{Shared, lock},
};

/// How long a room without people stays open, so that a reload does not close and open it.
const LINGER: Duration = Duration::from_secs(30);

/// How long to wait after the layer failed to give a message.
const PAUSE: Duration = Duration::from_millis(200);

/// A room on this node: one member of the layer's group, however many people are connected.
///
/// It lives as long as somebody holds it; the last to let go closes its channel on the layer.
#[derive(Debug)]
pub(crate) struct Room {
    name: RoomName,
    group: GroupName,
    shared: Arc<Shared>,
    members: Arc<Mutex<Members>>,
    _reader: AbortOnDropHandle<()>,
}

/// Somebody's place in a room. Dropping it is leaving.
#[derive(Debug)]
pub(crate) struct Seat {
    member: u64,
    room: Arc<Room>,
    outbox: Arc<Outbox>,
}

impl Room {
    pub(super) async fn open(name: RoomName, shared: Arc<Shared>) -> Result<Self, LayerError> {
        let group = group_of(&name);
        let channel = shared.layer.open().await?;
        channel.join(&group).await?;
        let members = Arc::default();
        let ear = Ear { name: name.clone(), group: group.clone(), channel };
        let reader = ear.listen(Arc::clone(&members), Arc::clone(&shared));
        let _reader = AbortOnDropHandle::new(tokio::spawn(reader));
        Ok(Self { name, group, shared, members, _reader })
    }

    /// Takes a seat, and tells what the newcomer has missed. Nothing is said between the two: what is not in the
    /// replay comes through the seat.
    pub(crate) fn join(
        self: &Arc<Self>,
        dialect: Dialect,
        since: Option<MessageId>,
    ) -> (Seat, Replay) {
        let mut members = lock(&self.members);
        let history = lock(&self.shared.history);
        let replay = match since {
            Some(id) => history.since(&self.name, id),
            None => Replay { reset: true, messages: history.newest(&self.name) },
        };
        drop(history);
        let (member, outbox) = members.enter(dialect);
        (Seat { member, room: Arc::clone(self), outbox }, replay)
    }

    /// Says something to everybody in the room, on every node. Saying it again under the same nonce says nothing new.
    ///
    /// # Errors
    /// The layer did not take it: nobody received it.
    pub(crate) async fn say(
        &self,
        author: Author,
        text: Text,
        nonce: Option<Nonce>,
    ) -> Result<MessageId, LayerError> {
        let earlier = nonce
            .as_ref()
            .and_then(|nonce| lock(&self.shared.history).find(&self.name, &author.id, nonce));
        if let Some(id) = earlier {
            return Ok(id);
        }
        let message = Message { id: self.shared.ids.next(), author: Some(author), text, nonce };
        let delivery = self.shared.layer.group_send(&self.group, &to_layer(&message)).await?;
        // This room is a member itself. When not even it was reached, nobody was.
        if delivery.reached == 0 {
            return Err(LayerError::Unavailable("nobody is subscribed".to_owned()));
        }
        Ok(message.id)
    }

    /// Gives a frame to everybody on this node whose dialect has such frames.
    pub(super) fn notify(&self, frame: &Utf8Bytes) {
        lock(&self.members).notify(frame);
    }
}

/// What hears the group for a room.
struct Ear {
    name: RoomName,
    group: GroupName,
    channel: Channel,
}

impl Ear {
    /// Passes on what is said in the group, and stays a member of it.
    async fn listen(self, members: Arc<Mutex<Members>>, shared: Arc<Shared>) {
        let mut renewal = interval(shared.layer.group_expiry() / 4);
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let heard = tokio::select! {
                heard = self.channel.receive() => heard.map(Some),
                _ = renewal.tick() => self.channel.join(&self.group).await.map(|()| None),
            };
            match heard {
                Ok(Some(event)) => self.pass_on(&event, &members, &shared),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a room cannot hear its group");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn pass_on(&self, event: &LayerMessage, members: &Mutex<Members>, shared: &Shared) {
        let Some(message) = from_layer(event, || shared.ids.next()) else { return };
        shared.ids.observe(message.id);
        let members = lock(members);
        if lock(&shared.history).append(&self.name, message.clone()) {
            members.tell(&Arc::new(ChatMessage::new(message)));
        }
    }
}

impl Seat {
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut members = lock(&self.room.members);
        members.leave(self.member);
        if members.is_empty()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let room = Arc::clone(&self.room);
            runtime.spawn(async move {
                sleep(LINGER).await;
                drop(room);
            });
        }
    }
}
