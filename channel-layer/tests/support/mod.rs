//! A real `redis-server` of a test's own: started on a free port, killed and restarted at will,
//! gone with the value. Needs nothing but the standard library, Tokio and tempfile, so that other
//! packages can take it in with `#[path]`.

#![allow(dead_code, reason = "every test binary uses another part of it")]
#![allow(unreachable_pub, reason = "it is a library to its test binary")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A `redis-server` process, killed when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    child: Option<Child>,
    port: u16,
    options: Vec<String>,
    directory: TempDir,
}

impl RedisServer {
    /// Starts a server that keeps nothing on disk.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server with more command-line options, such as `["--appendonly", "yes"]`.
    pub async fn start_with(options: &[&str]) -> Self {
        let mut server = Self::absent();
        server.options = options.iter().map(ToString::to_string).collect();
        server.restart().await;
        server
    }

    /// An address at which nobody answers until [`restart`](Self::restart).
    pub fn absent() -> Self {
        let directory = tempfile::tempdir().expect("a directory for redis-server");
        Self { child: None, port: free_port(), options: Vec::new(), directory }
    }

    /// The address, as layers take it.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// The port at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends the process at once (SIGKILL). Does nothing if it does not run.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("kill redis-server");
            child.wait().expect("wait for redis-server");
        }
    }

    /// Starts the process again at the same address, and waits until it answers.
    pub async fn restart(&mut self) {
        self.kill();
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .arg("--dir")
            .arg(self.directory.path())
            .args(&self.options)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server must be installed");
        self.child = Some(child);
        let start = Instant::now();
        while !matches!(self.try_command(&["PING"]).await, Ok(answer) if answer == "+PONG\r\n") {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().unwrap());
            assert!(ended.is_none(), "redis-server ended: {ended:?}");
            assert!(start.elapsed() < Duration::from_secs(30), "redis-server does not answer");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Makes this server follow another one, and waits until it has all that the other one has.
    pub async fn follow(&self, other: &Self) {
        self.command(&["REPLICAOF", "127.0.0.1", &other.port.to_string()]).await;
        let start = Instant::now();
        while !self.command(&["INFO", "replication"]).await.contains("master_link_status:up") {
            assert!(start.elapsed() < Duration::from_secs(20), "it does not follow");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Takes the place of another server, which ends: this one answers at that address now, as it runs, or after its next
    /// start.
    pub async fn take_over(&mut self, mut other: Self) {
        other.kill();
        if self.child.is_some() {
            let answer = self.command(&["CONFIG", "SET", "port", &other.port.to_string()]).await;
            assert_eq!(answer, "+OK\r\n", "Redis changes its port since version 7");
        }
        self.port = other.port;
    }

    /// Stops the process where it is (SIGSTOP): connections stay, nobody answers.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets a paused process go on (SIGCONT).
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().expect("redis-server does not run").id().to_string();
        let status = Command::new("kill").args([signal, &pid]).status().expect("kill");
        assert!(status.success(), "kill {signal}");
    }

    /// Runs one command on a connection of its own. Returns the first bytes of the raw answer.
    pub async fn command(&self, words: &[&str]) -> String {
        self.try_command(words).await.expect("redis-server does not answer")
    }

    async fn try_command(&self, words: &[&str]) -> std::io::Result<String> {
        let mut connection = self.connect().await?;
        connection.write_all(&pack(words)).await?;
        let mut answer = vec![0; 64 * 1024];
        let length = connection.read(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
    }

    /// A bare connection.
    pub async fn connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(("127.0.0.1", self.port)).await
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A command as Redis reads it.
pub fn pack(words: &[&str]) -> Vec<u8> {
    let mut packed = format!("*{}\r\n", words.len());
    for word in words {
        packed.push_str(&format!("${}\r\n{word}\r\n", word.len()));
    }
    packed.into_bytes()
}

/// A port nobody listens at, below those the system gives to outgoing connections, so that none of
/// those can take it while a server is down. Processes start at different places of the range.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = std::process::id() % 10_000;
    loop {
        let offset = (start + u32::from(NEXT.fetch_add(1, Ordering::Relaxed)) * 7) % 10_000;
        let port = 20_000 + u16::try_from(offset).expect("below 10000");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
