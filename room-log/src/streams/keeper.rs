use std::convert::Infallible;
use std::mem;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, Script, Value, cmd};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::backoff::Backoff;
use super::durability::Server;
use super::shard::{Link, Shard};
use crate::Epoch;
use crate::health::Pulse;

/// How long making a connection may take, with everything that is asked on it first.
const CONNECT: Duration = Duration::from_secs(3);

/// How long Redis may take to answer.
const RESPONSE: Duration = Duration::from_secs(2);

/// How often a connection is asked for a sign of life.
const LIVENESS: Duration = Duration::from_secs(1);

/// How often a server is asked how it is set: so soon it is noticed that it no longer syncs every write, and so soon a new
/// replica of it knows that it is one.
const MEETING: Duration = Duration::from_secs(10);

static GREET: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("greet.lua")));

/// A task that keeps one server connected, for ever. Ends when this is dropped.
///
/// Not the connection manager of the redis crate, which stops trying after about 20 seconds.
#[derive(Debug)]
pub(super) struct Keeper(JoinHandle<Infallible>);

impl Keeper {
    pub(super) fn start(
        index: usize,
        client: Client,
        shard: Arc<Shard>,
        pulse: Arc<Pulse>,
    ) -> Self {
        let care = Care { index, client, shard, pulse, serial: 0, has_met: false };
        Self(tokio::spawn(care.run()))
    }

    pub(super) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What the task knows.
struct Care {
    /// The server's position among the servers.
    index: usize,
    client: Client,
    shard: Arc<Shard>,
    pulse: Arc<Pulse>,
    serial: u64,
    /// Whether there was an epoch before, so that one that is missing has been lost.
    has_met: bool,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("no answer in time")]
    Silent,
    #[error("a call on it failed")]
    Broken,
    #[error("it is a replica, which takes no writes")]
    Replica,
    #[error(transparent)]
    Failed(#[from] RedisError),
}

impl Care {
    async fn run(mut self) -> Infallible {
        let mut backoff = Backoff::default();
        let mut is_news = true; // one warning an outage, not one an attempt
        loop {
            let connected = timeout(CONNECT, self.connect()).await.unwrap_or(Err(Lost::Silent));
            let lost = match connected {
                Ok(link) => {
                    tracing::info!(server = self.index, "the log is connected to Redis");
                    backoff.reset();
                    is_news = true;
                    self.watch_over(link).await
                }
                Err(lost) => lost,
            };
            let wait = backoff.next();
            if mem::take(&mut is_news) {
                tracing::warn!(server = self.index, %lost, "the log's Redis is away, trying for ever");
            } else {
                tracing::debug!(server = self.index, %lost, ?wait, "the log's Redis is still away");
            }
            sleep(wait).await;
        }
    }

    /// Makes a connection and looks at the server at its other end, before anybody uses it.
    async fn connect(&mut self) -> Result<Link, Lost> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(RESPONSE));
        let mut connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let server = self.meet(&mut connection).await?;
        if server.evicts {
            tracing::warn!(
                server = self.index,
                "this Redis throws keys away when its memory is full, and with them whole rooms: \
                 set maxmemory-policy to noeviction"
            );
        }
        self.serial += 1;
        Ok(Link { connection, run_id: server.run_id.into(), serial: self.serial })
    }

    /// Looks at the server, and leaves word in it of how it is set: that counts when it has ended.
    async fn meet(&mut self, connection: &mut MultiplexedConnection) -> Result<Server, Lost> {
        let server = Server::ask(connection).await?;
        if server.is_replica {
            return Err(Lost::Replica);
        }
        self.greet(connection, &server).await?;
        Ok(server)
    }

    /// Begins a new epoch when the server may have lost something.
    async fn greet(
        &mut self,
        connection: &mut MultiplexedConnection,
        server: &Server,
    ) -> Result<(), RedisError> {
        let mut greeting = GREET.key(self.shard.epoch_key());
        greeting.arg(Epoch::fresh().as_str()).arg(&server.run_id).arg(server.is_durable);
        let epoch: String = greeting.invoke_async(connection).await?;
        if epoch == "lost" || (epoch == "absent" && self.has_met) {
            tracing::error!(
                server = self.index,
                "Redis was started again and may have lost messages it had taken; a new epoch begins. \
                 With appendonly yes and appendfsync always it would keep them"
            );
            self.pulse.began_anew();
        }
        self.has_met = true;
        Ok(())
    }

    /// Lends the connection to everybody until it is lost.
    async fn watch_over(&mut self, link: Link) -> Lost {
        let shard = Arc::clone(&self.shard);
        shard.set_link(link.clone());
        let serial = link.serial;
        let lost = tokio::select! {
            lost = self.stay(link) => lost,
            () = shard.dropped() => Lost::Broken,
        };
        self.shard.drop_link(serial);
        self.pulse.set_available(self.index, false);
        lost
    }

    /// Asks now and then whether the server is there, and still the one to write to: a half-open connection never ends by
    /// itself, and a server that was made a replica keeps its connections.
    async fn stay(&mut self, link: Link) -> Lost {
        let Link { mut connection, run_id, .. } = link;
        let connection = &mut connection;
        let (mut liveness, mut meeting) = (interval(LIVENESS), interval(MEETING));
        liveness.set_missed_tick_behavior(MissedTickBehavior::Delay);
        meeting.set_missed_tick_behavior(MissedTickBehavior::Delay);
        meeting.reset();
        loop {
            let asked = tokio::select! {
                _ = liveness.tick() => self.look(connection, &run_id).await,
                _ = meeting.tick() => self.meet(connection).await.map(drop),
            };
            match asked {
                Err(Lost::Failed(error)) if !breaks(&error) => {}
                Err(lost) => return lost,
                Ok(()) => {}
            }
        }
    }

    /// Whether the server is there, and, until it is known to, whether it takes writes: one that is out of memory can be read.
    async fn look(&self, connection: &mut MultiplexedConnection, run_id: &str) -> Result<(), Lost> {
        match is_master(connection).await {
            // Who may not ask is answered too.
            Err(Lost::Failed(error)) if !breaks(&error) => {}
            asked => asked?,
        }
        if !self.pulse.is_part_available(self.index) {
            // It stands there already: what is found out is whether more would be refused.
            let mut probe = cmd("HSET");
            probe.arg(self.shard.epoch_key()).arg("run_id").arg(run_id);
            let () = probe.query_async(connection).await?;
            tracing::info!(server = self.index, "the log can be written");
            self.pulse.set_available(self.index, true);
        }
        Ok(())
    }
}

async fn is_master(connection: &mut MultiplexedConnection) -> Result<(), Lost> {
    let role: Vec<Value> = cmd("ROLE").query_async(connection).await?;
    let is_replica = role.first() == Some(&Value::BulkString(b"slave".to_vec()));
    if is_replica { Err(Lost::Replica) } else { Ok(()) }
}

/// Whether an error ends the connection.
fn breaks(error: &RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_unrecoverable_error()
}
