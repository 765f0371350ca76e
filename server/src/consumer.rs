mod answer;
mod mistake;
mod tutorial;
mod v1;

use std::{sync::Arc, time::Instant};

use axum::extract::ws::Utf8Bytes;
use channel_layer::Error as LayerError;
use protocol::{Author, CloseCode, ErrorCode, FrameError, ServerFrame};
use room_log::LogError;

pub(crate) use self::answer::{Answer, Reply};
use crate::{
    pace::{Admission, Pace},
    room::{ChatEntry, Dialect, Opening, Outbox, Reader, Room, Rooms, Seat, encode},
    scope::Scope,
};

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
    reader: Reader,
    pace: Pace,
    /// When the client was last writing, since it last said something.
    typed: Option<Instant>,
}

/// Why nobody can come into a room.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error(transparent)]
    Layer(#[from] LayerError),
    #[error(transparent)]
    Log(#[from] LogError),
}

impl ChatConsumer {
    /// Joins the room of the scope. What is said from then on is on its way to the client.
    ///
    /// # Errors
    /// The layer gave no channel for the room, or its log cannot be read and the dialect has no way to say so later.
    pub(crate) async fn connect(
        scope: Scope,
        dialect: Dialect,
        rooms: Arc<Rooms>,
        pace: Pace,
    ) -> Result<Self, ConnectError> {
        let room = rooms.open(&scope.room).await?;
        tracing::debug!(user = %scope.user.id, since = scope.session.issued, ?dialect, "connected");
        let author = Author::from(scope.user.clone());
        let (seat, reader) = match dialect {
            Dialect::V1 => (None, Reader::v1()),
            Dialect::Tutorial => {
                let (seat, last) = room.follow(&author).await?;
                (Some(seat), Reader::tutorial(last))
            }
        };
        Ok(Self { scope, dialect, author, rooms, room, seat, reader, pace, typed: None })
    }

    /// Takes in a text frame.
    pub(crate) fn receive(&mut self, frame: &str) -> Answer {
        let now = Instant::now();
        let admitted = match self.pace.admit(now) {
            Admission::Admitted => true,
            Admission::TooFast => false,
            Admission::Flood => return Answer::Close(CloseCode::Flood),
        };
        match self.dialect {
            Dialect::Tutorial => self.receive_tutorial(frame, admitted, now),
            Dialect::V1 => self
                .receive_v1(frame, admitted, now)
                .unwrap_or_else(|error| answer(&ServerFrame::Error(error))),
        }
    }

    /// Answers what is no text frame.
    pub(crate) fn receive_binary(&self) -> Answer {
        let error = FrameError::new(ErrorCode::BadFrame, "A frame is JSON in a text frame.");
        match self.dialect {
            Dialect::V1 => answer(&ServerFrame::Error(error)),
            Dialect::Tutorial => Answer::Nothing,
        }
    }

    /// Somebody said or changed something in the room: the frame for this client, unless it has it already or its dialect
    /// has none.
    pub(crate) fn entry(&mut self, event: &ChatEntry) -> Option<Utf8Bytes> {
        self.reader.entry(event)
    }

    /// The room knows its log now, or has begun anew: what the client is to show.
    pub(crate) fn begin(&mut self) -> Option<Utf8Bytes> {
        let opening = self.reader.begin(|since| self.room.begin(since))?;
        Some(encode(&self.welcome(opening)))
    }

    /// The log has answered: the frame for this client, if there is one, to be sent before anything else.
    pub(crate) fn reply(&self, reply: Reply) -> Option<Utf8Bytes> {
        match reply {
            Reply::Nothing => None,
            Reply::Frame(frame) => Some(frame),
            Reply::Page(mut page, since) => {
                // A change that was told while the page was read may not be on it.
                self.room.refresh(&mut page, since);
                Some(encode(&ServerFrame::Older(page)))
            }
        }
    }

    /// What is on its way to this client, once it has a seat.
    pub(crate) fn outbox(&self) -> Option<&Outbox> {
        self.seat.as_ref().map(Seat::outbox)
    }

    /// The frame that shows this client that the line is alive, and where the room is, if its dialect has one.
    ///
    /// It may be sent when everything is sent that was waiting at this moment.
    pub(crate) fn heartbeat(&self) -> Option<Utf8Bytes> {
        let last = if self.reader.is_waiting() { None } else { self.room.last() };
        (self.dialect == Dialect::V1).then(|| encode(&ServerFrame::Heartbeat { last }))
    }

    /// Leaves the room.
    pub(crate) fn disconnect(self) {
        tracing::debug!(user = %self.scope.user.id, "disconnected");
    }

    fn welcome(&self, opening: Opening) -> ServerFrame {
        ServerFrame::Welcome(opening.welcome(self.author.clone(), self.rooms.connected()))
    }
}

fn answer(frame: &ServerFrame) -> Answer {
    Answer::Frame(encode(frame))
}
