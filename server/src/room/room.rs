use std::{sync::Arc, time::Duration};

use channel_layer::Error as LayerError;
use protocol::{Author, Listed, MessageId, Nonce, Older, RoomName, ServerFrame, Text, limits};
use room_log::{Draft, LogError, What};
use tokio_util::task::AbortOnDropHandle;

use super::{
    Dialect, Outbox,
    floor::Floor,
    hall::{Hall, Opening, Position},
    keeper::Keeper,
    note::Note,
    shared::{Shared, unix_ms},
};

/// How long a room without people stays open, so that a reload does not close and open it.
const LINGER: Duration = Duration::from_secs(30);

/// A room on this node: one member of the layer's groups, however many people are connected.
///
/// It lives as long as somebody holds it; the last to let go closes its channel on the layer.
#[derive(Debug)]
pub(crate) struct Room {
    floor: Arc<Floor>,
    _keeper: AbortOnDropHandle<()>,
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
        let floor = Arc::new(Floor::new(name, shared));
        let keeper = Keeper::hire(Arc::clone(&floor)).await?;
        let _keeper = AbortOnDropHandle::new(tokio::spawn(keeper.keep()));
        Ok(Self { floor, _keeper })
    }

    /// Takes a seat for a reader of `parlor.v1`, and tells what to show; `None` when the room has to read its log first, and then
    /// says [`Begin`](super::Outgoing::Begin).
    pub(crate) fn join(
        self: &Arc<Self>,
        person: &Author,
        since: Option<&Position>,
    ) -> (Seat, Option<Opening>) {
        self.enter(Dialect::V1, person, since)
    }

    /// Takes a seat for the tutorial's page, which is told everything that comes after some id, and nothing before it: what stood
    /// in the log when this was called is history.
    ///
    /// # Errors
    /// The log cannot be read. In this dialect nobody could be told so later.
    pub(crate) async fn follow(
        self: &Arc<Self>,
        person: &Author,
    ) -> Result<(Seat, MessageId), LogError> {
        self.floor.catch_up().await?;
        let (seat, opening) = self.enter(Dialect::Tutorial, person, None);
        // A room that has read its log knows it from then on.
        Ok((seat, opening.map_or(MessageId::START, |opening| opening.last)))
    }

    fn enter(
        self: &Arc<Self>,
        dialect: Dialect,
        person: &Author,
        since: Option<&Position>,
    ) -> (Seat, Option<Opening>) {
        let (member, outbox, opening) =
            self.floor.change(|hall, now| hall.enter(dialect, person, unix_ms(), since, now));
        (Seat { member, room: Arc::clone(self), outbox }, opening)
    }

    /// What to show somebody who has waited at some position, now that the room knows its log.
    pub(crate) fn begin(&self, since: Option<&Position>) -> Option<Opening> {
        self.floor.look(|hall| hall.begins(since))
    }

    /// The newest page, if the room knows it.
    pub(crate) fn newest(&self) -> Option<Opening> {
        self.floor.look(Hall::newest)
    }

    /// The newest id of the room, when there is one.
    pub(crate) fn last(&self) -> Option<MessageId> {
        self.floor.look(Hall::last)
    }

    /// Says something to everybody in the room, as [`write`](Self::write) does.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn say(
        &self,
        author: Author,
        text: Text,
        nonce: Nonce,
    ) -> impl Future<Output = Result<MessageId, LogError>> + Send + 'static {
        let what = What::Message { author: Some(author), text, re: None };
        self.write(Draft { nonce: Some(nonce), what })
    }

    /// Says or changes something for everybody in the room, on every node. It stands in the log when this returns. Writing it
    /// again under the same nonce writes nothing new.
    ///
    /// It is carried through even if nobody waits for the answer.
    ///
    /// # Errors
    /// The log refused it, did not take it, or did not answer; then it may have, and writing it again is right.
    pub(crate) fn write(
        &self,
        draft: Draft,
    ) -> impl Future<Output = Result<MessageId, LogError>> + Send + 'static {
        let floor = Arc::clone(&self.floor);
        let (taken, answer) = tokio::sync::oneshot::channel();
        self.floor.shared.writings.spawn(async move { floor.write(draft, taken).await });
        async move {
            let gone = |_| Err(LogError::Unavailable("the server is ending".to_owned()));
            answer.await.unwrap_or_else(gone)
        }
    }

    /// The page before a message.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(crate) fn older(
        &self,
        before: MessageId,
    ) -> impl Future<Output = Result<Older, LogError>> + Send + 'static {
        let floor = Arc::clone(&self.floor);
        async move {
            let page = floor.shared.log.before(&floor.name, before, limits::PAGE_MESSAGES).await?;
            let page = page.within(limits::PAGE_BYTES);
            Ok(Older { before, messages: page.messages, more: page.more })
        }
    }

    /// Brings a page up to what has been told here after an id.
    pub(crate) fn refresh(&self, page: &mut Older, since: MessageId) {
        self.floor.look(|hall| hall.refresh(&mut page.messages, since));
    }

    /// Somebody here takes another name.
    pub(crate) fn rename(&self, person: &Author) {
        self.floor.change(|hall, now| hall.rename(person, unix_ms(), now));
    }

    /// Tells everybody, on every node, that somebody is writing. It may be lost.
    pub(crate) fn typing(&self, who: Author) {
        let floor = Arc::clone(&self.floor);
        tokio::spawn(async move { floor.note(&Note::Typing { who }).await });
    }

    /// Gives a frame to everybody here whose dialect has frames.
    pub(super) fn notify(&self, frame: &ServerFrame) {
        self.floor.look(|hall| hall.notify(frame));
    }

    /// Tells the other nodes that nobody is here any more.
    pub(super) async fn bid_farewell(&self) {
        if let Some(gossip) = self.floor.change(|hall, _| hall.roster.farewell()) {
            self.floor.note(&Note::Gossip { gossip }).await;
        }
    }

    /// The room as the lobby lists it, if this node has people in it.
    pub(super) fn listed(&self) -> Option<Listed> {
        let name = &self.floor.name;
        let (people, last) = self.floor.look(|hall| (hall.roster.vouched(), hall.last()));
        people.map(|people| Listed { name: name.clone(), people, last: last.map(|last| last.ms) })
    }

    pub(super) fn floor(&self) -> &Floor {
        &self.floor
    }
}

impl Seat {
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let empty = self.room.floor.change(|hall, now| {
            hall.leave(self.member, now);
            hall.is_empty()
        });
        if empty && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let room = Arc::clone(&self.room);
            runtime.spawn(async move {
                tokio::time::sleep(LINGER).await;
                drop(room);
            });
        }
    }
}
