use protocol::{
    Author, ClientFrame, ErrorCode, FrameError, Message, MessageId, Nickname, Nonce, ServerFrame,
    Text, Welcome, limits::PAGE_ROWS,
};

use super::{Row, RowState};

/// The rows of a room, out of what the reader says and what the server tells.
///
/// What the server tells stands in the order in which it tells it, which is the order of the room, each message
/// once; what it does not have yet stands after that. At most [`PAGE_ROWS`] rows are kept, the oldest go first; what waits is never dropped.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    you: Option<Author>,
    /// The name the reader has asked for, until the server answers.
    wanted: Option<Nickname>,
    epoch: Option<String>,
    /// The last message the server has *told*. An acknowledged one does not count: others before it may
    /// still be on their way, and resuming after it would skip them.
    last: Option<MessageId>,
    /// Messages may be missing before the next one.
    gap: bool,
    said: Vec<Said>,
    outbox: Vec<Outgoing>,
}

#[derive(Clone, Debug)]
struct Said {
    gap: bool,
    /// The server has told it, and so where it stands; otherwise it has only acknowledged it.
    told: bool,
    message: Message,
}

#[derive(Clone, Debug)]
struct Outgoing {
    nonce: Nonce,
    text: Text,
    failed: Option<FrameError>,
}

/// What a frame means to whoever drives the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing beyond the rows.
    None,
    /// The server has welcomed the page: what waits is to be said again, and these messages of others have
    /// arrived in the meantime.
    Welcome(Vec<Message>),
    /// Somebody else has said something.
    Heard(Message),
    /// A message could not be taken just now, for this reason, and is to be said again in a while.
    Later(ErrorCode),
    /// Something other than a message was refused.
    Refused(FrameError),
}

impl Conversation {
    /// Takes in what the server tells.
    pub fn apply(&mut self, frame: ServerFrame) -> News {
        match frame {
            ServerFrame::Welcome(welcome) => self.welcome(welcome),
            ServerFrame::Message(message) => self.hear(message).map_or(News::None, News::Heard),
            ServerFrame::Ack { nonce, id } => self.acknowledge(&nonce, id),
            ServerFrame::Renamed { you } => self.you(you),
            ServerFrame::Error(error) => self.refuse(error),
            ServerFrame::Layer { .. } | ServerFrame::Heartbeat => News::None,
        }
    }

    /// The reader says something. It waits at the end until the server has it.
    ///
    /// Gives the frame to send; sent before the first welcome it would be lost, so then it is only kept.
    pub fn say(&mut self, nonce: Nonce, text: Text) -> ClientFrame {
        self.outbox.push(Outgoing { nonce: nonce.clone(), text: text.clone(), failed: None });
        self.trim();
        ClientFrame::Say { nonce, text }
    }

    /// Says again what was refused, under the same nonce. Nothing when no such row has failed.
    pub fn retry(&mut self, nonce: &Nonce) -> Option<ClientFrame> {
        let row = self.outbox.iter_mut().find(|row| row.nonce == *nonce && row.failed.is_some())?;
        row.failed = None;
        Some(ClientFrame::Say { nonce: row.nonce.clone(), text: row.text.clone() })
    }

    /// Takes away what was refused. What still waits stays: it may have arrived already.
    pub fn delete(&mut self, nonce: &Nonce) {
        self.outbox.retain(|row| row.nonce != *nonce || row.failed.is_none());
    }

    /// Calls the reader by another name at once; the server's answer has the last word.
    pub fn rename(&mut self, nickname: Nickname) {
        self.wanted = Some(nickname);
    }

    /// The name that the server has not answered to yet.
    #[must_use]
    pub const fn wanted(&self) -> Option<&Nickname> {
        self.wanted.as_ref()
    }

    /// What waits for the server, in the order it was said.
    pub fn waiting(&self) -> impl Iterator<Item = ClientFrame> {
        let waiting = self.outbox.iter().filter(|row| row.failed.is_none());
        waiting.map(|row| ClientFrame::Say { nonce: row.nonce.clone(), text: row.text.clone() })
    }

    /// The first frame of a connection: go on from here.
    #[must_use]
    pub fn hello(&self, nickname: Option<Nickname>) -> ClientFrame {
        let nickname = self.wanted.clone().or(nickname);
        ClientFrame::Hello { since: self.last, epoch: self.epoch.clone(), nickname }
    }

    /// The reader, as others see them or are about to; unknown before the first welcome.
    #[must_use]
    pub fn reader(&self) -> Option<Author> {
        let you = self.you.clone()?;
        Some(Author { nickname: self.wanted.clone().unwrap_or(you.nickname), id: you.id })
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.said.is_empty() && self.outbox.is_empty()
    }

