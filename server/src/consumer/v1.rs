//! What a reader of `parlor.v1` says.

use std::time::{Duration, Instant};

use protocol::{
    Alteration, ClientFrame, FrameError, MessageId, Nickname, Nonce, ServerFrame, limits,
};
use room_log::{Draft, What};

use super::{
    Answer, ChatConsumer, Reply, answer,
    mistake::{by_the_log, no_hello, too_fast},
};
use crate::room::{Position, encode};

/// Two notices that somebody is writing are at least this far apart; a little less than pages are asked for, since time is not
/// the same at both ends.
const TYPING: Duration = Duration::from_millis(limits::TYPING_SECONDS * 1000 - 500);

impl ChatConsumer {
    pub(super) fn receive_v1(
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
        let (seat, opening) = self.room.join(&self.author, since.as_ref());
        self.seat = Some(seat);
        match opening {
            Some(opening) => {
                self.reader.welcome(&opening);
                answer(&self.welcome(opening))
            }
            None => {
                self.reader.wait(since);
                let connected = self.rooms.connected();
                if connected { Answer::Nothing } else { answer(&ServerFrame::Layer { connected }) }
            }
        }
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
