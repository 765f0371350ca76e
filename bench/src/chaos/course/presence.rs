use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::sleep;

use super::{Course, LOOK, SLACK, calm::SETTLING};
use crate::chaos::status::Order;

/// How soon the people of a dead node are gone, and everybody sees who is there.
const LEASE: Duration = Duration::from_secs(30);

/// How many clients are to notice that a node has died.
const OBSERVERS: usize = 4;

impl Course<'_> {
    /// Has some people take another name, each in one of their tabs, and waits until everybody sees who is there, under
    /// the names that they wear, and nobody else.
    pub(crate) async fn look_around(&mut self) {
        for client in (1..self.plan.cast.len()).step_by(2) {
            self.world.tell(client, Order::Rename).await;
        }
        // Time for the orders to be read: until then everybody wears the name that is seen.
        sleep(2 * LOOK).await;
        let took = self.until_nobody_is_mistaken().await;
        self.say(&format!("everybody sees who is there, after {took:.1?}"));
    }

    /// Kills a node for good. Returns how long its people were still shown.
    pub(crate) async fn lose_a_node(&mut self) -> Result<Duration> {
        self.spread().await;
        let lost = self.audience().fullest_node();
        for client in self.audience().on(lost) {
            self.world.tell(client, Order::StayAway).await;
            self.present[client] = false;
        }
        // Time for the orders to be read: whoever is quicker to come back than to read them would stay.
        sleep(LOOK).await;
        self.world.node(lost).await.kill().await?;
        self.say(&format!("node {lost} is killed for good"));
        let took = self.until_nobody_is_mistaken().await;
        self.say(&format!("its people are gone after {took:.1?}"));
        Ok(took)
    }

    /// Sees to it that there is somebody on another node to notice what happens to one.
    pub(super) async fn spread(&mut self) {
        let fullest = self.audience().fullest_node();
        if self.plan.nodes > 1 && self.audience().observers_of(fullest) < OBSERVERS {
            for client in self.audience().on(fullest).into_iter().step_by(2) {
                self.world.tell(client, Order::GoOffline(Duration::ZERO)).await;
            }
            sleep(LOOK).await;
            self.until_settled(SETTLING).await;
        }
    }

    /// Returns how long that took.
    async fn until_nobody_is_mistaken(&mut self) -> Duration {
        let began = Instant::now();
        loop {
            let mistaken = self.audience().mistaken();
            if mistaken.is_empty() {
                return began.elapsed();
            }
            if began.elapsed() > LEASE + SLACK {
                self.violations.extend(mistaken);
                return began.elapsed();
            }
            sleep(LOOK).await;
        }
    }
}
