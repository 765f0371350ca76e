use protocol::{
    Author, Change, ErrorCode, FrameError, Message, MessageId, Nonce, ServerFrame, Welcome,
};

use super::Conversation;
use crate::talk::{Errand, Letter, log::is_by};

/// Milliseconds before the newest message within which a new log may have lost what an old one held.
const LOSS: u64 = 60_000;

/// What a frame means to whoever drives the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing beyond the rows.
    None,
    /// The server has welcomed the page, and these messages of others have arrived in the meantime.
    Welcome(Vec<Message>),
    /// Somebody else has said something.
    Heard(Message),
    /// So many older messages have come.
    Filled(usize),
    /// The server has told others what it has not told this page: time for another hello.
    Behind,
    /// A message could not be taken just now, for this reason, and is to be said again in a while.
    Later(ErrorCode),
    /// Something other than a message was refused.
    Refused(FrameError),
}

impl Conversation {
    /// Takes in what the server tells.
    pub fn apply(&mut self, frame: ServerFrame) -> News {
        let news = match frame {
            ServerFrame::Welcome(welcome) => self.welcome(welcome),
            ServerFrame::Message(message) => self.hear(message).map_or(News::None, News::Heard),
            ServerFrame::Change(change) => {
                self.change(&change);
                News::None
            }
            ServerFrame::Ack { nonce, id } => self.acknowledge(&nonce, id),
            ServerFrame::Older(older) => {
                self.asked = None;
                self.log.fill(older).map_or(News::None, News::Filled)
            }
            ServerFrame::Renamed { you } => self.you(you),
            ServerFrame::Error(error) => self.refuse(error),
            ServerFrame::Heartbeat { last } => self.beat(last),
            ServerFrame::Layer { connected: true } => {
                self.resume();
                News::None
            }
            ServerFrame::Layer { .. } | ServerFrame::People(_) | ServerFrame::Typing { .. } => {
                News::None
            }
        };
        self.log.trim(self.outbox.letters().len());
        news
    }

    fn welcome(&mut self, welcome: Welcome) -> News {
        let Welcome { you, epoch, reset, older, last, messages, changes, .. } = welcome;
        if self.wanted.as_ref() == Some(&you.nickname) {
            self.wanted = None;
        }
        self.outbox.open();
        let former = self.you.replace(you);
        // Whatever has been said in a room that was empty is news.
        let was_empty = self.last.is_none() && self.epoch.as_ref() == Some(&epoch);
        // A log that ends before what it has told was put back, or has lost its end.
        let lost = reset && last < self.last;
        if self.epoch.as_ref() != Some(&epoch) || lost {
            self.begin_anew(former.as_ref(), &messages, older);
            self.epoch = Some(epoch);
        } else if !reset {
            let heard = messages.into_iter().filter_map(|message| self.hear(message)).collect();
            changes.iter().for_each(|change| self.change(change));
            self.last = self.last.max(last);
            return News::Welcome(heard);
        }
        let mut heard = Vec::new();
        for message in &messages {
            if !self.settle(message) && was_empty {
                heard.push(message.clone());
            }
        }
        self.last = last.max(self.last);
        self.log.renew(messages, older);
        // Otherwise the newest page is history, and not something that happens now.
        News::Welcome(heard)
    }

    /// Another log begins, and these are its newest messages. What the reader has said and the server has lost with the
    /// old one is said again.
    fn begin_anew(&mut self, you: Option<&Author>, newest: &[Message], older: bool) {
        let last = self.last.take();
        self.asked = None;
        let is_lost = |message: &Message| {
            let mine =
                you.zip(message.nonce.as_ref()).filter(|(you, nonce)| is_by(message, you, nonce));
            let late = last.is_none_or(|last| message.id.ms.saturating_add(LOSS) >= last.ms);
            let first = newest.first().map(|first| first.id);
            let ought_to_be_there = !older || first.is_some_and(|first| message.id >= first);
            let is_there =
                |(you, nonce)| newest.iter().any(|it| it.id == message.id || is_by(it, you, nonce));
            late && ought_to_be_there && mine.is_some_and(|mine| !is_there(mine))
        };
        self.outbox.put_back(self.log.take().filter(is_lost));
    }

    /// Takes in a change to a message.
    fn change(&mut self, change: &Change) {
        if let Some(nonce) = &change.nonce
            && self.you.as_ref().is_some_and(|you| you.id == change.author.id)
        {
            self.outbox.settle(nonce);
        }
        self.last = self.last.max(Some(change.id));
        self.log.change(change);
    }

    /// Takes in a message; gives it back when it is news and somebody else's.
    fn hear(&mut self, message: Message) -> Option<Message> {
        let mine = self.settle(&message);
        self.last = self.last.max(Some(message.id));
        let new = self.log.tell(message.clone());
        (new && !mine).then_some(message)
    }

    /// Takes a message that is told out of those that wait; true when it is the reader's own.
    fn settle(&mut self, message: &Message) -> bool {
        let mine = message.author.as_ref().zip(self.you.as_ref());
        let mine = mine.is_some_and(|(author, you)| author.id == you.id);
        if let Some(nonce) = message.nonce.as_ref().filter(|_| mine) {
            self.outbox.settle(nonce);
        }
        mine
    }

    fn acknowledge(&mut self, nonce: &Nonce, id: MessageId) -> News {
        // A change is shown as waiting until it is told, which is about now: otherwise what it was before would flash up.
        if Some(id) > self.last && self.outbox.is_change(nonce) {
            return News::None;
        }
        // Nothing waits: the message itself came first.
        if let Some(Letter { nonce, text, errand: Errand::Say(re), .. }) = self.outbox.settle(nonce)
        {
            let author = self.you.clone();
            let message = Message { author, nonce: Some(nonce), re, ..Message::new(id, text) };
            self.log.acknowledge(message);
        }
        News::None
    }

    fn you(&mut self, you: Author) -> News {
        self.you = Some(you);
        self.wanted = None;
        News::None
    }

    fn beat(&mut self, last: Option<MessageId>) -> News {
        self.outbox.beat();
        if last > self.last { News::Behind } else { News::None }
    }

    fn refuse(&mut self, error: FrameError) -> News {
        if error.field.as_deref() == Some("nickname") {
            self.wanted = None;
        }
        let later = matches!(error.code, ErrorCode::TooFast | ErrorCode::Unavailable);
        match error.nonce.clone() {
            Some(nonce) if later => {
                self.outbox.pause(&nonce);
                News::Later(error.code)
            }
            Some(nonce) => {
                self.outbox.fail(&nonce, error);
                News::None
            }
            None => {
                self.asked = None;
                News::Refused(error)
            }
        }
    }
}
