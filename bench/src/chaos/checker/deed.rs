use crate::{
    chaos::{
        history::{History, Record},
        mark::Mark,
    },
    wire::{Change, Id, ToServer, Who},
};

/// A change that a client has asked for.
#[derive(Clone, Debug)]
pub(super) struct Deed<'a> {
    /// The client's name.
    pub(super) by: &'a str,
    pub(super) room: usize,
    /// When it was first asked for, in milliseconds since the run began.
    pub(super) at: u64,
    /// What it is to be. It has its id when it is acknowledged, and the author's name of that time nowhere.
    pub(super) change: Change,
    /// It is acknowledged.
    pub(super) stands: bool,
    /// It was refused for good.
    pub(super) refused: bool,
    /// A power cut took it.
    pub(super) undone: bool,
}

impl<'a> Deed<'a> {
    /// What a client asks for with a frame at some time, if that is a change.
    pub(super) fn asked(
        history: &History,
        client: &'a Record,
        frame: &ToServer,
        at: u64,
    ) -> Option<Self> {
        let (nonce, of, text, emoji, on) = match frame {
            ToServer::Edit { nonce, of, text } => (nonce, of, Some(text.clone()), None, None),
            ToServer::Delete { nonce, of } => (nonce, of, None, None, None),
            ToServer::React { nonce, of, emoji, on } => {
                (nonce, of, None, Some(emoji.clone()), Some(*on))
            }
            _ => return None,
        };
        let id = history.people.get(client.role.person).cloned().unwrap_or_default();
        let author = Who { id, nickname: String::new() };
        let (of, nonce) = (*of, Some(nonce.clone()));
        let mark = nonce.as_deref().and_then(Mark::find);
        Some(Self {
            by: &client.name,
            room: client.role.room,
            at,
            undone: mark.is_some_and(|mark| history.undone.contains(&mark)),
            change: Change { id: Id::default(), of, author, nonce, text, emoji, on },
            stands: false,
            refused: false,
        })
    }

    /// Whether nobody can say if it stands in the log at the end.
    pub(super) fn is_open(&self) -> bool {
        self.undone || !self.stands && !self.refused
    }

    /// Whether somebody was told just this, under whatever id.
    pub(super) fn is(&self, told: &Change) -> bool {
        let this = &self.change;
        (this.of, &this.author.id, &this.text) == (told.of, &told.author.id, &told.text)
            && (&this.emoji, this.on) == (&told.emoji, told.on)
    }
}
