//! A server of ours: `parlor serve` as a child process.

use std::{
    net::{Ipv4Addr, SocketAddr},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

use crate::{
    ports,
    process::{Process, Recipe, last_lines},
};

/// All nodes of a cluster sign their cookies with the same.
const SECRET: &str = "a secret of the benchmark, and of it alone";

/// How long a start may take.
const START: Duration = Duration::from_secs(30);

/// One server, and how to start it again under the same address.
#[derive(Debug)]
pub(crate) struct Node {
    recipe: Recipe,
    address: SocketAddr,
    process: Option<Process>,
    /// How long its log was when it was started.
    before: usize,
}

/// What a server is started with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    /// The program.
    pub(crate) parlor: &'a Path,
    /// A folder for everything that it writes.
    pub(crate) folder: &'a Path,
    /// Tells it from its neighbours.
    pub(crate) name: &'a str,
    /// Where Redis is, if there is one.
    pub(crate) redis: Option<SocketAddr>,
    /// Arguments besides those that it always has.
    pub(crate) more: &'a [&'a str],
}

impl Node {
    /// A server that is not started yet.
    pub(crate) fn new(setting: Setting) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, ports::free()?));
        let data = setting.folder.join(setting.name);
        std::fs::create_dir_all(&data)?;
        let mut arguments = vec![
            "serve".into(),
            format!("--listen={address}"),
            format!("--data={}", data.display()),
            format!("--secret={SECRET}"),
            "--rate=off".into(),
            "--drain=1".into(),
        ];
        arguments.extend(setting.redis.map(|redis| format!("--redis=redis://{redis}")));
        arguments.extend(setting.more.iter().map(|&argument| argument.to_owned()));
        let log = setting.folder.join(format!("{}.log", setting.name));
        Ok(Self {
            recipe: Recipe { program: setting.parlor.into(), arguments, log },
            address,
            process: None,
            before: 0,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its output goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.recipe.log.clone()
    }

    /// The process, while there is one.
    pub(crate) fn process(&self) -> Option<&Process> {
        self.process.as_ref()
    }

    /// Starts it, if it does not run.
    pub(crate) fn start(&mut self) -> Result<()> {
        if self.process.is_none() {
            self.before = self.said().len();
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

    /// What it has written to its log.
    fn said(&self) -> String {
        std::fs::read_to_string(&self.recipe.log).unwrap_or_default()
    }

    /// Asks it to end; an error if it has to be killed, or ends as if something had failed. A program that has hardly begun ends as
    /// any does.
    pub(crate) async fn terminate(&mut self, patience: Duration) -> Result<()> {
        let Some(process) = self.process.take() else { return Ok(()) };
        match process.terminate(patience).await? {
            Some(status) if status.success() => Ok(()),
            Some(status)
                if status.signal() == Some(15)
                    && !self.said()[self.before..].contains("Parlor is at") =>
            {
                Ok(())
            }
            Some(status) => bail!("after SIGTERM it ended with {status}"),
            None => bail!("{} s after SIGTERM it still ran", patience.as_secs()),
        }
    }

    /// How it ended, if nobody has asked it to.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.process.as_mut()?.ended()?;
        self.process = None;
        Some(status)
    }

    /// Waits until it takes connections and says that it is ready.
    pub(crate) async fn ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + START;
        loop {
            let status = get(self.address, "/readyz").await;
            if matches!(status, Ok(200)) {
                return Ok(());
            }
            let why = match self.ended() {
                Some(end) => format!("ended with {end}"),
                None if Instant::now() > deadline => format!("is not ready: {status:?}"),
                None => {
                    sleep(Duration::from_millis(20)).await;
                    continue;
                }
            };
            bail!("a server {why}\n{}", last_lines(&self.recipe.log, 10));
        }
    }
}

/// Asks for a page; the status of the answer.
async fn get(address: SocketAddr, path: &str) -> Result<u16> {
    let answer = async {
        let mut socket = TcpStream::connect(address).await?;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await?;
        let status = answer.get(9..12).context("no answer")?;
        Ok(str::from_utf8(status)?.parse()?)
    };
    timeout(Duration::from_secs(2), answer).await.context("no answer in time")?
}
