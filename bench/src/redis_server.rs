//! A Redis of our own, as a child process with a folder to itself.

use std::{
    fs::{self, OpenOptions},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::time::{Instant, sleep};

use crate::{
    ports,
    process::{Process, Recipe, last_lines},
    redis_client, resp,
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
    fsync: Fsync,
    folder: PathBuf,
    process: Option<Process>,
}

impl RedisServer {
    /// A Redis that is not started yet.
    pub(crate) fn new(folder: &Path, fsync: Fsync) -> Result<Self> {
        let port = ports::free()?;
        let data = folder.join("redis");
        fs::create_dir_all(&data)?;
        let appendfsync = if fsync == Fsync::Always { "always" } else { "everysec" };
        let port_text = port.to_string();
        let data_text = data.to_string_lossy();
        let settings = [
            ("bind", "127.0.0.1"),
            ("port", &port_text),
            ("dir", &data_text),
            ("appendonly", "yes"),
            ("appendfsync", appendfsync),
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
        Ok(Self { recipe, address, fsync, folder: data, process: None })
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

    /// `kill -9`. Nothing is lost by it that was acknowledged.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        self.hold_nothing_back().await;
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
    /// what it wrote in the last moment. Returns that, as it stood in the file.
    pub(crate) async fn cut_power(&mut self, lost: Duration) -> Result<String> {
        self.hold_nothing_back().await;
        let path = self.append_only_file()?;
        let written = fs::metadata(&path)?.len();
        sleep(lost).await;
        self.kill().await?;
        let file = fs::read(&path)?;
        OpenOptions::new().write(true).open(&path)?.set_len(written)?;
        let kept = resp::kept(&file[..file.len().min(usize::try_from(written)?)]);
        Ok(String::from_utf8_lossy(&file[kept..]).into_owned())
    }

    async fn hold_nothing_back(&self) {
        if self.process.is_some() && self.fsync == Fsync::EverySecond {
            // One that does not answer has acknowledged nothing either.
            let _ = redis_client::hold_nothing_back(self.address).await;
        }
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
        while redis_client::ping(self.address).await.is_err() {
            if Instant::now() > deadline {
                bail!("Redis is not ready\n{}", last_lines(&self.recipe.log, 10));
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use redis_client::everything_in_streams;

    use super::*;

    async fn add(address: SocketAddr, text: &str) {
        let client = redis::Client::open(format!("redis://{address}")).expect("an address");
        let mut redis = client.get_multiplexed_async_connection().await.expect("a connection");
        let add = redis::cmd("XADD").arg("log").arg("*").arg("text").arg(text).clone();
        add.exec_async(&mut redis).await.expect("it is taken");
    }

    #[tokio::test]
    async fn power_cuts_lose_the_last_moment_and_kills_lose_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut redis = RedisServer::new(folder.path(), Fsync::EverySecond).expect("a port");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it starts");
        add(redis.address(), "kept").await;
        redis.kill().await.expect("it is gone");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it comes back");
        let address = redis.address();
        let (cut, ()) = tokio::join!(redis.cut_power(Duration::from_millis(300)), async {
            // In the middle of the moment that is lost, which shows nowhere.
            sleep(Duration::from_millis(100)).await;
            add(address, "lost").await;
        });
        let taken = cut.expect("it is gone");
        assert!(taken.contains("lost") && !taken.contains("kept"), "{taken}");
        redis.start().expect("redis-server is installed");
        redis.ready().await.expect("it comes back");
        let values = everything_in_streams(address).await.expect("it answers");
        assert!(values.contains("kept") && !values.contains("lost"), "{values:?}");
    }
}
