//! A Redis of our own, as a child process with a folder to itself.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use redis::aio::MultiplexedConnection;
use tokio::time::{Instant, sleep};

use crate::{
    ports,
    process::{Process, Recipe, last_lines},
};

/// How long a start may take, which reads the file of what was there before.
const START: Duration = Duration::from_secs(30);

/// When Redis writes to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fsync {
    /// Before it answers.
    Always,
    /// Once a second, so that the last second may be lost when the machine dies.
    EverySecond,
}

/// One Redis, and how to start it again with what it has kept.
#[derive(Debug)]
pub(crate) struct RedisServer {
    recipe: Recipe,
    address: SocketAddr,
    folder: PathBuf,
    process: Option<Process>,
}

impl RedisServer {
    /// A Redis that is not started yet.
    pub(crate) fn new(folder: &Path, fsync: Fsync) -> Result<Self> {
        let port = ports::free()?;
        let data = folder.join("redis");
        fs::create_dir_all(&data)?;
        let fsync = if fsync == Fsync::Always { "always" } else { "everysec" };
        let port_text = port.to_string();
        let data_text = data.to_string_lossy();
        let settings = [
            ("bind", "127.0.0.1"),
            ("port", &port_text),
            ("dir", &data_text),
            ("appendonly", "yes"),
            ("appendfsync", fsync),
            // One file that only grows: what a power cut takes can then be taken from its end.
            ("auto-aof-rewrite-percentage", "0"),
            ("save", ""),
        ];
        let arguments =
            settings.iter().flat_map(|(name, value)| [format!("--{name}"), (*value).into()]);
        let recipe = Recipe {
            program: "redis-server".into(),
            arguments: arguments.collect(),
            log: folder.join("redis.log"),
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Ok(Self { recipe, address, folder: data, process: None })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The process, while there is one.
    pub(crate) fn process(&self) -> Option<&Process> {
        self.process.as_ref()
    }

    /// Starts it, if it does not run.
    pub(crate) fn start(&mut self) -> Result<()> {
        if self.process.is_none() {
            self.process = Some(self.recipe.start()?);
        }
        Ok(())
    }

    /// `kill -9`.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }

    /// Asks it to end.
    pub(crate) async fn terminate(&mut self) -> Result<()> {
        if let Some(process) = self.process.take() {
            process.terminate(Duration::from_secs(20)).await?.context("Redis does not end")?;
        }
        Ok(())
    }

    /// What a machine without power does to a file that is written out once a second: the process is gone, and with it
    /// what it wrote in the last moment.
    pub(crate) async fn cut_power(&mut self, lost: Duration) -> Result<()> {
        let file = self.append_only_file()?;
        let written = fs::metadata(&file)?.len();
        sleep(lost).await;
        self.kill().await?;
        OpenOptions::new().write(true).open(&file)?.set_len(written)?;
        Ok(())
    }

    fn append_only_file(&self) -> Result<PathBuf> {
        let files = fs::read_dir(self.folder.join("appendonlydir"))?;
        let mut files = files.filter_map(|file| Some(file.ok()?.path()));
        files
            .find(|file| file.to_string_lossy().ends_with(".incr.aof"))
            .context("Redis has no append-only file")
    }

    /// Waits until it answers.
    pub(crate) async fn ready(&self) -> Result<()> {
        let deadline = Instant::now() + START;
        while self.ping().await.is_err() {
            if Instant::now() > deadline {
                bail!("Redis is not ready\n{}", last_lines(&self.recipe.log, 10));
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn ping(&self) -> Result<()> {
        Ok(redis::cmd("PING").exec_async(&mut connect(self.address).await?).await?)
    }
}

/// Ends every subscription at once.
pub(crate) async fn kill_subscriptions(address: SocketAddr) -> Result<usize> {
    let mut redis = connect(address).await?;
    let kill = redis::cmd("CLIENT").arg("KILL").arg("TYPE").arg("pubsub").clone();
    Ok(kill.query_async(&mut redis).await?)
}

/// What stands in any stream, whatever its key and fields are called: this asks Redis alone, and believes no server.
pub(crate) async fn everything_in_streams(address: SocketAddr) -> Result<BTreeSet<String>> {
    let mut redis = connect(address).await?;
    let mut values = BTreeSet::new();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis).await?;
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut redis).await?;
        if kind == "stream" {
            let range = redis::cmd("XRANGE").arg(&key).arg("-").arg("+").clone();
            let entries: Vec<(String, Vec<Vec<u8>>)> = range.query_async(&mut redis).await?;
            let fields = entries.into_iter().flat_map(|(_, fields)| fields);
            values.extend(fields.map(|field| String::from_utf8_lossy(&field).into_owned()));
        }
    }
    Ok(values)
}

async fn connect(address: SocketAddr) -> Result<MultiplexedConnection> {
    let client = redis::Client::open(format!("redis://{address}"))?;
    let connected = client.get_multiplexed_async_connection();
    Ok(tokio::time::timeout(Duration::from_secs(5), connected).await??)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn add(redis: &RedisServer, text: &str) {
        let mut connection = connect(redis.address()).await.expect("a connection");
        let add = redis::cmd("XADD").arg("log").arg("*").arg("text").arg(text).clone();
        add.exec_async(&mut connection).await.expect("it is taken");
    }

    #[tokio::test]
    async fn power_cuts_lose_the_last_moment_and_kills_lose_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut redis = RedisServer::new(folder.path(), Fsync::EverySecond).expect("a port");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it starts");
        add(&redis, "kept").await;
        redis.kill().await.expect("it is gone");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it comes back");
        let address = redis.address();
        let (cut, ()) = tokio::join!(redis.cut_power(Duration::from_millis(300)), async {
            sleep(Duration::from_millis(100)).await;
            let mut connection = connect(address).await.expect("a connection");
            let add = redis::cmd("XADD").arg("log").arg("*").arg("text").arg("lost").clone();
            add.exec_async(&mut connection).await.expect("it is taken");
        });
        cut.expect("it is gone");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it comes back");
        let values = everything_in_streams(address).await.expect("it answers");
        assert!(values.contains("kept") && !values.contains("lost"), "{values:?}");
    }
}
