use protocol::{Author, FrameError, Message, MessageId, Nonce};

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
}

/// What has become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowState {
    /// The server has it.
    Sent,
    /// Not yet.
    Pending,
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

/// What tells a row apart from the others and from its own earlier looks: rows of equal keys look the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    id: Option<MessageId>,
    nonce: Option<Nonce>,
    tag: Option<String>,
    state: &'static str,
    looks: (bool, bool, Missing),
}

impl RowState {
    /// One word for style sheets and tests.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Pending => "pending",
            Self::Failed(_) => "failed",
        }
    }
}

impl Row {
    /// What the server has.
    #[must_use]
    pub(super) fn said(message: &Message, missing: Missing, you: Option<&Author>) -> Self {
        let author = message.author.clone();
        let mine = author.as_ref().zip(you).is_some_and(|(author, you)| author.id == you.id);
        Self {
            id: Some(message.id),
            nonce: message.nonce.clone(),
            author,
            tag: None,
            text: message.text.as_str().to_owned(),
            state: RowState::Sent,
            mine,
            first: true,
            missing,
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
            id: None,
            nonce: Some(nonce.clone()),
            author: you.cloned(),
            tag: None,
            text: text.to_owned(),
            state: failed.cloned().map_or(RowState::Pending, RowState::Failed),
            mine: true,
            first: true,
            missing: Missing::Nothing,
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

    /// The row's identity in the document.
    #[must_use]
    pub fn key(&self) -> RowKey {
        RowKey {
            id: self.id,
            nonce: self.nonce.clone(),
            tag: self.tag.clone(),
            state: self.state.name(),
            looks: (self.mine, self.first, self.missing),
        }
    }
}