    /// Every row from the oldest to the newest.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let you = self.you.as_ref();
        let said = self.said.iter().map(|said| Row::said(&said.message, said.gap, you));
        let waiting = self.outbox.iter().map(|row| Row {
            id: None,
            nonce: Some(row.nonce.clone()),
            author: self.reader(),
            text: row.text.as_str().to_owned(),
            state: row.failed.clone().map_or(RowState::Pending, RowState::Failed),
            mine: true,
            first: true,
            gap: false,
        });
        let mut rows: Vec<Row> = said.chain(waiting).collect();
        for below in 1..rows.len() {
            let (above, rest) = rows.split_at_mut(below);
            rest[0].follow(&above[below - 1]);
        }
        rows
    }

    fn welcome(&mut self, welcome: Welcome) -> News {
        let shown = !self.said.is_empty();
        if self.epoch.as_ref() != Some(&welcome.epoch) {
            self.gap = shown;
            self.last = None;
            self.epoch = Some(welcome.epoch);
        } else if welcome.reset {
            let overlaps =
                welcome.messages.first().is_some_and(|first| self.position(first).is_some());
            self.gap = shown && !overlaps;
        }
        let last = welcome.messages.last().map(|message| message.id);
        if self.wanted.as_ref() == Some(&welcome.you.nickname) {
            self.wanted = None;
        }
        self.you = Some(welcome.you);
        let heard: Vec<Message> =
            welcome.messages.into_iter().filter_map(|message| self.hear(message)).collect();
        self.last = last.or(self.last);
        // The newest page is history, and not something that happens now.
        News::Welcome(if welcome.reset { Vec::new() } else { heard })
    }

    /// Takes in a message; gives it back when it is news and somebody else's.
    fn hear(&mut self, message: Message) -> Option<Message> {
        let mine = self.is_mine(message.author.as_ref());
        if mine {
            self.outbox.retain(|row| Some(&row.nonce) != message.nonce.as_ref());
        }
        let known = self.position(&message);
        if known.is_some_and(|at| self.said[at].told) {
            return None;
        }
        if let Some(at) = known {
            self.take_out(at);
        }
        self.last = Some(message.id);
        self.add(message.clone(), true);
        (known.is_none() && !mine).then_some(message)
    }

    fn acknowledge(&mut self, nonce: &Nonce, id: MessageId) -> News {
        // No such row: the message itself came first.
        if let Some(at) = self.outbox.iter().position(|row| row.nonce == *nonce) {
            let Outgoing { nonce, text, .. } = self.outbox.remove(at);
            self.add(Message { id, author: self.you.clone(), text, nonce: Some(nonce) }, false);
        }
        News::None
    }

    fn you(&mut self, you: Author) -> News {
        self.you = Some(you);
        self.wanted = None;
        News::None
    }

    fn refuse(&mut self, error: FrameError) -> News {
        if error.field.as_deref() == Some("nickname") {
            self.wanted = None;
        }
        let Some(nonce) = &error.nonce else { return News::Refused(error) };
        let row = self.outbox.iter_mut().find(|row| row.nonce == *nonce);
        match (error.code, row) {
            (code @ (ErrorCode::TooFast | ErrorCode::Unavailable), _) => News::Later(code),
            (_, Some(row)) => {
                row.failed = Some(error);
                News::None
            }
            (_, None) => News::None,
        }
    }

    fn add(&mut self, message: Message, told: bool) {
        let gap = std::mem::take(&mut self.gap);
        self.said.push(Said { gap, told, message });
        self.trim();
    }

    /// Takes a message out of where it stood provisionally; the gap before it stays.
    fn take_out(&mut self, at: usize) {
        let gap = self.said.remove(at).gap;
        match self.said.get_mut(at) {
            Some(next) => next.gap |= gap,
            None => self.gap |= gap,
        }
    }

    fn position(&self, message: &Message) -> Option<usize> {
        self.said.iter().position(|said| is_same(&said.message, message))
    }

    fn trim(&mut self) {
        let room = PAGE_ROWS.saturating_sub(self.outbox.len());
        self.said.drain(..self.said.len().saturating_sub(room));
    }

    fn is_mine(&self, author: Option<&Author>) -> bool {
        author.zip(self.you.as_ref()).is_some_and(|(author, you)| author.id == you.id)
    }
}

/// The id names a message, and so does its author's nonce.
fn is_same(a: &Message, b: &Message) -> bool {
    let by_nonce = || {
        let (Some(a_author), Some(b_author)) = (&a.author, &b.author) else { return false };
        a.nonce.is_some() && a.nonce == b.nonce && a_author.id == b_author.id
    };
    a.id == b.id || by_nonce()
}

#[cfg(test)]
mod tests;
