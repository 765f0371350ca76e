//! What the parts of a room share.
//!
//! * `task`: what the reader writes for; `press`: what their presses on a row do
//! * `view`: the rows as the reader sees them, and how far they look
//! * `order`: what is asked of whoever holds the socket; `told`: what comes from there
//! * `sought`: the message that the address names, for a page that the browser builds

mod order;
mod press;
#[cfg(feature = "csr")]
mod sought;
mod task;
#[cfg(feature = "browser")]
mod told;
mod view;

use futures_channel::mpsc::{self, UnboundedReceiver};
use leptos::prelude::*;
use protocol::{
    ClientFrame, FrameError, Message, MessageId, Nickname, ServerFrame, UserId, Welcome,
};

use self::order::Outlets;
pub(super) use self::{order::Order, task::Task};
use super::{
    browser::{self, Drawer},
    language::use_words,
};
use crate::talk::{Company, Conversation, Link};
use crate::words::Words;

/// What the parts of a room share: the conversation, how it stands with the server, and the way there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    /// Every row.
    pub(super) conversation: RwSignal<Conversation>,
    /// Who is there, and who is writing.
    pub(super) company: RwSignal<Company>,
    /// How the page stands with the server.
    pub(super) link: RwSignal<Link>,
    /// What others have said and nobody has announced yet.
    pub(super) heard: RwSignal<Vec<Message>>,
    /// So many older messages have come, and nobody has announced them yet.
    pub(super) filled: RwSignal<usize>,
    /// What the reader writes for.
    pub(super) task: RwSignal<Task>,
    /// Goes up each time the reader says something.
    pub(super) said: RwSignal<usize>,
    /// Why the reader's last new name was refused.
    pub(super) refused: RwSignal<Option<FrameError>>,
    /// The newest message that the reader had read when they came, as far as the browser remembers. It stays: a line that moved
    /// while somebody reads would be worse than one that is late.
    pub(super) read: RwSignal<Option<MessageId>>,
    /// So many messages of others have come since somebody last looked at the end of the room.
    pub(super) unseen: RwSignal<usize>,
    /// The end of the room is in view.
    pub(super) at_end: RwSignal<bool>,
    /// Goes up when a new day begins.
    pub(super) midnight: RwSignal<usize>,
    /// Minutes that the clock was ahead of UTC by which the server has rendered the page.
    zone: i32,
    room: StoredValue<String>,
    words: &'static Words,
    outlets: StoredValue<Outlets>,
}

impl Session {
    /// Opens the session of a room with what the server has rendered, and gives the end at which orders arrive.
    pub(super) fn open(
        room: &str,
        welcome: Option<Welcome>,
        zone: i32,
    ) -> (Self, UnboundedReceiver<Order>) {
        let mut conversation = Conversation::default();
        if let Some(welcome) = welcome {
            conversation.apply(ServerFrame::Welcome(welcome));
        }
        // Bounded by what one person does: a word for every Enter, and for every change of the network.
        let (sender, orders) = mpsc::unbounded();
        let session = Self {
            conversation: RwSignal::new(conversation),
            company: RwSignal::new(Company::default()),
            link: RwSignal::new(Link::default()),
            heard: RwSignal::new(Vec::new()),
            filled: RwSignal::new(0),
            task: RwSignal::new(Task::Say),
            said: RwSignal::new(0),
            refused: RwSignal::new(None),
            read: RwSignal::new(None),
            unseen: RwSignal::new(0),
            at_end: RwSignal::new(true),
            room: StoredValue::new(room.to_owned()),
            words: use_words(),
            midnight: RwSignal::new(0),
            zone,
            outlets: StoredValue::new(Outlets {
                orders: sender,
                drawer: Drawer::of(room),
                typed: 0,
            }),
        };
        session.tell_apart();
        (session, orders)
    }

    /// Under which name the browser keeps something for this room. No room's name has a colon in it.
    pub(super) fn key(&self, what: &str) -> String {
        self.room.with_value(|room| format!("{what}:{room}"))
    }

    /// The page runs. What waited on an earlier visit waits again.
    pub(super) fn begin(&self) {
        self.room.with_value(|room| browser::visit(room));
        if let Some(ignored) = browser::stored("ignored") {
            let ignored = ignored.split(' ').map(|who| UserId::new(who.to_owned())).collect();
            self.company.update(|company| company.ignored = ignored);
        }
        self.read.set(browser::stored(&self.key("read")).and_then(|id| id.parse().ok()));
        let left =
            self.outlets.try_update_value(|outlets| outlets.drawer.open()).unwrap_or_default();
        if !left.is_empty() {
            let now = browser::now();
            self.change(|talk| {
                talk.restore(left);
                talk.give_up(now);
            });
        }
    }

    /// Gives the reader another name.
    pub(super) fn rename(&self, nickname: Nickname) {
        self.refused.set(None);
        self.conversation.update(|conversation| conversation.rename(nickname.clone()));
        self.order(Order::Send(ClientFrame::Rename { nickname }));
    }

    /// Changes the conversation, and keeps what waits before anything is sent.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        let changed = self.conversation.try_update(change);
        self.conversation.with_untracked(|talk| {
            self.outlets.update_value(|outlets| outlets.drawer.keep(talk.letters()));
        });
        self.tell_apart();
        changed
    }

    /// Gives people of one name what tells them apart, and looks at the rows again when that has changed.
    fn tell_apart(&self) {
        let changed = self.conversation.with_untracked(|talk| {
            self.company.try_maybe_update(|company| {
                let changed = company.tell_apart(talk, browser::lowercase);
                (changed, changed)
            })
        });
        if changed == Some(true) {
            self.conversation.notify();
        }
    }
}

/// The session of this room.
#[expect(
    clippy::expect_used,
    reason = "only the parts of a room call this, and the room provides it"
)]
pub(super) fn use_session() -> Session {
    use_context().expect("a room has a session")
}
