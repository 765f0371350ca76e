//! One task for each server that keeps this process subscribed, for ever.

use std::convert::Infallible;
use std::future::Future;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use redis::aio::{PubSubSink, PubSubStream};
use redis::{RedisError, RedisResult, Value};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::Server;
use super::backoff::Backoff;
use super::post::Post;

/// How long Redis may take to confirm a subscription or to give a sign of life.
const PATIENCE: Duration = Duration::from_secs(3);

/// Keeps one server subscribed. RESP2 on purpose: there a connection that subscribes does nothing
/// else, and that its stream ends is the signal that it is lost.
pub(super) struct Subscriber {
    pub(super) post: Arc<Post>,
    pub(super) server: Arc<Server>,
    /// Its position among the servers.
    pub(super) index: usize,
    pub(super) connect_timeout: Duration,
    pub(super) liveness_interval: Duration,
}

/// Why a connection is no good any longer.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("closed by Redis")]
    Closed,
    #[error("no answer in time")]
    Silent,
    #[error(transparent)]
    Failed(#[from] RedisError),
}

impl Subscriber {
    pub(super) async fn run(self) {
        let mut backoff = Backoff::default();
        let mut is_news = true; // one warning an outage, not one an attempt
        loop {
            let Err(lost) = self.session(&mut backoff, &mut is_news).await;
            self.post.went_down(self.index);
            self.server.publisher.reset();
            let wait = backoff.next();
            if mem::take(&mut is_news) {
                tracing::warn!(server = self.index, %lost, "Redis is away, trying for ever");
            } else {
                tracing::debug!(server = self.index, %lost, ?wait, "Redis is still away");
            }
            sleep(wait).await;
        }
    }

    /// Connects, subscribes to everything and stays until the connection is lost. Reading goes on
    /// beside everything else, so that nothing that arrives has to wait for a confirmation.
    async fn session(&self, backoff: &mut Backoff, is_news: &mut bool) -> Result<Infallible, Lost> {
        let connect = self.server.client.get_async_pubsub();
        let connection =
            timeout(self.connect_timeout, connect).await.map_err(|_| Lost::Silent)??;
        let (mut sink, mut stream) = connection.split();
        tokio::select! {
            lost = self.read(&mut stream) => Err(lost),
            lost = async {
                self.subscribe(&mut sink).await?;
                tracing::info!(server = self.index, "subscribed to Redis");
                backoff.reset();
                *is_news = true;
                self.maintain(&mut sink).await
            } => lost,
        }
    }

    async fn read(&self, stream: &mut PubSubStream) -> Lost {
        while let Some(message) = stream.next().await {
            self.post.deliver(message.get_channel_name(), message.get_payload_bytes());
        }
        Lost::Closed
    }

    /// Makes Redis' subscriptions what they should be.
    async fn subscribe(&self, sink: &mut PubSubSink) -> Result<(), Lost> {
        loop {
            while let Some(batch) = self.post.next_batch(self.index) {
                if !batch.subscribe.is_empty() {
                    in_time(sink.subscribe(&*names(&batch.subscribe))).await?;
                }
                if !batch.unsubscribe.is_empty() {
                    in_time(sink.unsubscribe(&*names(&batch.unsubscribe))).await?;
                }
                self.post.confirm(self.index, batch.subscribe);
            }
            if self.post.came_up(self.index) {
                return Ok(());
            }
        }
    }

    /// Follows every change, and asks now and then whether the other end still lives: a half-open
    /// connection never ends by itself.
    async fn maintain(&self, sink: &mut PubSubSink) -> Result<Infallible, Lost> {
        let mut liveness = interval(self.liveness_interval.max(Duration::from_millis(10)));
        liveness.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.post.changed(self.index) => self.subscribe(sink).await?,
                _ = liveness.tick() => self.check(sink).await?,
            }
        }
    }

    async fn check(&self, sink: &mut PubSubSink) -> Result<(), Lost> {
        let subscribing = in_time(sink.ping::<Value>());
        let (answer, ()) = tokio::join!(subscribing, self.server.publisher.ping());
        answer.map(drop)
    }
}

fn names(topics: &[Arc<str>]) -> Vec<&str> {
    topics.iter().map(|topic| &**topic).collect()
}

async fn in_time<T>(answer: impl Future<Output = RedisResult<T>>) -> Result<T, Lost> {
    Ok(timeout(PATIENCE, answer).await.map_err(|_| Lost::Silent)??)
}
