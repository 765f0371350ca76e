//! The connection to send with.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult, cmd};
use tokio::time::Instant;

use crate::Error;

/// A connection that is made when it is needed, and thrown away when it fails. There is nothing to
/// recover: the first send after Redis is back connects anew, however long it was away.
///
/// Not the connection manager of the redis crate, which keeps a connection that times out, and
/// whose retries make senders wait.
#[derive(Debug)]
pub(super) struct Publisher {
    client: Client,
    config: AsyncConnectionConfig,
    slot: Mutex<Slot>,
    /// Held while connecting, so that one attempt serves everybody. When the last one failed.
    connecting: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Debug, Default)]
struct Slot {
    connection: Option<MultiplexedConnection>,
    /// Which connection it is, so that a late failure of an old one does not end its successor.
    serial: u64,
}

impl Publisher {
    pub(super) fn new(client: Client, connect: Duration, response: Duration) -> Self {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(connect))
            .set_response_timeout(Some(response));
        let (slot, connecting) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { client, config, slot, connecting }
    }

    /// Publishes once. Returns how many connections Redis handed the message to.
    pub(super) async fn publish(&self, topic: &str, body: &[u8]) -> Result<u64, Error> {
        let (mut connection, serial) = self.connection().await?;
        match cmd("PUBLISH").arg(topic).arg(body).query_async(&mut connection).await {
            Ok(receivers) => Ok(receivers),
            Err(error) => {
                self.failed(serial, &error);
                Err(unavailable(&error))
            }
        }
    }

    /// Asks an idle connection for a sign of life, so that one that died, or that Redis is about to
    /// close for idleness, does not cost a message.
    pub(super) async fn ping(&self) {
        let Some((mut connection, serial)) = self.established() else { return };
        let answer: RedisResult<()> = cmd("PING").query_async(&mut connection).await;
        if let Err(error) = answer {
            self.failed(serial, &error);
        }
    }

    /// Throws the connection away. Called when the subscribing connection to the same server is
    /// lost, so that the first send afterwards does not have to find out.
    pub(super) fn reset(&self) {
        self.slot().connection = None;
    }

    async fn connection(&self) -> Result<(MultiplexedConnection, u64), Error> {
        if let Some(established) = self.established() {
            return Ok(established);
        }
        let asked = Instant::now();
        let mut failed = self.connecting.lock().await;
        if let Some(established) = self.established() {
            return Ok(established);
        }
        // Those who waited for an attempt share its failure, instead of each making one in turn.
        if failed.is_some_and(|when| when >= asked) {
            return Err(Error::Unavailable("could not connect".to_owned()));
        }
        match self.client.get_multiplexed_async_connection_with_config(&self.config).await {
            Ok(connection) => {
                *failed = None;
                let mut slot = self.slot();
                slot.serial += 1;
                slot.connection = Some(connection.clone());
                Ok((connection, slot.serial))
            }
            Err(error) => {
                *failed = Some(Instant::now());
                Err(unavailable(&error))
            }
        }
    }

    fn established(&self) -> Option<(MultiplexedConnection, u64)> {
        let slot = self.slot();
        slot.connection.clone().map(|connection| (connection, slot.serial))
    }

    /// An answer of Redis, even a refusal, leaves the connection; silence and disorder do not.
    fn failed(&self, serial: u64, error: &RedisError) {
        let mut slot = self.slot();
        let is_broken = error.is_io_error() || error.is_timeout() || error.is_unrecoverable_error();
        if is_broken && slot.serial == serial {
            slot.connection = None;
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(error: &RedisError) -> Error {
    Error::Unavailable(error.to_string())
}
