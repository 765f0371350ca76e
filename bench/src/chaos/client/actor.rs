use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant as Later, MissedTickBehavior, interval, sleep_until},
};

use crate::{
    chaos::{
        client::{Mind, Speech, TutorialPage, V1},
        history::{Event, Record, What},
        plan::{Dialect, Role},
        status::{Order, Status},
    },
    dice::Dice,
    socket::{Door, Heard, Socket},
};

/// How often a client looks whether there is something to do.
const TICK: Duration = Duration::from_millis(100);

/// Milliseconds of the longest first wait before coming back, and of the longest of all.
const WAIT: (u64, u64) = (100, 2000);

/// One client: a mind, and the sockets it is lent.
#[derive(Debug)]
pub(crate) struct Actor {
    pub(crate) number: usize,
    pub(crate) role: Role,
    pub(crate) door: Door,
    /// Where the nodes are, or rather the proxies in front of them.
    pub(crate) nodes: Vec<SocketAddr>,
    pub(crate) orders: mpsc::Receiver<Order>,
    pub(crate) status: watch::Sender<Status>,
    pub(crate) seed: u64,
    /// When the run began.
    pub(crate) start: Instant,
}

/// What comes after a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Another one, after a wait.
    Back,
    /// Another one, not before this has passed.
    BackAfter(Duration),
    /// Nothing.
    Gone,
}

impl Actor {
    /// Lives until it is told to leave.
    pub(crate) async fn run(self) -> Record {
        let actor = format!("client {}", self.number);
        let speech = Speech::new(self.number, self.role, Dice::new(self.seed, &actor));
        let mind: Box<dyn Mind + Send> = match self.role.dialect {
            Dialect::V1 => Box::new(V1::new(speech)),
            Dialect::Tutorial => Box::new(TutorialPage::new(speech)),
        };
        let dice = Dice::new(self.seed, &format!("{actor}'s ways"));
        Life { actor: self, mind, dice, events: Vec::new(), connection: 0, stays_away: false }
            .live()
            .await
    }
}

/// An actor at work.
struct Life {
    actor: Actor,
    mind: Box<dyn Mind + Send>,
    dice: Dice,
    events: Vec<Event>,
    connection: u32,
    stays_away: bool,
}

impl Life {
    async fn live(mut self) -> Record {
        let mut node = self.dice.index(self.actor.nodes.len());
        let mut failures = 0;
        let mut next = Next::Back;
        loop {
            let wait = match next {
                Next::Back => self.backoff(failures),
                Next::BackAfter(time) => time,
                Next::Gone => break,
            };
            if self.rest(wait).await == Next::Gone {
                break;
            }
            node = (node + 1) % self.actor.nodes.len();
            match Socket::open(self.actor.nodes[node], &self.actor.door).await {
                Ok(socket) => {
                    failures = 0;
                    next = self.converse(socket, node).await;
                }
                Err(refused) => {
                    failures += 1;
                    next = Next::Back;
                    self.note(What::Refused(refused.to_string()));
                }
            }
            self.publish(None);
            if self.stays_away {
                break;
            }
        }
        let Actor { number, role, .. } = self.actor;
        let name = format!("client {number}");
        Record { name, role, events: self.events, shown: self.mind.rows() }
    }

    /// Longer after each failure, and by chance.
    fn backoff(&mut self, failures: u32) -> Duration {
        let (first, most) = WAIT;
        self.dice.millis(0..=(first << failures.min(10)).min(most))
    }

    /// Waits without a connection, longer if it is told to.
    async fn rest(&mut self, wait: Duration) -> Next {
        let mut until = Later::now() + wait;
        loop {
            tokio::select! {
                () = sleep_until(until) => return Next::Back,
                order = self.actor.orders.recv() => match self.obey(order) {
                    Some(Next::BackAfter(time)) => until = until.max(Later::now() + time),
                    Some(Next::Gone) => return Next::Gone,
                    Some(Next::Back) | None if self.stays_away => return Next::Gone,
                    Some(Next::Back) | None => {}
                },
            }
        }
    }

    /// Does what can be done at once; what is left concerns the connection.
    fn obey(&mut self, order: Option<Order>) -> Option<Next> {
        match order {
            Some(Order::Crash(time)) => {
                self.note(What::Crashed);
                self.mind.crash();
                Some(Next::BackAfter(time))
            }
            Some(Order::Forget(time)) => {
                self.note(What::Crashed);
                self.mind.forget();
                Some(Next::BackAfter(time))
            }
            Some(Order::GoOffline(time)) => {
                self.note(What::WentOffline);
                Some(Next::BackAfter(time))
            }
            Some(Order::Finish) => {
                self.mind.finish();
                None
            }
            Some(Order::StayAway) => {
                self.stays_away = true;
                None
            }
            Some(Order::StopReading(_)) => None,
            Some(Order::Leave) | None => Some(Next::Gone),
        }
    }

    async fn converse(&mut self, mut socket: Socket, node: usize) -> Next {
        self.connection += 1;
        self.note(What::Opened(node));
        self.mind.opened(self.now());
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut deaf_until = Later::now();
        loop {
            let reads = Later::now() >= deaf_until;
            tokio::select! {
                heard = socket.hear(), if reads => if let Some(next) = self.take(heard) {
                    return next;
                },
                order = self.actor.orders.recv() => {
                    if let Some(Order::StopReading(time)) = order {
                        self.note(What::StoppedReading);
                        deaf_until = Later::now() + time;
                    }
                    if let Some(next) = self.obey(order) {
                        return next;
                    }
                }
                _ = ticks.tick() => {}
            }
            if reads && !self.send_what_is_due(&mut socket).await {
                return Next::Back;
            }
            self.publish(Some(node));
        }
    }

    fn take(&mut self, heard: Heard) -> Option<Next> {
        let now = self.now();
        match heard {
            Heard::Text(frame) => {
                let what = self.mind.heard(&frame, now);
                self.note(what);
            }
            Heard::Ping => self.mind.sign_of_life(now),
            Heard::Strange(frame) => self.note(What::Strange(frame)),
            Heard::End(code) => {
                self.note(What::Closed(code));
                return Some(Next::Back);
            }
        }
        None
    }

    async fn send_what_is_due(&mut self, socket: &mut Socket) -> bool {
        for frame in self.mind.due(self.now()) {
            let text = frame.encode();
            self.note(frame.told());
            if !socket.send(text).await {
                return false;
            }
        }
        if self.mind.gives_up() {
            self.note(What::GaveUp);
            return false;
        }
        true
    }

    fn now(&self) -> Duration {
        self.actor.start.elapsed()
    }

    fn note(&mut self, what: What) {
        let at = u64::try_from(self.now().as_millis()).unwrap_or(u64::MAX);
        self.events.push(Event { at, connection: self.connection, what });
    }

    fn publish(&self, node: Option<usize>) {
        let status = Status { node, ..self.mind.status() };
        self.actor.status.send_if_modified(|before| {
            let differs = *before != status;
            *before = status;
            differs
        });
    }
}
