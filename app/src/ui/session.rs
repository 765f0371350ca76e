#[cfg(feature = "browser")]
mod told;

use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use leptos::prelude::*;
use protocol::{
    ClientFrame, FrameError, Message, MessageId, Nickname, Nonce, ServerFrame, Text, Welcome,
    limits::TYPING_SECONDS,
};

use super::browser::{self, Drawer};
use crate::talk::{Conversation, Link, Namesakes, Presence, Row, Typists};

/// What the parts of a room share: the conversation, how it stands with the server, and the way there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    /// Every row.
    pub(super) conversation: RwSignal<Conversation>,
    /// Who is in the room.
    pub(super) presence: RwSignal<Presence>,
    /// Who is writing.
    pub(super) typists: RwSignal<Typists>,
    /// Who of all those has whose name.
    pub(super) namesakes: Memo<Namesakes>,
    /// How the page stands with the server.
    pub(super) link: RwSignal<Link>,
    /// What others have said and nobody has announced yet.
    pub(super) heard: RwSignal<Vec<Message>>,
    /// So many older messages have come, and nobody has announced them yet.
    pub(super) filled: RwSignal<usize>,
    /// Goes up each time the reader says something.
    pub(super) said: RwSignal<u32>,
    /// Why the reader's last new name was refused.
    pub(super) refused: RwSignal<Option<FrameError>>,
    /// The page runs in a browser and no longer has to look as the server made it.
    pub(super) live: RwSignal<bool>,
    orders: StoredValue<UnboundedSender<Order>>,
    drawer: StoredValue<Drawer>,
    /// When the server was last told that the reader is writing.
    typed: StoredValue<u64>,
}

/// What the page asks of whoever holds the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "browser"),
    expect(dead_code, reason = "only a socket and its listeners give these")
)]
pub(super) enum Order {
    /// Sends a frame if the server listens.
    Send(ClientFrame),
    /// Something waits; says it if it is its turn.
    Say,
    /// A pause that the server asked for is over.
    Resume,
    /// The moment is good to connect at once: the page is seen, or the network is back.
    Wake,
    /// The network is gone.
    Sleep,
}

impl Session {
    /// Opens the session of a room with what the server has rendered, and gives the end at which orders arrive.
    pub(super) fn open(room: &str, welcome: Option<Welcome>) -> (Self, UnboundedReceiver<Order>) {
        let mut conversation = Conversation::default();
        if let Some(welcome) = welcome {
            conversation.apply(ServerFrame::Welcome(welcome));
        }
        // Bounded by what one person does: a word for every Enter, and for every change of the network.
        let (sender, orders) = mpsc::unbounded();
        let conversation = RwSignal::new(conversation);
        let presence = RwSignal::new(Presence::default());
        let typists = RwSignal::new(Typists::default());
        let session = Self {
            conversation,
            presence,
            typists,
            namesakes: Memo::new(move |_| namesakes(conversation, presence, typists)),
            link: RwSignal::new(Link::default()),
            heard: RwSignal::new(Vec::new()),
            filled: RwSignal::new(0),
            said: RwSignal::new(0),
            refused: RwSignal::new(None),
            live: RwSignal::new(false),
            orders: StoredValue::new(sender),
            drawer: StoredValue::new(Drawer::of(room)),
            typed: StoredValue::new(0),
        };
        (session, orders)
    }

    /// The page runs. What waited on an earlier visit waits again.
    pub(super) fn begin(&self) {
        self.live.set(true);
        let left = self.drawer.try_update_value(Drawer::open).unwrap_or_default();
        if !left.is_empty() {
            let now = browser::now();
            self.change(|talk| {
                talk.restore(left);
                talk.give_up(now);
            });
        }
    }

    /// Every row, with what tells people of one name apart.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = self.conversation.with(Conversation::rows);
        self.namesakes.with(|namesakes| {
            for row in &mut rows {
                row.tag = row.author.as_ref().and_then(|author| namesakes.tag(author));
            }
        });
        rows
    }

    /// Asks something of whoever holds the socket.
    pub(super) fn order(&self, order: Order) {
        // Nobody listens once the server has refused for good; what was said then stays pending in view.
        self.orders.with_value(|orders| drop(orders.unbounded_send(order)));
    }

    /// The reader says something.
    pub(super) fn say(&self, text: Text) {
        let Some(nonce) = browser::nonce() else { return };
        self.change(|talk| talk.say(nonce, text, browser::now()));
        self.said.update(|said| *said += 1);
        self.order(Order::Say);
    }

    /// Says a failed message again.
    pub(super) fn retry(&self, nonce: &Nonce) {
        self.change(|talk| talk.retry(nonce, browser::now()));
        self.order(Order::Say);
    }

    /// Takes a failed message away.
    pub(super) fn delete(&self, nonce: &Nonce) {
        self.change(|talk| talk.delete(nonce));
    }

    /// The reader is writing.
    pub(super) fn types(&self) {
        let now = browser::now();
        if now - self.typed.get_value() >= TYPING_SECONDS * 1000 {
            self.typed.set_value(now);
            self.order(Order::Send(ClientFrame::Typing));
        }
    }

    /// The reader wants to see what stands before a message.
    pub(super) fn ask(&self, before: MessageId) {
        if let Some(frame) = self.conversation.try_update_untracked(|talk| talk.ask(before)) {
            self.order(Order::Send(frame));
        }
    }

    /// The reader is at the end again.
    pub(super) fn return_to_end(&self) {
        self.conversation.try_maybe_update(|talk| (talk.return_to_end(), ()));
    }

    /// Gives the reader another name.
    pub(super) fn rename(&self, nickname: Nickname) {
        self.refused.set(None);
        self.conversation.update(|conversation| conversation.rename(nickname.clone()));
        self.order(Order::Send(ClientFrame::Rename { nickname }));
    }

    /// A connection begins.
    #[cfg(feature = "browser")]
    pub(super) fn connect(&self) {
        self.conversation.update_untracked(Conversation::connect);
    }

    /// What to say now, if anything waits whose turn it is. What has waited for too long is not said.
    #[cfg(feature = "browser")]
    pub(super) fn due(&self) -> Option<ClientFrame> {
        let now = browser::now();
        self.conversation.try_maybe_update(|talk| (talk.give_up(now), talk.due())).flatten()
    }

    /// Changes the conversation, and keeps what waits before anything is sent.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        let changed = self.conversation.try_update(change);
        self.conversation.with_untracked(|talk| {
            self.drawer.update_value(|drawer| drawer.keep(talk.letters()));
        });
        changed
    }
}

fn namesakes(
    conversation: RwSignal<Conversation>,
    presence: RwSignal<Presence>,
    typists: RwSignal<Typists>,
) -> Namesakes {
    let (talk, presence, typists) = (conversation.read(), presence.read(), typists.read());
    let reader = talk.reader();
    let people = talk.authors().chain(&reader).chain(&presence.listed).chain(typists.all());
    Namesakes::among(people, browser::lowercase)
}

/// The session of this room.
#[expect(
    clippy::expect_used,
    reason = "only the parts of a room call this, and the room provides it"
)]
pub(super) fn use_session() -> Session {
    use_context().expect("a room has a session")
}
