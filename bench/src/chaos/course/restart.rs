use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use super::{Course, calm::SETTLING};
use crate::chaos::{
    fault::{Fault, Harm, Target},
    status::Order,
};

/// How long Redis stands still meanwhile: nobody gives up on it in that time.
const STANDSTILL: Duration = Duration::from_millis(800);

/// How long clients have spoken when the node is asked to end: all of it has reached the node.
const SPEAKING: Duration = Duration::from_millis(400);

/// What each says in that time: one thing that the node waits for the log with, and some that wait for that.
const WORDS: usize = 20;

impl Course<'_> {
    /// Restarts the fullest node as an operator does, while what was just said there waits for its place in the log. Nothing
    /// of it may be lost, in either dialect.
    pub(crate) async fn restart_a_node(&mut self) -> Result<()> {
        let fault = |target, harm, time| Fault { target, harm, time };
        let standstill = fault(Target::Redis, Harm::Stop, STANDSTILL);
        let node = Target::Node(self.audience().fullest_node());
        let restart = fault(node, Harm::Terminate, Duration::ZERO);
        let has_redis = self.program.is_some();
        let stand_still =
            async { if has_redis { self.world.befall(standstill).await } else { Ok(()) } };
        let speak_and_restart = async {
            for _ in 0..WORDS {
                self.world.tell_all(Order::SayLast).await;
            }
            sleep(SPEAKING).await;
            self.world.befall(restart).await
        };
        let (stood, restarted) = tokio::join!(stand_still, speak_and_restart);
        for error in [stood, restarted].into_iter().filter_map(Result::err) {
            self.process(format!("{error:#}"));
        }
        self.world.ready().await?;
        self.until_settled(SETTLING).await;
        self.say("a node has been restarted, and everybody has everything");
        Ok(())
    }
}
