use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::sleep;

use super::{Course, LOOK, SLACK};
use crate::chaos::status::Order;

/// How long everybody may take to have everything, once nothing is spoilt any more.
pub(super) const SETTLING: Duration = Duration::from_secs(60);

/// How long everybody must have had everything before it counts.
const CALM: Duration = Duration::from_secs(2);

/// How soon everybody has what the layer has lost without a sign.
const HEALING: Duration = Duration::from_secs(25);

/// How long a program's message may wait on a node for its place in the log. Later it gets none.
const WAITING: Duration = Duration::from_secs(16);

/// What a program sends into each of its rooms in the calm.
const POSTS: usize = 5;

impl Course<'_> {
    /// Lets everybody finish. Returns how long that took.
    pub(crate) async fn settle(&mut self) -> Duration {
        self.world.tell_all(Order::Finish).await;
        let took = self.until_settled(SETTLING).await;
        self.calm = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.say("everybody has everything");
        took
    }

    /// Everybody says one thing more, and changes another, while the fullest node hears nothing of what the others publish,
    /// and does not know. Returns how long it took until everybody had everything all the same.
    pub(crate) async fn say_last_words(&mut self) -> Duration {
        self.spread().await;
        let deaf = self.audience().fullest_node();
        self.world.set_deaf(deaf, true);
        // Its own come first: each would show it that it has missed something.
        let (first, last) = (0..self.plan.cast.len())
            .partition::<Vec<_>, _>(|client| self.audience().on(deaf).contains(client));
        for clients in [first, last] {
            sleep(3 * LOOK).await;
            for client in clients {
                self.world.tell(client, Order::SayLast).await;
                self.world.tell(client, Order::Change).await;
            }
        }
        let took = self.until_settled(HEALING + SLACK).await;
        self.world.set_deaf(deaf, false);
        self.say(&format!("node {deaf} was deaf, and all had everything after {took:.1?}"));
        took
    }

    /// A program says something, too, which everybody must be shown. The checker finds what is missing; here it is only
    /// waited for.
    pub(crate) async fn hear_programs(&mut self) -> Result<()> {
        let Some(mut program) = self.program.take() else { return Ok(()) };
        // What it said in the storm has its place by now, or never.
        sleep((self.plan.length + WAITING).saturating_sub(self.start.elapsed())).await;
        let rooms = program.rooms();
        let awaited: Vec<_> =
            rooms.iter().map(|room| self.audience().least_shown(*room) + POSTS).collect();
        program.talk_in_calm(POSTS).await?;
        self.program = Some(program);
        let began = Instant::now();
        while rooms.iter().zip(&awaited).any(|(room, n)| self.audience().least_shown(*room) < *n)
            && began.elapsed() < WAITING
        {
            sleep(LOOK).await;
        }
        self.until_settled(SETTLING).await;
        self.say(&format!("programs are heard, after {:.1?}", began.elapsed()));
        Ok(())
    }

    /// Everybody drops their line and comes back, some without knowing where they were.
    pub(crate) async fn return_all(&mut self) {
        for client in 0..self.plan.cast.len() {
            self.world.tell(client, Order::Return { anew: client % 3 == 0 }).await;
        }
        self.until_settled(SETTLING).await;
        self.say("everybody has come back");
    }

    /// Waits until everybody has had everything for a while. Returns how long that took without the while.
    pub(super) async fn until_settled(&mut self, patience: Duration) -> Duration {
        let began = Instant::now();
        let mut calm_since = Instant::now();
        loop {
            let unsettled = self.audience().unsettled();
            if !unsettled.is_empty() {
                calm_since = Instant::now();
                if began.elapsed() > patience {
                    self.violations.extend(unsettled);
                    break;
                }
            } else if calm_since.elapsed() >= CALM {
                break;
            }
            sleep(LOOK).await;
        }
        calm_since - began
    }
}
