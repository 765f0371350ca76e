//! A room, a page, and everything that can happen between them.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

/// Messages in a page of this server.
const PAGE: usize = 4;

/// More missed messages than this are a reset.
const RESUME: usize = 6;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Event {
    /// Somebody else says something.
    Other,
    /// The reader does.
    Mine,
    /// The server reads the next frame from the page.
    Up,
    /// The page reads the next frame from the server.
    Down,
    /// A new connection, whatever becomes of the old one.
    Connect,
    /// The server sends one.
    Heartbeat,
    /// The reader wants to see what is missing, at one of the places.
    Older(usize),
    /// The server cannot take anything for a while, or can again.
    Trouble,
    /// The server says nothing of what is said, until the page asks.
    Deaf,
    /// The log loses its newest messages, and begins anew.
    Loss(usize),
    /// The page has waited long enough.
    Resume,
    /// The page is welcomed unasked.
    Unasked,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => Just(Event::Other),
        4 => Just(Event::Mine),
        8 => Just(Event::Up),
        8 => Just(Event::Down),
        2 => Just(Event::Connect),
        2 => Just(Event::Heartbeat),
        2 => (0usize..3).prop_map(Event::Older),
        1 => Just(Event::Trouble),
        1 => Just(Event::Deaf),
        1 => (1usize..4).prop_map(Event::Loss),
        1 => Just(Event::Resume),
        1 => Just(Event::Unasked),
    ];
    prop::collection::vec(event, 0..120)
}

/// The server's log, the page, and what is on its way between them.
struct Room {
    log: Vec<Message>,
    epoch: u64,
    clock: u64,
    said: usize,
    talk: Conversation,
    up: VecDeque<ClientFrame>,
    down: VecDeque<ServerFrame>,
    /// The server tells this connection what is said.
    tells: bool,
    trouble: bool,
    connected: bool,
    /// Nonces that this connection was sent and has not answered.
    flying: Vec<Nonce>,
}

impl Room {
    fn new() -> Self {
        Self {
            log: others(1..=9),
            epoch: 0,
            clock: 100,
            said: 0,
            talk: Conversation::default(),
            up: VecDeque::new(),
            down: VecDeque::new(),
            tells: false,
            trouble: false,
            connected: false,
            flying: Vec::new(),
        }
    }

    fn happens(&mut self, event: &Event) {
        match event {
            Event::Other => self.add(message(0, "kim")),
            Event::Mine => {
                self.said += 1;
                say(&mut self.talk, &format!("n{}", self.said));
            }
            Event::Up => self.server_reads(),
            Event::Down => self.page_reads(),
            Event::Connect => self.connect(),
            Event::Heartbeat if self.connected => {
                let last = self.log.last().map(|message| message.id);
                self.down.push_back(ServerFrame::Heartbeat { last });
            }
            Event::Older(at) => {
                let hole = holes(&self.talk).get(*at).copied();
                if let Some(frame) = hole.map(|(ms, _)| self.talk.ask(id(ms))) {
                    self.up.push_back(frame);
                }
            }
            Event::Trouble => self.trouble = !self.trouble,
            Event::Deaf => self.tells = false,
            Event::Loss(count) => self.lose(*count),
            Event::Resume => self.talk.resume(),
            Event::Unasked if self.tells => self.welcome(None),
            Event::Heartbeat | Event::Unasked => {}
        }
        self.page_says();
    }

    /// A message gets its id, and those who are told are told.
    fn add(&mut self, message: Message) {
        self.clock += 1;
        let message = Message { id: id(self.clock), ..message };
        self.log.push(message.clone());
        if self.tells {
            self.down.push_back(ServerFrame::Message(message));
        }
    }

    fn connect(&mut self) {
        self.connected = true;
        self.up.clear();
        self.down.clear();
        self.flying.clear();
        self.tells = false;
        self.talk.connect();
        self.up.push_back(self.talk.hello(None));
    }

    /// What a crash does: the page is cut off, comes back, and is welcomed before much is said.
    fn lose(&mut self, count: usize) {
        self.log.truncate(self.log.len().saturating_sub(count));
        self.epoch += 1;
        self.connect();
        self.server_reads();
        while !self.down.is_empty() {
            self.page_reads();
        }
    }

    fn page_says(&mut self) {
        while let Some(frame) = self.talk.due() {
            let ClientFrame::Say { nonce, .. } = &frame else { panic!("{frame:?}") };
            // Again on the same connection is allowed; something else is not.
            assert!(self.flying.iter().all(|flying| flying == nonce), "two on their way");
            self.flying = vec![nonce.clone()];
            self.up.push_back(frame);
        }
    }

    fn page_reads(&mut self) {
        let Some(frame) = self.down.pop_front() else { return };
        match &frame {
            ServerFrame::Ack { nonce, .. } => self.flying.retain(|it| it != nonce),
            ServerFrame::Error(error) => self.flying.retain(|it| Some(it) != error.nonce.as_ref()),
            ServerFrame::Message(message) => {
                self.flying.retain(|it| Some(it) != message.nonce.as_ref());
            }
            ServerFrame::Welcome(welcome) => {
                let told =
                    |it: &Nonce| welcome.messages.iter().any(|m| m.nonce.as_ref() == Some(it));
                self.flying.retain(|it| !told(it));
            }
            _ => {}
        }
        if self.talk.apply(frame) == News::Behind {
            self.up.push_back(self.talk.hello(None));
        }
        self.page_says();
    }

