//! What the tutorial's page says.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use protocol::tutorial;

use super::{Answer, ChatConsumer, Reply};
use crate::room::own_nonce;

/// How often a message in the tutorial's dialect is tried, which has no way to be told to try again.
const TRIES: u32 = 5;

/// How long is between two tries.
const PAUSE: Duration = Duration::from_millis(500);

impl ChatConsumer {
    /// This dialect has no frame for errors: what cannot be said is dropped.
    pub(super) fn receive_tutorial(&self, frame: &str, admitted: bool, now: Instant) -> Answer {
        let Ok(tutorial::Frame { message }) = tutorial::Frame::parse(frame) else {
            return Answer::Nothing;
        };
        if !admitted || !self.pace.admit_message(now) {
            return Answer::Nothing;
        }
        let (room, author, nonce) = (Arc::clone(&self.room), self.author.clone(), own_nonce());
        Answer::Later(Box::pin(async move {
            for _ in 0..TRIES {
                match room.say(author.clone(), message.clone(), nonce.clone()).await {
                    Ok(_) => break,
                    Err(error) => {
                        tracing::debug!(%error, "a message in the tutorial's dialect was not taken");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
            Reply::Nothing
        }))
    }
}
