use std::time::Duration;

use tokio::time::{Instant as Later, MissedTickBehavior, interval, sleep_until};

use crate::{
    chaos::{
        client::{Actor, Mind, TICK},
        history::{Event, Record, What},
        status::{Order, Status},
    },
    dice::Dice,
    socket::{Heard, Socket},
    wire::Message,
};

/// Milliseconds of the longest first wait before coming back, and of the longest of all.
const WAIT: (u64, u64) = (100, 2000);

/// What comes after a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Another one, after a wait, to whichever node.
    Back,
    /// Another one, to the next node, not before this has passed.
    BackAfter(Duration),
    /// Nothing.
    Gone,
}

/// An actor at work.
pub(super) struct Life {
    actor: Actor,
    mind: Box<dyn Mind + Send>,
    dice: Dice,
    events: Vec<Event>,
    shown_before: Vec<Message>,
    connection: u32,
    stays_away: bool,
}

impl Life {
    pub(super) fn new(actor: Actor, mind: Box<dyn Mind + Send>, dice: Dice) -> Self {
        let (events, shown_before) = (Vec::new(), Vec::new());
        Self { actor, mind, dice, events, shown_before, connection: 0, stays_away: false }
    }

    /// Until it is told to leave.
    pub(super) async fn live(mut self, name: String) -> Record {
        let mut node = 0;
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
            node = match next {
                Next::Back if failures == 0 => self.dice.index(self.actor.nodes.len()),
                _ => (node + 1) % self.actor.nodes.len(),
            };
            let asked = self.now();
            match Socket::open(self.actor.nodes[node], &self.actor.door).await {
                Ok(socket) => {
                    failures = 0;
                    let took = millis(self.now() - asked);
                    next = self.converse(socket, node, took).await;
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
        let Self { actor, mind, events, shown_before, .. } = self;
        Record { name, role: actor.role, events, shown: mind.rows(), shown_before }
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
                self.note(What::Forgot);
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
            Some(Order::SayLast) => {
                self.mind.say_last();
                None
            }
            Some(Order::Change) => {
                self.mind.change();
                None
            }
            Some(Order::Rename) => {
                self.mind.rename();
                None
            }
            Some(Order::Return { anew }) => {
                self.note(What::Returned);
                self.shown_before = self.mind.rows();
                if anew {
                    self.mind.forget();
                }
                Some(Next::BackAfter(Duration::ZERO))
            }
            Some(Order::StayAway) => {
                self.stays_away = true;
                None
            }
            Some(Order::StopReading(_)) => None,
            Some(Order::Leave) | None => Some(Next::Gone),
        }
    }

    async fn converse(&mut self, mut socket: Socket, node: usize, took: u64) -> Next {
        self.connection += 1;
        self.note(What::Opened { node, took });
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
                self.note(What::Closed(None));
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
        let at = millis(self.now());
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

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