    fn server_reads(&mut self) {
        match self.up.pop_front() {
            Some(ClientFrame::Hello { since, epoch, .. }) => {
                let same = epoch.as_deref() == Some(&self.epoch.to_string());
                self.welcome(since.filter(|_| same));
            }
            Some(ClientFrame::Say { nonce, text, .. }) => self.hear(nonce, text),
            Some(ClientFrame::Older { before }) => {
                let at = self.log.partition_point(|message| message.id < before);
                let messages = self.log[at.saturating_sub(PAGE)..at].to_vec();
                self.down.push_back(ServerFrame::Older(Older {
                    before,
                    messages,
                    more: at > PAGE,
                }));
            }
            Some(other) => panic!("{other:?}"),
            None => {}
        }
    }

    fn welcome(&mut self, since: Option<MessageId>) {
        let known = since.and_then(|since| self.log.iter().position(|message| message.id == since));
        let resumed = known.map(|at| at + 1).filter(|at| self.log.len() - at <= RESUME);
        let from = resumed.unwrap_or(self.log.len().saturating_sub(PAGE));
        let (reset, older) = (resumed.is_none(), resumed.is_none() && from > 0);
        let page = self.log[from..].to_vec();
        self.down.push_back(welcome(&self.epoch.to_string(), reset, older, page));
        self.tells = true;
    }

    fn hear(&mut self, nonce: Nonce, text: Text) {
        if self.trouble {
            let error = FrameError::new(ErrorCode::Unavailable, "").about(Some(nonce));
            return self.down.push_back(ServerFrame::Error(error));
        }
        let known = self.log.iter().position(|message| message.nonce.as_ref() == Some(&nonce));
        let at = known.unwrap_or(self.log.len());
        // The acknowledgement comes before the message, or after it.
        let early = self.clock.is_multiple_of(2);
        let ack = |id| ServerFrame::Ack { nonce: nonce.clone(), id };
        if early && known.is_none() {
            self.down.push_back(ack(id(self.clock + 1)));
        }
        if known.is_none() {
            let (author, nonce) = (Some(author("me")), Some(nonce.clone()));
            self.add(Message { author, nonce, ..Message::new(id(0), text) });
        }
        if !early || known.is_some() {
            self.down.push_back(ack(self.log[at].id));
        }
    }

    /// Lets everything come to an end, on a good connection: another one, or the one that there is.
    fn settles(&mut self, cut: bool) {
        self.trouble = false;
        if cut || !self.connected {
            self.connect();
        }
        for at in 0..2_000 {
            if at % 500 == 0 {
                self.happens(&Event::Heartbeat);
            }
            self.talk.resume();
            self.page_says();
            self.server_reads();
            self.page_reads();
        }
        assert!(self.up.is_empty() && self.down.is_empty(), "there is an end to it");
    }

    /// What is shown stands in the log, in its order, and where something is missing it says so.
    fn is_shown_truly(&self) {
        let shown = ids(&self.talk);
        let log: Vec<u64> = self.log.iter().map(|message| message.id.ms).collect();
        let marked: Vec<u64> = holes(&self.talk).into_iter().map(|(ms, _)| ms).collect();
        for (at, ms) in shown.iter().enumerate() {
            let place = log.binary_search(ms).expect("what is shown stands in the log");
            let above = at.checked_sub(1).map(|above| shown[above]);
            let before = place.checked_sub(1).map(|before| log[before]);
            assert!(
                above == before || marked.contains(ms),
                "a hole before {ms}: {shown:?} of {log:?}"
            );
        }
        assert_eq!(shown.last(), log.last(), "nothing new is missing");
    }

    fn nothing_said_is_lost_or_doubled(&self) {
        assert_eq!(self.talk.letters(), []);
        let mine = self.log.iter().filter_map(|message| message.nonce.as_ref());
        let mine: Vec<&str> = mine.map(Nonce::as_str).collect();
        let said: Vec<String> = (1..=self.said).map(|n| format!("n{n}")).collect();
        assert_eq!(mine, said, "each once, in the order in which it was said");
    }

    fn fills_every_hole(&mut self) {
        while let Some((ms, _)) = holes(&self.talk).last().copied() {
            let frame = self.talk.ask(id(ms));
            self.up.push_back(frame);
            self.server_reads();
            self.page_reads();
            self.is_shown_truly();
        }
        let log: Vec<u64> = self.log.iter().map(|message| message.id.ms).collect();
        assert_eq!(ids(&self.talk), log);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_happens_the_page_shows_the_room(events in events(), cut: bool) {
        let mut room = Room::new();
        for event in &events {
            room.happens(event);
            let shown = ids(&room.talk);
            prop_assert!(shown.is_sorted_by(|a, b| a < b), "in order, each once: {:?}", shown);
        }
        room.settles(cut);
        room.is_shown_truly();
        room.nothing_said_is_lost_or_doubled();
        room.fills_every_hole();
    }
}
