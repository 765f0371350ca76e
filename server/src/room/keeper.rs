use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use channel_layer::{Channel, Error as LayerError, Message as LayerMessage};
use protocol::{Message, MessageId, ServerFrame};
use room_log::{Appended, Draft, Entry, LogError, What};
use tokio::time::{MissedTickBehavior, interval, sleep, sleep_until, timeout};

use super::{
    event::{Heard, from_layer},
    floor::Floor,
    foreign::Original,
    hall::Hall,
    note::Note,
    shared::unix_ms,
};

/// How long to wait after the layer failed to give a message, or the log to give its entries.
const PAUSE: Duration = Duration::from_millis(200);

/// How long an entry may wait for the one before it until that is looked for in the log. What the layer brings out of order is in
/// order again by then.
const OVERTAKING: Duration = Duration::from_millis(20);

/// How long a room that is being opened waits for its log.
const OPENING: Duration = Duration::from_secs(1);

/// How long the right to put foreign messages into the log lasts after it was used.
const LEASE: Duration = Duration::from_secs(5);

/// Keeps a room true: hears its groups, reads its log, tells who is here, and puts foreign messages into the log.
pub(super) struct Keeper {
    floor: Arc<Floor>,
    channel: Channel,
}

impl Keeper {
    pub(super) async fn hire(floor: Arc<Floor>) -> Result<Self, LayerError> {
        let channel = floor.shared.layer.open().await?;
        let keeper = Self { floor, channel };
        keeper.join().await?;
        // Who enters a room that knows its log is answered at once. A log that does not answer keeps nobody out: they wait inside.
        let _ = timeout(OPENING, keeper.floor.catch_up()).await;
        Ok(keeper)
    }

    pub(super) async fn keep(self) {
        tokio::join!(self.listen(), self.read(), self.attend(), self.adopt());
    }

    async fn join(&self) -> Result<(), LayerError> {
        self.channel.join(&self.floor.group).await?;
        self.channel.join(&self.floor.own_group).await
    }

    /// Takes in what is said in the groups, and stays a member of them.
    async fn listen(&self) {
        let mut renewal = interval(self.floor.shared.layer.group_expiry() / 4);
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let heard = tokio::select! {
                heard = self.channel.receive() => heard.map(Some),
                _ = renewal.tick() => self.join().await.map(|()| None),
            };
            match heard {
                Ok(Some(event)) => self.take(&event),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a room cannot hear its group");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn take(&self, event: &LayerMessage) {
        match from_layer(event) {
            Some(Heard::Logged { message, prev }) => {
                return self.hear(Entry::Message(message), prev);
            }
            Some(Heard::Foreign(text)) => {
                self.floor.change(|hall, now| hall.foreign.hear(text, unix_ms(), now));
                return self.floor.adoptable.notify_one();
            }
            None => {}
        }
        match Note::from_layer(event) {
            Some(Note::Adopted { message, prev }) => self.hear(Entry::Message(message), prev),
            Some(Note::Changed { change, prev }) => self.hear(Entry::Change(change), prev),
            Some(Note::Gossip { gossip }) => {
                self.floor.change(|hall, now| hall.roster.hear(gossip, now));
            }
            Some(Note::Typing { who }) => {
                self.floor.look(|hall| hall.hint(&ServerFrame::Typing { who }));
            }
            Some(Note::Rooms { .. }) | None => {}
        }
    }

    fn hear(&self, entry: Entry, prev: MessageId) {
        self.floor.change(|hall, now| hall.hear(entry, prev, now));
    }

    /// Reads from the log what is missing.
    async fn read(&self) {
        loop {
            if self.floor.look(Hall::is_only_early) {
                sleep(OVERTAKING).await;
            }
            if !self.floor.look(Hall::is_unread) {
                self.floor.unread.notified().await;
            } else if let Err(error) = self.floor.catch_up().await {
                tracing::debug!(%error, "a room cannot read its log");
                sleep(PAUSE).await;
            }
        }
    }

    /// Tells who is here, here and on the other nodes.
    async fn attend(&self) {
        loop {
            let deaf = !self.floor.shared.layer.health().borrow().connected;
            let (gossip, due, counted) = self.floor.change(|hall, now| {
                let before = hall.roster.vouched();
                let is_due = hall.roster.due().is_some_and(|due| due <= now);
                let gossip = if is_due { hall.tell_people(now, deaf) } else { Vec::new() };
                (gossip, hall.roster.due(), hall.roster.vouched() != before)
            });
            if counted {
                self.floor.shared.counted.notify_one();
            }
            for gossip in gossip {
                self.floor.note(&Note::Gossip { gossip }).await;
            }
            tokio::select! {
                () = self.floor.stirred.notified() => {}
                () = until(due) => {}
            }
        }
    }

    /// Puts foreign messages into the log, if this node is the one to do it.
    async fn adopt(&self) {
        let mut held = None;
        loop {
            while let Some(original) = self.next_foreign() {
                match self.put(&original, &mut held).await {
                    Ok(true) => {}
                    Ok(false) => sleep(LEASE / 4).await,
                    Err(error) => {
                        tracing::debug!(%error, "a foreign message cannot be logged");
                        sleep(PAUSE).await;
                    }
                }
            }
            self.floor.adoptable.notified().await;
        }
    }

    fn next_foreign(&self) -> Option<Original> {
        let (next, lost) = self.floor.change(|hall, now| {
            let next = hall.foreign.next(now);
            (next, hall.foreign.take_lost())
        });
        if lost > 0 {
            tracing::error!(room = %self.floor.name, lost, "foreign messages could not be logged in time and are lost");
            self.floor.shared.foreign_lost.fetch_add(lost as u64, Ordering::Relaxed);
        }
        next
    }

    /// Puts the next foreign message into the log. False when another node is to do it.
    async fn put(&self, next: &Original, held: &mut Option<Instant>) -> Result<bool, LogError> {
        let Floor { shared, name, .. } = &*self.floor;
        let claimed = Instant::now();
        let former = held.take();
        if !shared.log.claim(name, &shared.node, LEASE).await? {
            return Ok(false);
        }
        let was_held = former.is_some_and(|held| claimed - held < LEASE);
        if !was_held {
            // Whoever held the lease before may have put it there as its last act.
            self.floor.catch_up().await?;
        }
        *held = Some(claimed);
        if !was_held {
            return Ok(true);
        }
        let Original { text, nonce, .. } = next.clone();
        let what = What::Message { author: None, text: text.clone(), re: None };
        let draft = Draft { nonce: Some(nonce.clone()), what };
        let adopted = match shared.log.adopt(name, draft, &shared.node).await {
            Err(LogError::Refused(_)) => {
                *held = None;
                return Ok(false);
            }
            adopted => adopted?,
        };
        match adopted {
            Appended::Fresh { id, prev } => {
                let message = Message { nonce: Some(nonce), ..Message::new(id, text) };
                self.hear(Entry::Message(message.clone()), prev);
                self.floor.note(&Note::Adopted { message, prev }).await;
            }
            // An answer was lost: it is to be read.
            Appended::Known { .. } => self.floor.catch_up().await?,
        }
        Ok(true)
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}
