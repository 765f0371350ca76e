mod mistake;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::extract::ws::Utf8Bytes;
use channel_layer::Error as LayerError;
use futures_util::future::BoxFuture;
use protocol::{
    Alteration, Author, ClientFrame, CloseCode, ErrorCode, FrameError, MessageId, Nickname, Nonce,
    Older, ServerFrame, limits, tutorial,
};
use room_log::{Draft, What};

use self::mistake::{by_the_log, no_hello, too_fast};
use crate::{
    pace::{Admission, Pace},
    room::{ChatEntry, Dialect, Opening, Outbox, Position, Room, Rooms, Seat, encode, own_nonce},
    scope::Scope,
};

/// How often a message in the tutorial's dialect is tried, which has no way to be told to try again.
const TRIES: u32 = 5;

/// How long is between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Two notices that somebody is writing are at least this far apart; a little less than pages are asked for, since time is not
/// the same at both ends.
const TYPING: Duration = Duration::from_millis(limits::TYPING_SECONDS * 1000 - 500);

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
    /// Where the client says it stands, until it is answered.
    since: Option<Position>,
    /// The newest id that the client needs no more; `None` while it waits to begin.
    sent: Option<MessageId>,
    pace: Pace,
    /// When the client was last writing, since it last said something.
    typed: Option<Instant>,
}

/// What to do after a frame.
pub(crate) enum Answer {
    /// Nothing.
    Nothing,
    /// Sends a frame.
    Frame(Utf8Bytes),
    /// Sends what the log answers, as soon as it does. Until then nothing more is read: one thing at a time keeps its order.
    Later(BoxFuture<'static, Reply>),
    /// Ends the connection.
    Close(CloseCode),
}

/// What to do when the log has answered.
pub(crate) enum Reply {
    /// Nothing.
    Nothing,
    /// Sends a frame.
    Frame(Utf8Bytes),
    /// Sends a page that was read when the room stood at this id.
    Page(Older, MessageId),
}

impl ChatConsumer {
    /// Joins the room of the scope.
    ///
    /// # Errors
    /// The layer gave no channel for the room.
    pub(crate) async fn connect(
        scope: Scope,
        dialect: Dialect,
        rooms: Arc<Rooms>,
        pace: Pace,
    ) -> Result<Self, LayerError> {
        let room = rooms.open(&scope.room).await?;
        tracing::debug!(user = %scope.user.id, since = scope.session.issued, ?dialect, "connected");
        let author = Author::from(scope.user.clone());
        let seat = (dialect == Dialect::Tutorial).then(|| room.join(dialect, &author, None).0);
        let sent = (dialect == Dialect::Tutorial).then_some(MessageId::START);
        let (since, typed) = (None, None);
        Ok(Self { scope, dialect, author, rooms, room, seat, since, sent, pace, typed })
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
        if self.sent.is_none_or(|sent| event.id() <= sent) {
            return None;
        }
        self.sent = Some(event.id());
        match self.dialect {
            Dialect::Tutorial => event.tutorial(),
            Dialect::V1 => Some(event.v1()),
        }
    }

    /// The room knows its log now, or has begun anew: what the client is to show.
    pub(crate) fn begin(&mut self) -> Option<Utf8Bytes> {
        // The tutorial's page cannot begin anew: it is sent each message that it has missed, and what it has been sent stays sent.
        if self.dialect == Dialect::Tutorial {
            return None;
        }
        let since = self.since.take();
        let opening = self.room.begin(since.as_ref())?;
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
        let last = self.sent.and_then(|_| self.room.last());
        (self.dialect == Dialect::V1).then(|| encode(&ServerFrame::Heartbeat { last }))
    }

    /// Leaves the room.
    pub(crate) fn disconnect(self) {
        tracing::debug!(user = %self.scope.user.id, "disconnected");
    }

