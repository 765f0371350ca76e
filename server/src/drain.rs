use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

/// Connections that are told to come back in one second. As many find another server, or this one when it is back, without
/// pushing each other.
const PACE: f64 = 200.0;

/// The end of the server, spread over a time: not everybody is to come back in the same moment.
#[derive(Clone, Debug)]
pub(crate) struct Drain {
    begun: CancellationToken,
    longest: Duration,
    spread: Arc<OnceLock<Duration>>,
}

impl Drain {
    /// An end that takes at most this long.
    pub(crate) fn new(longest: Duration) -> Self {
        Self { begun: CancellationToken::new(), longest, spread: Arc::default() }
    }

    /// Begins to end so many connections. Gives the time until the last has had its turn.
    pub(crate) fn begin(&self, connections: usize) -> Duration {
        #[expect(clippy::cast_precision_loss, reason = "a number of sockets is far below 2^52")]
        let paced = Duration::from_secs_f64(connections as f64 / PACE);
        let spread = *self.spread.get_or_init(|| paced.min(self.longest));
        self.begun.cancel();
        spread
    }

    /// Whether the end has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until the end begins.
    pub(crate) async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Waits until it is one connection's turn to end: some moment of the spread, by chance.
    pub(crate) async fn turn(&self) {
        self.begun().await;
        let spread = self.spread.get().copied().unwrap_or_default();
        tokio::time::sleep(spread.mul_f64(rand::random())).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_connections_end_at_once_and_many_within_the_limit() {
        let spread = |connections| Drain::new(Duration::from_secs(5)).begin(connections);
        assert_eq!(spread(1), Duration::from_millis(5));
        assert_eq!(spread(400), Duration::from_secs(2));
        assert_eq!(spread(100_000), Duration::from_secs(5));
    }
}
