use protocol::{Author, FrameError, Message, MessageId, Nonce};

use super::{Day, Errand, Letter, Moment};

/// Milliseconds after which a person's next message shows their name again.
const GROUP: u64 = 5 * 60 * 1000;

/// One row of a conversation, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the server calls the message; none before it has it.
    pub id: Option<MessageId>,
    /// The sender's mark.
    pub nonce: Option<Nonce>,
    /// Nobody when a program said it.
    pub author: Option<Author>,
    /// The author's colour, out of [`Hues`](super::Hues).
    pub hue: Option<u8>,
    /// Tells the author from another one of the same name.
    pub tag: Option<String>,
    /// What is said.
    pub text: String,
    /// What has become of it.
    pub state: RowState,
    /// The reader said it, here or on another of their pages.
    pub mine: bool,
    /// It shows who said it; the rows after it by the same person do not.
    pub first: bool,
    /// What is not shown right before it.
    pub missing: Missing,
    /// When it was said, as [`Reading`](super::Reading) has found out; nothing before the server has it.
    pub moment: Option<Moment>,
    /// The day that begins with it.
    pub day: Option<Day>,
    /// What the reader has not read yet begins with it.
    pub unread: bool,
    /// The text is not the first one.
    pub edited: bool,
    /// The emoji on it.
    pub reactions: Vec<Reacted>,
    /// What it answers.
    pub quote: Option<Quote>,
    /// The names in it that are somebody's, as far as they could be mentioned.
    pub names: Vec<String>,
    /// The reader's name.
    pub me: String,
}

/// An emoji on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reacted {
    /// Which.
    pub emoji: String,
    /// How many people have put it there; nobody when the reader takes back the last one.
    pub count: usize,
    /// The reader is one of them.
    pub mine: bool,
    /// The server does not know yet whether they are.
    pub pending: bool,
}

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Which message.
    pub id: MessageId,
    /// Whose it is, if it is shown and somebody's.
    pub author: Option<Author>,
    /// Its beginning; nothing when it is not shown, or gone, or of somebody who is not heard.
    pub text: String,
}

/// What has become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowState {
    /// The server has it.
    Sent,
    /// Not yet, or not yet in these words.
    Pending,
    /// The reader takes it away, and the server does not know yet.
    Leaving,
    /// It is not said unless the reader wants it.
    Failed(Failure),
}

/// Why something is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server will not take it.
    Refused(FrameError),
    /// It has waited for so long that the reader may not want it said any more.
    Unsent,
}

/// What the room's log may hold right before a row, and the page does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nothing.
    Nothing,
    /// Earlier messages than the page begins with.
    Earlier,
    /// Messages between this row and the one above it.
    Between,
}

impl RowState {
    /// One word for style sheets and tests.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Pending => "pending",
            Self::Leaving => "leaving",
            Self::Failed(_) => "failed",
        }
    }
}

impl Row {
    /// What the server has.
    #[must_use]
    pub(super) fn said(message: &Message, you: Option<&Author>) -> Self {
        let author = message.author.clone();
        let reactions = message.reactions.iter().map(|it| {
            let mine = you.is_some_and(|you| it.by.contains(&you.id));
            let emoji = it.emoji.as_str().to_owned();
            Reacted { emoji, count: it.count, mine, pending: false }
        });
        let reactions = reactions.collect();
        let mine = author.as_ref().zip(you).is_some_and(|(author, you)| author.id == you.id);
        Self {
            id: Some(message.id),
            nonce: message.nonce.clone(),
            edited: message.edited,
            reactions,
            ..Self::new(author, message.text.as_str(), mine)
        }
    }

    /// What waits for the server.
    #[must_use]
    pub(super) fn waiting(
        nonce: &Nonce,
        text: &str,
        failed: Option<&Failure>,
        you: Option<&Author>,
    ) -> Self {
        Self {
            nonce: Some(nonce.clone()),
            state: failed.cloned().map_or(RowState::Pending, RowState::Failed),
            ..Self::new(you.cloned(), text, true)
        }
    }

    fn new(author: Option<Author>, text: &str, mine: bool) -> Self {
        Self {
            id: None,
            nonce: None,
            author,
            hue: None,
            tag: None,
            text: text.to_owned(),
            state: RowState::Sent,
            mine,
            first: true,
            missing: Missing::Nothing,
            moment: None,
            day: None,
            unread: false,
            edited: false,
            reactions: Vec::new(),
            quote: None,
            names: Vec::new(),
            me: String::new(),
        }
    }

    /// Shows that a change to it waits for the server.
    pub(super) fn expect(&mut self, letter: &Letter) {
        match letter.errand {
            Errand::Say(_) => {}
            Errand::Edit(_) => {
                letter.text.as_str().clone_into(&mut self.text);
                self.edited = true;
                self.state = RowState::Pending;
            }
            Errand::Delete(_) => self.state = RowState::Leaving,
            Errand::React(_, on) => self.react(letter.text.as_str(), on),
        }
    }

    /// Shows that the reader puts an emoji on it, or takes it back.
    fn react(&mut self, emoji: &str, on: bool) {
        match self.reactions.iter_mut().find(|it| it.emoji == emoji) {
            Some(it) => {
                it.count = it.count + usize::from(on) - usize::from(it.mine);
                (it.mine, it.pending) = (on, true);
            }
            None if on => {
                let emoji = emoji.to_owned();
                self.reactions.push(Reacted { emoji, count: 1, mine: true, pending: true });
            }
            None => {}
        }
    }

    /// Stands below another row: does it go on where that one stopped?
    pub(super) fn follow(&mut self, above: &Self) {
        let same = self.author.is_some() && self.author == above.author;
        // What waits has no time yet. It was said just now, and so was, as far as this page knows, what is
        // above it.
        let soon =
            self.id.zip(above.id).is_none_or(|(id, above)| id.ms.saturating_sub(above.ms) <= GROUP);
        self.first = self.missing != Missing::Nothing || !same || !soon;
    }

    /// Finds out whom it may mention, out of everybody who has a name here.
    pub fn meet<'a>(&mut self, everybody: impl Iterator<Item = &'a Author>, me: &str) {
        if !self.text.contains('@') {
            return;
        }
        let text = self.text.to_ascii_lowercase();
        // Looked for from sign to sign: what searches for any text is a kilobyte to download.
        let follows_sign = |name: &str| {
            let mut signs = text.match_indices('@');
            signs.any(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(name)))
        };
        for author in everybody {
            let name = author.nickname.as_str();
            let is_new = !self.names.iter().any(|known| known == name);
            if is_new && follows_sign(&name.to_ascii_lowercase()) {
                self.names.push(name.to_owned());
            }
        }
        me.clone_into(&mut self.me);
    }

    /// Whether it shows the same message, whatever has become of it.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (&self.nonce, &other.nonce) {
            (Some(nonce), Some(other_nonce)) if self.mine && other.mine => nonce == other_nonce,
            _ => self.id.is_some() && self.id == other.id,
        }
    }
}