    /// This dialect has no frame for errors: what cannot be said is dropped.
    fn receive_tutorial(&self, frame: &str, admitted: bool, now: Instant) -> Answer {
        let Ok(tutorial::Frame { message }) = tutorial::Frame::parse(frame) else {
            return Answer::Nothing;
        };
        if !admitted || !self.pace.admit_message(now) {
            return Answer::Nothing;
        }
        let (room, author, nonce) = (Arc::clone(&self.room), self.author.clone(), own_nonce());
        Answer::Later(Box::pin(async move {
            for _ in 0..TRIES {
                match room.say(author.clone(), message.clone(), nonce.clone()).await {
                    Ok(_) => break,
                    Err(error) => {
                        tracing::debug!(%error, "a message in the tutorial's dialect was not taken");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
            Reply::Nothing
        }))
    }

    fn receive_v1(
        &mut self,
        frame: &str,
        admitted: bool,
        now: Instant,
    ) -> Result<Answer, FrameError> {
        let frame = ClientFrame::parse(frame);
        if !admitted {
            let nonce = frame.ok().and_then(|frame| frame.nonce().cloned());
            return Err(too_fast().about(nonce));
        }
        match frame? {
            ClientFrame::Hello { since, epoch, nickname } => {
                Ok(self.hello(since.zip(epoch), nickname))
            }
            ClientFrame::Say { nonce, text, re } => {
                self.typed = None;
                let author = Some(self.author.clone());
                self.write(nonce, What::Message { author, text, re }, now)
            }
            ClientFrame::Edit { nonce, of, text } => {
                self.alter(nonce, of, Alteration::Edit { text }, now)
            }
            ClientFrame::Delete { nonce, of } => self.alter(nonce, of, Alteration::Delete, now),
            ClientFrame::React { nonce, of, emoji, on } => {
                self.alter(nonce, of, Alteration::React { emoji, on }, now)
            }
            ClientFrame::Rename { nickname } => Ok(self.rename(nickname)),
            ClientFrame::Typing => {
                self.typing(now);
                Ok(Answer::Nothing)
            }
            ClientFrame::Older { before } => Ok(self.older(before)),
        }
    }

    fn hello(&mut self, since: Option<Position>, nickname: Option<Nickname>) -> Answer {
        if let Some(nickname) = nickname {
            self.author.nickname = nickname;
        }
        // The new seat is taken before the old one is left: nobody goes and comes back in between.
        let (seat, opening) = self.room.join(self.dialect, &self.author, since.as_ref());
        self.seat = Some(seat);
        match opening {
            Some(opening) => answer(&self.welcome(opening)),
            None => {
                (self.since, self.sent) = (since, None);
                let connected = self.rooms.connected();
                if connected { Answer::Nothing } else { answer(&ServerFrame::Layer { connected }) }
            }
        }
    }

    fn welcome(&mut self, opening: Opening) -> ServerFrame {
        self.sent = Some(opening.last);
        ServerFrame::Welcome(opening.welcome(self.author.clone(), self.rooms.connected()))
    }

    fn alter(
        &self,
        nonce: Nonce,
        of: MessageId,
        alteration: Alteration,
        now: Instant,
    ) -> Result<Answer, FrameError> {
        self.write(nonce, What::Change { author: self.author.clone(), of, alteration }, now)
    }

    fn write(&self, nonce: Nonce, what: What, now: Instant) -> Result<Answer, FrameError> {
        if self.seat.is_none() {
            return Err(no_hello().about(Some(nonce)));
        }
        if !self.pace.admit_message(now) {
            return Err(too_fast().about(Some(nonce)));
        }
        let is_reaction = matches!(what, What::Change { alteration: Alteration::React { .. }, .. });
        let sign = if is_reaction { "emoji" } else { "of" };
        let written = self.room.write(Draft { nonce: Some(nonce.clone()), what });
        Ok(Answer::Later(Box::pin(async move {
            Reply::Frame(encode(&match written.await {
                Ok(id) => ServerFrame::Ack { nonce, id },
                Err(error) => ServerFrame::Error(by_the_log(&error, sign).about(Some(nonce))),
            }))
        })))
    }

    fn older(&self, before: MessageId) -> Answer {
        let since = self.room.last().unwrap_or(MessageId::START);
        let older = self.room.older(before);
        Answer::Later(Box::pin(async move {
            match older.await {
                Ok(older) => Reply::Page(older, since),
                Err(error) => {
                    let error = by_the_log(&error, "before").in_field("before");
                    Reply::Frame(encode(&ServerFrame::Error(error)))
                }
            }
        }))
    }

    fn rename(&mut self, nickname: Nickname) -> Answer {
        self.author.nickname = nickname;
        if self.seat.is_some() {
            self.room.rename(&self.author);
        }
        answer(&ServerFrame::Renamed { you: self.author.clone() })
    }

    fn typing(&mut self, now: Instant) {
        let pace = self.typed.is_none_or(|typed| now.duration_since(typed) >= TYPING);
        if self.seat.is_some() && pace {
            self.typed = Some(now);
            self.room.typing(self.author.clone());
        }
    }
}

fn answer(frame: &ServerFrame) -> Answer {
    Answer::Frame(encode(frame))
}

#[cfg(test)]
mod tests {
    use channel_layer::ChannelLayer;
    use protocol::{Message, RoomName, Text};
    use room_log::{Entry, Log, Retention};

    use super::*;
    use crate::auth::{Session, Sessions, User};

    fn event(ms: u64) -> ChatEntry {
        let text = Text::parse("hi").expect("a text");
        ChatEntry::new(Entry::Message(Message::new(MessageId { ms, seq: 0 }, text)))
    }

    async fn consumer(dialect: Dialect) -> ChatConsumer {
        let layer = ChannelLayer::memory(channel_layer::Options::default());
        let rooms = Arc::new(Rooms::new(layer, Log::memory(Retention::default()), false));
        let session: Session = Sessions::guest();
        let user = User::new(session.user.clone(), None, app::Locale::En);
        let room = RoomName::parse("lobby").expect("a name");
        let pace = Pace::new(None, None, Instant::now());
        let scope = Scope { room, user, session };
        ChatConsumer::connect(scope, dialect, rooms, pace).await.expect("a room")
    }

    #[tokio::test]
    async fn a_page_that_cannot_begin_anew_is_sent_nothing_twice() {
        let mut tutorial = consumer(Dialect::Tutorial).await;
        assert!(tutorial.entry(&event(5)).is_some());
        // The room has read its log before that message stood there, and is told of it afterwards.
        assert!(tutorial.begin().is_none());
        assert!(tutorial.entry(&event(5)).is_none());
        assert!(tutorial.entry(&event(6)).is_some());
    }
}
