use std::{sync::Arc, time::Instant};

use axum::extract::ws::Utf8Bytes;
use channel_layer::Error as LayerError;
use protocol::{
    Author, ClientFrame, CloseCode, ErrorCode, FrameError, MessageId, Nickname, Nonce, ServerFrame,
    Text, Welcome, tutorial,
};

use crate::{
    limiter::{Limiter, Rate},
    room::{ChatMessage, Dialect, Outbox, Room, Rooms, Seat, encode, own_nonce},
    scope::Scope,
};

/// Frames that may be refused for their rate before it is called flooding: so many at once, and one a second.
const PATIENCE: Rate = Rate::new(1.0, 200.0);

/// One connection's part in a room: the counterpart of the tutorial's consumer, without its socket.
///
/// It takes in the frames of its client, and puts what is said in the room into the client's dialect. Reading and
/// writing the socket is the connection's work.
#[derive(Debug)]
pub(crate) struct ChatConsumer {
    scope: Scope,
    dialect: Dialect,
    author: Author,
    rooms: Arc<Rooms>,
    room: Arc<Room>,
    /// Taken at once in the tutorial's dialect, and with `hello` in `parlor.v1`: its answer is what came before.
    seat: Option<Seat>,
    limiter: Limiter,
    patience: Limiter,
}

/// What to do after a frame: perhaps send something back, or end the connection.
pub(crate) type Answer = Result<Option<Utf8Bytes>, CloseCode>;

impl ChatConsumer {
    /// Joins the room of the scope.
    ///
    /// # Errors
    /// The layer gave no channel for the room.
    pub(crate) async fn connect(
        scope: Scope,
        dialect: Dialect,
        rooms: Arc<Rooms>,
        rate: Option<Rate>,
    ) -> Result<Self, LayerError> {
        let room = rooms.open(&scope.room).await?;
        let seat = (dialect == Dialect::Tutorial).then(|| room.join(dialect, None).0);
        tracing::debug!(user = %scope.user.id, since = scope.session.issued, ?dialect, "connected");
        let author = scope.user.clone().into();
        let now = Instant::now();
        let (limiter, patience) = (Limiter::new(rate, now), Limiter::new(Some(PATIENCE), now));
        Ok(Self { scope, dialect, author, rooms, room, seat, limiter, patience })
    }

    /// Takes in a text frame.
    pub(crate) async fn receive(&mut self, frame: &str) -> Answer {
        match self.dialect {
            Dialect::Tutorial => self.receive_tutorial(frame).await,
            Dialect::V1 => self.receive_v1(frame).await,
        }
    }

    /// Answers what is no text frame.
    pub(crate) fn receive_binary(&self) -> Option<Utf8Bytes> {
        let error = FrameError::new(ErrorCode::BadFrame, "A frame is JSON in a text frame.");
        (self.dialect == Dialect::V1).then(|| encode(&ServerFrame::Error(error)))
    }

    /// Somebody said something in the room: the frame for this client.
    pub(crate) fn chat_message(&self, event: &ChatMessage) -> Utf8Bytes {
        match self.dialect {
            Dialect::Tutorial => event.tutorial(),
            Dialect::V1 => event.v1(),
        }
    }

    /// What is on its way to this client, once it has a seat.
    pub(crate) fn outbox(&self) -> Option<&Outbox> {
        self.seat.as_ref().map(Seat::outbox)
    }

    /// The frame that shows this client that the line is alive, if its dialect has one.
    pub(crate) fn heartbeat(&self) -> Option<Utf8Bytes> {
        (self.dialect == Dialect::V1).then_some(Utf8Bytes::from_static(r#"{"type":"heartbeat"}"#))
    }

    /// Leaves the room.
    pub(crate) fn disconnect(self) {
        tracing::debug!(user = %self.scope.user.id, "disconnected");
    }

    async fn receive_tutorial(&mut self, frame: &str) -> Answer {
        let admitted = self.admit()?;
        // This dialect has no frame for errors: what cannot be said is dropped.
        if let Ok(tutorial::Frame { message }) = tutorial::Frame::parse(frame)
            && admitted
            && let Err(error) = self.room.say(self.author.clone(), message, own_nonce()).await
        {
            tracing::debug!(%error, "a message in the tutorial's dialect was not delivered");
        }
        Ok(None)
    }

    async fn receive_v1(&mut self, frame: &str) -> Answer {
        let admitted = self.admit()?;
        let answer = match ClientFrame::parse(frame) {
            Ok(ClientFrame::Say { nonce, text }) if admitted => self.say(nonce, text).await,
            Ok(ClientFrame::Say { nonce, .. }) => Err(too_fast().about(Some(nonce))),
            _ if !admitted => Err(too_fast()),
            Ok(ClientFrame::Hello { since, epoch, nickname }) => {
                Ok(self.hello(since, epoch.as_deref(), nickname))
            }
            Ok(ClientFrame::Rename { nickname }) => Ok(self.rename(nickname)),
            Err(error) => Err(error),
        };
        Ok(Some(encode(&answer.unwrap_or_else(ServerFrame::Error))))
    }

    fn hello(
        &mut self,
        since: Option<MessageId>,
        epoch: Option<&str>,
        nickname: Option<Nickname>,
    ) -> ServerFrame {
        if let Some(nickname) = nickname {
            self.author.nickname = nickname;
        }
        let since = since.filter(|_| epoch == Some(self.rooms.epoch()));
        // The old seat goes first: nobody sits on two.
        self.seat = None;
        let (seat, replay) = self.room.join(self.dialect, since);
        self.seat = Some(seat);
        ServerFrame::Welcome(Welcome {
            you: self.author.clone(),
            epoch: self.rooms.epoch().to_owned(),
            reset: replay.reset,
            connected: self.rooms.connected(),
            messages: replay.messages,
        })
    }

    async fn say(&self, nonce: Nonce, text: Text) -> Result<ServerFrame, FrameError> {
        if self.seat.is_none() {
            let error = FrameError::new(ErrorCode::Missing, "The first frame is “hello”.");
            return Err(error.about(Some(nonce)));
        }
        match self.room.say(self.author.clone(), text, nonce.clone()).await {
            Ok(id) => Ok(ServerFrame::Ack { nonce, id }),
            Err(error) => {
                tracing::debug!(%error, "a message was not delivered");
                let error = FrameError::new(
                    ErrorCode::Unavailable,
                    "Messages cannot be delivered right now.",
                );
                Err(error.about(Some(nonce)))
            }
        }
    }

    fn rename(&mut self, nickname: Nickname) -> ServerFrame {
        self.author.nickname = nickname;
        ServerFrame::Renamed { you: self.author.clone() }
    }

    /// Whether the rate allows one more frame; flooding ends the connection.
    fn admit(&mut self) -> Result<bool, CloseCode> {
        let now = Instant::now();
        let admitted = self.limiter.admit(now);
        if admitted || self.patience.admit(now) { Ok(admitted) } else { Err(CloseCode::Flood) }
    }
}

fn too_fast() -> FrameError {
    FrameError::new(ErrorCode::TooFast, "Too many messages at once. Wait a moment and try again.")
}
