use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::extract::ws::Utf8Bytes;
use channel_layer::{Channel, Error as LayerError, GroupName, Message as LayerMessage};
use protocol::{Author, Message, MessageId, Nonce, RoomName, Text};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::{
    ChatMessage, Dialect, Members, Outbox,
    echoes::Echoes,
    event::{from_layer, to_layer},
    group_of,
    history::Replay,
    shared::{Shared, lock},
};

/// How long a room without people stays open, so that a reload does not close and open it.
const LINGER: Duration = Duration::from_secs(30);

/// How long to wait after the layer failed to give a message.
const PAUSE: Duration = Duration::from_millis(200);

/// How long what is said here may take to be heard here.
const ECHO: Duration = Duration::from_secs(2);

/// A room on this node: one member of the layer's group, however many people are connected.
///
/// It lives as long as somebody holds it; the last to let go closes its channel on the layer.
#[derive(Debug)]
pub(crate) struct Room {
    name: RoomName,
    group: GroupName,
    shared: Arc<Shared>,
    members: Arc<Mutex<Members>>,
    echoes: Arc<Echoes>,
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
        let (members, echoes) = (Arc::default(), Arc::default());
        let ear = Ear {
            name: name.clone(),
            group: group.clone(),
            channel,
            members: Arc::clone(&members),
            echoes: Arc::clone(&echoes),
            shared: Arc::clone(&shared),
        };
        let reader = ear.listen();
        let _reader = AbortOnDropHandle::new(tokio::spawn(reader));
        Ok(Self { name, group, shared, members, echoes, _reader })
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

    /// Says something to everybody in the room, on every node, and waits until it was heard here. Saying it again under
    /// the same nonce says nothing new.
    ///
    /// # Errors
    /// The layer did not take it, or this node did not hear it; then others may have, and saying it again is right.
    pub(crate) async fn say(
        &self,
        author: Author,
        text: Text,
        nonce: Nonce,
    ) -> Result<MessageId, LayerError> {
        if let Some(id) = lock(&self.shared.history).find(&self.name, &author.id, &nonce) {
            return Ok(id);
        }
        // Its own subscription may take longer to come back than the connection to send with.
        if !self.shared.layer.health().borrow().connected {
            return Err(unheard());
        }
        let mark = (author.id.clone(), nonce.clone());
        let echo = self.echoes.expect(mark.clone());
        let message =
            Message { id: self.shared.ids.next(), author: Some(author), text, nonce: Some(nonce) };
        self.shared.layer.group_send(&self.group, &to_layer(&message)).await?;
        match timeout(ECHO, echo).await {
            Ok(Ok(id)) => Ok(id),
            _ => {
                self.echoes.forget(&mark);
                Err(unheard())
            }
        }
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
    members: Arc<Mutex<Members>>,
    echoes: Arc<Echoes>,
    shared: Arc<Shared>,
}

impl Ear {
    /// Passes on what is said in the group, and stays a member of it.
    async fn listen(self) {
        let mut renewal = interval(self.shared.layer.group_expiry() / 4);
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let heard = tokio::select! {
                heard = self.channel.receive() => heard.map(Some),
                _ = renewal.tick() => self.channel.join(&self.group).await.map(|()| None),
            };
            match heard {
                Ok(Some(event)) => self.pass_on(&event),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a room cannot hear its group");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn pass_on(&self, event: &LayerMessage) {
        let Some(message) = from_layer(event, &self.shared.ids) else { return };
        let members = lock(&self.members);
        let fresh = lock(&self.shared.history).append(&self.name, message.clone());
        // Also when it was there already: whoever says it again has to know.
        self.echoes.answer(&message);
        if fresh {
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

fn unheard() -> LayerError {
    LayerError::Unavailable("this server does not hear the room".to_owned())
}
