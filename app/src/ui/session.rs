use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use leptos::prelude::*;
use protocol::{ClientFrame, FrameError, Message, Nickname, Nonce, ServerFrame, Text, Welcome};

use super::browser;
use crate::talk::{Conversation, Link, News};

/// What the parts of a room share: the conversation, how it stands with the server, and the way there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    /// Every row.
    pub(super) conversation: RwSignal<Conversation>,
    /// How the page stands with the server.
    pub(super) link: RwSignal<Link>,
    /// What others have said and nobody has announced yet.
    pub(super) heard: RwSignal<Vec<Message>>,
    /// Goes up each time the reader says something.
    pub(super) said: RwSignal<u32>,
    /// Why the reader's last new name was refused.
    pub(super) refused: RwSignal<Option<FrameError>>,
    /// The page runs in a browser and no longer has to look as the server made it.
    pub(super) live: RwSignal<bool>,
    orders: StoredValue<UnboundedSender<Order>>,
}

/// What the page asks of whoever holds the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "browser"),
    expect(dead_code, reason = "only a socket and its listeners give these")
)]
pub(super) enum Order {
    /// Sends a frame if the server listens. A message that is not sent stays in the conversation, and is
    /// sent with the others that wait.
    Send(ClientFrame),
    /// Sends everything that waits.
    Resume,
    /// The moment is good to connect at once: the page is seen, or the network is back.
    Wake,
    /// The network is gone.
    Sleep,
}

impl Session {
    /// Opens the session with what the server has rendered, and gives the end at which orders arrive.
    pub(super) fn open(welcome: Option<Welcome>) -> (Self, UnboundedReceiver<Order>) {
        let mut conversation = Conversation::default();
        if let Some(welcome) = welcome {
            conversation.apply(ServerFrame::Welcome(welcome));
        }
        // Bounded by what one person does: a frame for every Enter, and a word for every change of the network.
        let (sender, orders) = mpsc::unbounded();
        let session = Self {
            conversation: RwSignal::new(conversation),
            link: RwSignal::new(Link::default()),
            heard: RwSignal::new(Vec::new()),
            said: RwSignal::new(0),
            refused: RwSignal::new(None),
            live: RwSignal::new(false),
            orders: StoredValue::new(sender),
        };
        (session, orders)
    }

    /// Asks something of whoever holds the socket.
    pub(super) fn order(&self, order: Order) {
        // Nobody listens once the server has refused for good; what was said then stays pending in view.
        self.orders.with_value(|orders| drop(orders.unbounded_send(order)));
    }

    /// The reader says something.
    pub(super) fn say(&self, text: Text) {
        let Some(nonce) = browser::nonce() else { return };
        let frame = self.conversation.try_update(|conversation| conversation.say(nonce, text));
        self.said.update(|said| *said += 1);
        self.send(frame);
    }

    /// Says a refused message again.
    pub(super) fn retry(&self, nonce: &Nonce) {
        let frame = self.conversation.try_update(|conversation| conversation.retry(nonce));
        self.send(frame.flatten());
    }

    /// Takes a refused message away.
    pub(super) fn delete(&self, nonce: &Nonce) {
        self.conversation.update(|conversation| conversation.delete(nonce));
    }

    /// Gives the reader another name.
    pub(super) fn rename(&self, nickname: Nickname) {
        self.refused.set(None);
        self.conversation.update(|conversation| conversation.rename(nickname.clone()));
        self.order(Order::Send(ClientFrame::Rename { nickname }));
    }

    /// Takes in what the server tells.
    #[cfg_attr(
        not(feature = "browser"),
        expect(dead_code, reason = "only a socket tells anything")
    )]
    pub(super) fn told(&self, frame: ServerFrame) -> News {
        let news = self.conversation.try_update(|conversation| conversation.apply(frame));
        let news = news.unwrap_or(News::None);
        match &news {
            News::Heard(message) => self.heard.update(|heard| heard.push(message.clone())),
            News::Welcome(messages) if !messages.is_empty() => {
                self.heard.update(|heard| heard.extend_from_slice(messages));
            }
            News::Refused(error) if error.field.as_deref() == Some("nickname") => {
                self.refused.set(Some(error.clone()));
            }
            News::Welcome(_) | News::Refused(_) | News::Later(_) | News::None => {}
        }
        news
    }

    fn send(&self, frame: Option<ClientFrame>) {
        if let Some(frame) = frame {
            self.order(Order::Send(frame));
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
