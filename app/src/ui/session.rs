#[cfg(feature = "browser")]
mod told;

use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use leptos::prelude::*;
use protocol::{
    ClientFrame, FrameError, Message, MessageId, Nickname, Nonce, ServerFrame, Text, UserId,
    Welcome, limits::TYPING_SECONDS,
};

use super::{
    browser::{self, Drawer, Press},
    language::use_words,
};
use crate::talk::{Company, Conversation, Errand, Link, Reading, Row};
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

/// What the reader writes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// To say something.
    Say,
    /// To answer a message.
    Answer(MessageId),
    /// To say in other words what they have said.
    Edit(MessageId),
}

/// Where what the reader does goes to.
#[derive(Debug)]
struct Outlets {
    orders: UnboundedSender<Order>,
    drawer: Drawer,
    /// When the server was last told that the reader is writing.
    typed: u64,
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

    /// The reader is looking, perhaps at the end of the room: then everything is read.
    pub(super) fn look(&self) {
        if self.at_end.get_untracked() && browser::is_looked_at() {
            self.unseen.try_maybe_update(|unseen| (std::mem::take(unseen) > 0, ()));
            if let Some(newest) = self.conversation.with_untracked(Conversation::newest) {
                browser::store(&self.key("read"), &newest.to_string());
            }
        }
    }

    /// Asks for what stands before everything that is shown, if there is more.
    pub(super) fn ask_for_earlier(&self) {
        if let Some(before) = self.conversation.with_untracked(Conversation::earlier) {
            self.ask(before);
        }
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

    /// Every row as the server has rendered it: it knows neither the reader's calendar nor how far they had read.
    pub(super) fn rendered(&self) -> Vec<Row> {
        let zone = |_| self.zone;
        self.rows_in(&Reading { zone: &zone, now: browser::now(), read: None })
    }

    /// Every row as the reader is to see it.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.midnight.track();
        self.rows_in(&Reading { zone: &browser::zone, now: browser::now(), read: self.read.get() })
    }

    fn rows_in(&self, reading: &Reading<'_>) -> Vec<Row> {
        self.conversation.with(|talk| {
            let mut rows = talk.rows();
            reading.lay_out(&mut rows);
            let reader = talk.reader();
            let me = reader.as_ref().map_or("", |reader| reader.nickname.as_str());
            self.company.with(|company| {
                for row in &mut rows {
                    let tag = row.author.as_ref().and_then(|author| company.namesakes.tag(author));
                    row.tag = tag.map(str::to_owned);
                    row.meet(talk.authors().chain(&company.listed).chain(&reader), me);
                }
                company.silence(&mut rows);
            });
            rows
        })
    }

    /// Asks something of whoever holds the socket.
    pub(super) fn order(&self, order: Order) {
        // Nobody listens once the server has refused for good; what was said then stays pending in view.
        self.outlets.with_value(|outlets| drop(outlets.orders.unbounded_send(order)));
    }

    /// The reader says something.
    pub(super) fn say(&self, text: Text) {
        let task = self.task.get_untracked();
        self.task.set(Task::Say);
        match task {
            Task::Edit(id) => return self.send(Errand::Edit(id), text),
            Task::Answer(id) => self.send(Errand::Say(Some(id)), text),
            Task::Say => self.send(Errand::Say(None), text),
        }
        self.said.update(|said| *said += 1);
        // The next word is the beginning of something new.
        self.outlets.update_value(|outlets| outlets.typed = 0);
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

    /// The reader has pressed a part of a row.
    pub(super) fn pressed(&self, press: &Press) {
        match (press.does.as_str(), press.id, &press.nonce) {
            ("load", Some(id), _) => {
                self.ask(id);
                // The link will be gone; who came here by keyboard goes on from the messages.
                browser::focus_by_id("log");
            }
            ("retry", _, Some(nonce)) => self.retry(nonce),
            ("drop", _, Some(nonce)) => self.delete(nonce),
            ("answer", Some(id), _) => self.take_up(Task::Answer(id)),
            ("edit", Some(id), _) => self.take_up(Task::Edit(id)),
            ("remove", Some(id), _) => self.remove(id),
            ("react", Some(id), _) => self.react(id, press.emoji.as_deref().unwrap_or_default()),
            _ => {}
        }
    }

    /// What the reader writes from now on is for this.
    pub(super) fn take_up(&self, task: Task) {
        self.task.set(task);
        browser::focus_by_id("message");
    }

    /// The reader's own last message, if they may be about to edit it.
    pub(super) fn own_last(&self) -> Option<MessageId> {
        self.conversation.with_untracked(|talk| talk.own_last().map(|message| message.id))
    }

    /// What a message says now.
    pub(super) fn text_of(&self, id: MessageId) -> Option<String> {
        self.conversation.with_untracked(|talk| Some(talk.find(id)?.text.as_str().to_owned()))
    }

    /// Takes a message away, if the reader really wants that.
    fn remove(&self, id: MessageId) {
        if let Some(text) = self.text_of(id).and_then(|text| Text::new(text).ok())
            && browser::confirms(self.words.really_delete)
        {
            self.send(Errand::Delete(id), text);
        }
    }

    /// Puts an emoji on a message, or takes the reader's own back.
    fn react(&self, id: MessageId, emoji: &str) {
        let Ok(sign) = Text::new(emoji.to_owned()) else { return };
        let is_there = self.conversation.with_untracked(|talk| {
            let (you, message) = (talk.reader()?, talk.find(id)?);
            let mut reactions = message.reactions.iter();
            let same = reactions.find(|it| it.emoji.as_str() == emoji)?;
            Some(same.by.contains(&you.id))
        });
        self.send(Errand::React(id, is_there != Some(true)), sign);
    }

    fn send(&self, errand: Errand, text: Text) {
        let Some(nonce) = browser::nonce() else { return };
        self.change(|talk| talk.send(nonce, errand, text, browser::now()));
        self.order(Order::Say);
    }

    /// The reader is writing.
    pub(super) fn types(&self) {
        let now = browser::now();
        let due = self.outlets.try_update_value(|Outlets { typed, .. }| {
            let due = now.saturating_sub(*typed) >= TYPING_SECONDS * 1000;
            if due {
                *typed = now;
            }
            due
        });
        if due == Some(true) {
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

    /// Does not hear somebody any more, or hears them again.
    pub(super) fn ignore(&self, who: &UserId) {
        self.company.update(|company| {
            company.ignore(who);
            let ignored: Vec<_> = company.ignored.iter().map(UserId::as_str).collect();
            browser::store("ignored", &ignored.join(" "));
        });
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
