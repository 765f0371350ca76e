use std::time::Duration;

use crate::{
    chaos::{
        client::{Display, Frame, Mind, Outbox, Silence, Speech, Watchdog},
        history::What,
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
    speech: Speech,
    display: Display,
    outbox: Outbox,
    watchdog: Watchdog,
    people: Option<Vec<String>>,
    /// This connection has been welcomed.
    welcomed: bool,
    /// `hello` is to be sent.
    asks: bool,
    gives_up: bool,
}

impl V1 {
    /// A client that has never been here.
    pub(crate) fn new(speech: Speech) -> Self {
        Self {
            speech,
            display: Display::default(),
            outbox: Outbox::default(),
            watchdog: Watchdog::default(),
            people: None,
            welcomed: false,
            asks: false,
            gives_up: false,
        }
    }

    fn take(&mut self, frame: &FromServer, now: Duration) {
        match frame {
            FromServer::Welcome(welcome) => {
                self.display.welcome(welcome);
                self.welcomed = true;
            }
            FromServer::Message(message) => self.display.message(message),
            FromServer::Change(change) => self.display.change(change),
            FromServer::Older(page) => self.display.older(page),
            FromServer::Ack { nonce, .. } => self.outbox.done(nonce),
            FromServer::Error { code, nonce, .. } => self.refused(code, nonce.as_deref(), now),
            FromServer::People { listed, .. } => self.people(listed.as_deref()),
            FromServer::Layer { connected: true } => self.outbox.hurry(),
            FromServer::Heartbeat { last } => self.heartbeat(*last),
            FromServer::Layer { .. } | FromServer::Typing { .. } | FromServer::Renamed { .. } => {}
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

    fn people(&mut self, listed: Option<&[Who]>) {
        if let Some(listed) = listed {
            self.people = Some(listed.iter().map(|who| who.id.clone()).collect());
        }
    }

    fn heartbeat(&mut self, last: Option<Id>) {
        self.asks |= self.welcomed && last > self.display.position();
        self.outbox.send_again();
    }

    fn small_talk(&mut self) -> Vec<Frame> {
        let mut talk = Vec::new();
        if self.speech.now_and_then(20) {
            talk.push(ToServer::Rename { nickname: self.speech.nickname() });
        }
        if self.speech.now_and_then(5) {
            talk.push(ToServer::Typing);
        }
        talk.into_iter().map(Frame::V1).collect()
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
        while self.outbox.len() < OUTBOX
            && let Some((nonce, text)) = self.speech.next(now)
        {
            self.outbox.push(nonce, text);
        }
        match self.watchdog.look(now) {
            Silence::Fine => {}
            Silence::Ask => self.asks = true,
            Silence::Dead => self.gives_up = true,
        }
        let mut due = Vec::new();
        if std::mem::take(&mut self.asks) {
            due.push(Frame::V1(self.display.hello()));
        }
        if self.welcomed {
            due.extend(self.display.question(now).map(Frame::V1));
            due.extend(self.outbox.next(now).map(Frame::V1));
            due.extend(self.small_talk());
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
        self.speech.finish();
    }

    fn status(&self) -> Status {
        let waits = self.outbox.len();
        Status {
            node: None,
            settled: self.welcomed && waits == 0 && self.display.is_whole(),
            newest: self.display.position(),
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
mod tests {
    use super::*;
    use crate::{
        chaos::plan::{Dialect, Role},
        dice::Dice,
        wire::Welcome,
    };

    const NOW: Duration = Duration::ZERO;

    /// A client that says one thing and is welcomed.
    fn client() -> V1 {
        let role = Role { dialect: Dialect::V1, person: 0, room: 0, pace: Some(1_000_000) };
        let mut client = V1::new(Speech::new(0, role, Dice::new(1, "client 0")));
        client.opened(NOW);
        assert_eq!(due(&mut client), ["hello"], "nothing is said before the welcome");
        hears(&mut client, &FromServer::Welcome(welcome(&[5])));
        client
    }

    fn welcome(ids: &[u64]) -> Welcome {
        let message = |&seq| message(seq);
        Welcome {
            you: Who { id: "ada".into(), nickname: "Ada".into() },
            epoch: "e".into(),
            reset: true,
            connected: true,
            older: false,
            last: ids.last().map(|&seq| id(seq)),
            messages: ids.iter().map(message).collect(),
            changes: Vec::new(),
        }
    }

    fn message(seq: u64) -> Message {
        Message { id: id(seq), author: None, text: "hi".into(), nonce: None }
    }

    fn id(seq: u64) -> Id {
        Id { ms: 1, seq }
    }

    fn hears(client: &mut V1, frame: &FromServer) {
        let text = crate::wire::encode(frame);
        assert_eq!(client.heard(&text, NOW), What::Received(frame.clone()));
    }

    fn error(code: &str) -> FromServer {
        FromServer::Error { code: code.into(), nonce: Some("0-1".into()), detail: "no".into() }
    }

    /// What is sent now, apart from small talk.
    fn due_at(client: &mut V1, now: Duration) -> Vec<&'static str> {
        let names = client.due(now).into_iter().filter_map(|frame| match frame {
            Frame::V1(ToServer::Hello { .. }) => Some("hello"),
            Frame::V1(ToServer::Say { .. }) => Some("say"),
            Frame::V1(ToServer::Older { .. }) => Some("older"),
            _ => None,
        });
        names.collect()
    }

    fn due(client: &mut V1) -> Vec<&'static str> {
        due_at(client, NOW)
    }

    #[test]
    fn what_is_said_is_said_again_until_it_is_acknowledged() {
        let mut client = client();
        assert_eq!(due(&mut client), ["say"]);
        assert!(due(&mut client).is_empty());
        hears(&mut client, &FromServer::Heartbeat { last: Some(id(5)) });
        assert_eq!(due(&mut client), ["say"], "a heartbeat has come without an answer");
        hears(&mut client, &error("unavailable"));
        assert!(due(&mut client).is_empty(), "not at once");
        hears(&mut client, &FromServer::Layer { connected: true });
        assert_eq!(due(&mut client), ["say"], "the log is back");
        hears(&mut client, &error("too_fast"));
        assert_eq!(due_at(&mut client, MOMENT), ["say"]);
        client.opened(NOW);
        assert_eq!(due(&mut client), ["hello"]);
        hears(&mut client, &FromServer::Welcome(welcome(&[5])));
        assert_eq!(due(&mut client), ["say"], "the connection is a new one");
        assert!(!client.status().settled);
        hears(&mut client, &FromServer::Ack { nonce: "0-1".into(), id: id(6) });
        assert!(due(&mut client).is_empty());
        assert!(client.status().settled);
    }

    #[test]
    fn a_heartbeat_that_knows_more_is_asked() {
        let mut client = client();
        hears(&mut client, &FromServer::Heartbeat { last: Some(id(6)) });
        assert_eq!(due(&mut client), ["hello", "say"]);
        hears(&mut client, &FromServer::Message(message(6)));
        hears(&mut client, &FromServer::Heartbeat { last: Some(id(6)) });
        assert_eq!(due(&mut client), ["say"]);
    }

    #[test]
    fn a_dead_line_is_given_up() {
        let mut client = client();
        assert_eq!(due_at(&mut client, Duration::from_secs(5)), ["hello", "say"]);
        assert!(!client.gives_up());
        due_at(&mut client, Duration::from_secs(10));
        assert!(client.gives_up());
    }

    #[test]
    fn what_stands_in_no_document_is_told() {
        let strange = client().heard(r#"{"type":"surprise"}"#, NOW);
        assert!(matches!(strange, What::Strange(_)), "{strange:?}");
    }
}
