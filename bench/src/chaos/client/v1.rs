use std::time::Duration;

use crate::{
    chaos::{
        badge::Badge,
        client::{Display, Editor, Frame, Mind, Outbox, Silence, Speech, Watchdog, Whim, Whims},
        history::What,
        plan::Patience,
        stamp::Stamp,
        status::Status,
    },
    wire::{FromServer, Id, Message, ToServer, Who},
};

/// How many messages may wait to be sent before a client stops writing new ones.
const OUTBOX: usize = 20;

/// How long a client waits after `unavailable` or `too_fast`, unless the log is said to be back before.
const MOMENT: Duration = Duration::from_millis(700);

/// A client of `parlor.v1` that keeps to the four rules.
#[derive(Debug)]
pub(crate) struct V1 {
    ways: Ways,
    badge: Badge,
    display: Display,
    outbox: Outbox,
    watchdog: Watchdog,
    people: Option<Vec<Who>>,
    /// Who it is, once it has been told.
    you: String,
    /// This connection has been welcomed.
    welcomed: bool,
    /// `hello` is to be sent.
    asks: bool,
    /// Something that was said is to be changed.
    changes: bool,
    /// Another name is to be taken.
    renames: bool,
    gives_up: bool,
}

/// What a client says and does: all of it is drawn.
#[derive(Debug)]
pub(crate) struct Ways {
    pub(crate) speech: Speech,
    pub(crate) whims: Whims,
    pub(crate) editor: Editor,
}

impl V1 {
    /// A client that has never been here.
    pub(crate) fn new(ways: Ways, badge: Badge, patience: Patience) -> Self {
        Self {
            ways,
            badge,
            display: Display::default(),
            outbox: Outbox::default(),
            watchdog: Watchdog::new(patience),
            people: None,
            you: String::new(),
            welcomed: false,
            asks: false,
            changes: false,
            renames: false,
            gives_up: false,
        }
    }

    fn take(&mut self, frame: &FromServer, now: Duration) {
        match frame {
            FromServer::Welcome(welcome) => {
                self.display.welcome(welcome);
                self.you.clone_from(&welcome.you.id);
                self.welcomed = true;
            }
            FromServer::Message(message) => self.display.message(message),
            FromServer::Change(change) => self.display.change(change),
            FromServer::Older(page) => self.display.older(page),
            FromServer::Ack { nonce, .. } => self.outbox.done(nonce),
            FromServer::Error { code, nonce, .. } => self.refused(code, nonce.as_deref(), now),
            FromServer::People { listed: Some(listed), .. } => self.people = Some(listed.clone()),
            FromServer::Layer { connected: true } => self.outbox.hurry(),
            FromServer::Heartbeat { last } => self.heartbeat(*last),
            FromServer::Layer { .. }
            | FromServer::People { .. }
            | FromServer::Typing { .. }
            | FromServer::Renamed { .. } => {}
        }
    }

    fn refused(&mut self, code: &str, nonce: Option<&str>, now: Duration) {
        let comes_back = ["unavailable", "too_fast"].contains(&code);
        match nonce {
            Some(nonce) if comes_back => self.outbox.again(nonce, now + MOMENT),
            Some(nonce) => self.outbox.done(nonce),
            // An unanswered `older` is asked again in its own time.
            None => {}
        }
    }

    fn heartbeat(&mut self, last: Option<Id>) {
        self.asks |= self.welcomed && last > self.display.position();
        self.outbox.send_again();
    }

    /// Writes new messages, as long as not too many wait.
    fn write(&mut self, now: Duration) {
        while self.outbox.len() < OUTBOX
            && let Some((nonce, text)) = self.ways.speech.next(now)
        {
            self.outbox.push(ToServer::Say { nonce, text });
        }
    }

    fn small_talk(&mut self, mut whims: Vec<Whim>) -> Vec<Frame> {
        if std::mem::take(&mut self.renames) {
            whims.push(Whim::Rename(self.ways.whims.nickname()));
        }
        if std::mem::take(&mut self.changes) {
            whims.push(Whim::Change);
        }
        whims.into_iter().filter_map(|whim| self.act(whim)).map(Frame::V1).collect()
    }

    /// Does what comes up. A change waits for its turn; what it leads to is sent later.
    fn act(&mut self, whim: Whim) -> Option<ToServer> {
        match whim {
            Whim::Rename(nickname) => {
                self.badge.choose(nickname.clone());
                Some(ToServer::Rename { nickname })
            }
            Whim::Type => Some(ToServer::Typing),
            Whim::Change => {
                let change = self.ways.editor.change(&self.display, &self.you);
                change.into_iter().for_each(|change| self.outbox.push(change));
                None
            }
        }
    }
}

impl Mind for V1 {
    fn opened(&mut self, now: Duration) {
        self.watchdog.heard(now);
        self.display.forget_question();
        self.outbox.send_again();
        self.people = None;
        self.welcomed = false;
        self.asks = true;
        self.gives_up = false;
    }

    fn heard(&mut self, text: &str, now: Duration) -> What {
        self.watchdog.heard(now);
        match serde_json::from_str::<FromServer>(text) {
            Ok(frame) => {
                self.take(&frame, now);
                What::Received(frame)
            }
            Err(error) => What::Strange(format!("{error}: {text}")),
        }
    }

    fn sign_of_life(&mut self, now: Duration) {
        self.watchdog.heard(now);
    }

    fn due(&mut self, now: Duration) -> Vec<Frame> {
        self.write(now);
        // What comes up while nobody could be told is let go.
        let whims = self.ways.whims.until(now);
        match self.watchdog.look(now) {
            Silence::Fine => {}
            Silence::Ask => self.asks = true,
            Silence::Dead => self.gives_up = true,
        }
        let mut due = Vec::new();
        if std::mem::take(&mut self.asks) {
            due.push(Frame::V1(self.display.hello(self.badge.chosen())));
        }
        if self.welcomed {
            due.extend(self.display.question(now).map(Frame::V1));
            due.extend(self.outbox.next(now).map(Frame::V1));
            due.extend(self.small_talk(whims));
        }
        due
    }

    fn gives_up(&self) -> bool {
        self.gives_up
    }

    fn crash(&mut self) {
        self.display.crash();
    }

    fn forget(&mut self) {
        self.display = Display::default();
    }

    fn finish(&mut self) {
        self.ways.speech.finish();
        self.ways.whims.end();
    }

    fn say_last(&mut self) {
        let (nonce, text) = self.ways.speech.say();
        self.outbox.push(ToServer::Say { nonce, text });
    }

    fn change(&mut self) {
        self.changes = true;
    }

    fn rename(&mut self) {
        self.renames = true;
    }

    fn status(&self) -> Status {
        let waits = self.outbox.len();
        let owes = self.renames || self.changes;
        Status {
            node: None,
            settled: self.welcomed && waits == 0 && !owes && self.display.is_whole(),
            newest: self.display.position(),
            last: self.display.last().and_then(|message| Stamp::find(&message.text)),
            shown: self.display.len(),
            people: self.people.clone(),
            words: format!(
                "welcomed: {}, waiting to be sent: {waits}, history whole: {}, newest: {:?}",
                self.welcomed,
                self.display.is_whole(),
                self.display.position().map(|id| id.to_string())
            ),
        }
    }

    fn rows(&self) -> Vec<Message> {
        self.display.rows()
    }
}

#[cfg(test)]
mod tests;
