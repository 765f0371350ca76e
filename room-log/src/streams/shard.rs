use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Script, ToRedisArgs, Value};
use tokio::sync::watch;
use tokio::time::timeout;

use super::failure::Failure;
use super::reply::Reply;
use crate::health::Pulse;
use crate::{Epoch, LogError};

/// How long a call waits for a connection when there is none.
const WAIT: Duration = Duration::from_secs(1);

/// One server, as those see it who want something of it; its [`Keeper`](super::Keeper) connects.
#[derive(Debug)]
pub(super) struct Shard {
    /// Its position among the servers.
    index: usize,
    epoch_key: String,
    pulse: Arc<Pulse>,
    link: watch::Sender<Option<Link>>,
}

/// A connection that is ready to be used.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) connection: MultiplexedConnection,
    /// Which start of the server it leads to.
    pub(super) run_id: Arc<str>,
    /// Tells it from its successors, which a late failure of this one does not concern.
    pub(super) serial: u64,
}

/// A script with its keys and arguments, without those that all scripts have.
#[derive(Debug)]
pub(super) struct Call {
    script: &'static Script,
    keys: Vec<String>,
    args: Vec<Vec<u8>>,
}

impl Call {
    pub(super) fn new(script: &'static Script) -> Self {
        Self { script, keys: Vec::new(), args: Vec::new() }
    }

    pub(super) fn key(mut self, key: String) -> Self {
        self.keys.push(key);
        self
    }

    pub(super) fn arg(mut self, arg: impl ToRedisArgs) -> Self {
        arg.write_redis_args(&mut self.args);
        self
    }
}

impl Shard {
    pub(super) fn new(index: usize, epoch_key: String, pulse: Arc<Pulse>) -> Self {
        Self { index, epoch_key, pulse, link: watch::Sender::new(None) }
    }

    pub(super) fn epoch_key(&self) -> &str {
        &self.epoch_key
    }

    /// Runs a script once.
    pub(super) async fn call(&self, call: &Call) -> Result<Reply, LogError> {
        let mut link = self.link().await?;
        let mut invocation = call.script.key(&*self.epoch_key);
        invocation.key(&call.keys).arg(Epoch::fresh().as_str()).arg(&*link.run_id);
        for arg in &call.args {
            invocation.arg(&**arg);
        }
        let value: Value =
            invocation.invoke_async(&mut link.connection).await.map_err(|error| {
                let failure = Failure::from(&error);
                if failure.is_broken {
                    self.drop_link(link.serial);
                }
                if matches!(failure.error, LogError::Full(_)) {
                    self.is_full(&failure.error);
                }
                failure.error
            })?;
        let reply = Reply::parse(value)?;
        if reply.is_begun {
            // It was there when the connection was made.
            tracing::error!(epoch = %reply.epoch, "Redis has lost the log; a new epoch begins");
            self.pulse.began_anew();
        }
        Ok(reply)
    }

    /// One line in the server's log an outage, not one a message. The keeper finds out when it is over.
    fn is_full(&self, refusal: &LogError) {
        if self.pulse.is_part_available(self.index) {
            tracing::error!(server = self.index, %refusal, "the log cannot be written");
            self.pulse.set_available(self.index, false);
        }
    }

    /// Gives everybody a new connection.
    pub(super) fn set_link(&self, link: Link) {
        self.link.send_replace(Some(link));
    }

    /// Takes a connection away from everybody, unless it is gone already.
    pub(super) fn drop_link(&self, serial: u64) {
        self.link.send_if_modified(|link| {
            let is_that = link.as_ref().is_some_and(|link| link.serial == serial);
            if is_that {
                *link = None;
            }
            is_that
        });
    }

    /// Takes away whatever connection there is.
    pub(super) fn disconnect(&self) {
        self.link.send_replace(None);
    }

    /// Waits until there is no connection any longer.
    pub(super) async fn dropped(&self) {
        // Cannot fail while the sender, `self.link`, is there.
        let _ = self.link.subscribe().wait_for(Option::is_none).await;
    }

    async fn link(&self) -> Result<Link, LogError> {
        let absent = || LogError::Unavailable("there is no connection to Redis".to_owned());
        let mut links = self.link.subscribe();
        let found = timeout(WAIT, links.wait_for(Option::is_some)).await;
        found.ok().and_then(Result::ok).and_then(|link| link.clone()).ok_or_else(absent)
    }
}
