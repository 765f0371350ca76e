//! A real `parlor` process, and people who talk to it over real sockets.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

pub mod http;
pub mod person;
#[path = "../../../channel-layer/tests/support/mod.rs"]
pub mod redis;

use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::watch,
    time::{sleep, timeout},
};

pub use http::Reply;
pub use person::Person;

/// Longer than anything here takes, on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for something that has to happen.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}

/// The program under test, on a port of its own; it ends with this value.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Host and port.
    pub address: String,
    arguments: Vec<String>,
    data: Arc<tempfile::TempDir>,
    /// What it has written into its log.
    log: watch::Receiver<String>,
}

impl Server {
    pub async fn start(arguments: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a directory for data");
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Self::start_in(Arc::new(data), arguments, format!("127.0.0.1:{}", redis::free_port())).await
    }

    async fn start_in(
        data: Arc<tempfile::TempDir>,
        arguments: Vec<String>,
        listen: String,
    ) -> Self {
        let mut command = parlor();
        command.args(["--listen", &listen, "--data"]).arg(data.path()).args(&arguments);
        let mut process = command.stderr(Stdio::piped()).spawn().expect("parlor starts");
        let stderr = process.stderr.take().expect("piped");
        let mut lines = BufReader::new(stderr).lines();
        let (written, mut log) = watch::channel(String::new());
        // The pipe must not fill.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("{line}");
                written.send_modify(|log| *log += &(line + "\n"));
            }
        });
        let address = |log: &String| {
            let (_, address) = log.split_once("http://")?;
            Some(address.split_once("/chat/")?.0.to_owned())
        };
        let said = log.wait_for(|log| address(log).is_some());
        let said = soon("the server's address", said).await.expect("it says where it is");
        let address = address(&said).expect("it was there");
        drop(said);
        Self { process, address, arguments, data, log }
    }

    /// The file of a log in SQLite.
    pub fn file(&self) -> PathBuf {
        self.data.path().join("parlor.db")
    }

    /// Whether something stands in the server's log by now.
    pub fn has_logged(&self, words: &str) -> bool {
        self.log.borrow().contains(words)
    }

    /// Waits until something stands in the server's log so many times.
    pub async fn logs(&self, words: &str, times: usize) {
        let mut log = self.log.clone();
        let logged = log.wait_for(|log| log.matches(words).count() >= times);
        drop(soon(&format!("{times} × {words} in the log"), logged).await.expect("it runs"));
    }

    /// Waits until `/readyz` answers with a status, and returns what it says.
    pub async fn ready(&self, status: u16) -> String {
        soon(&format!("{status} of /readyz"), async {
            loop {
                let reply = self.get("/readyz").await;
                if reply.status == status {
                    return reply.body;
                }
                sleep(Duration::from_millis(20)).await;
            }
        })
        .await
    }

    /// A figure of `/metrics`.
    pub async fn figure(&self, name: &str) -> u64 {
        let text = self.get("/metrics").await.body;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|figure| figure.parse().ok()).expect(name)
    }

    /// Lets none of the server's files grow, or all of them again: a limit on their length is met like the end of the disk.
    pub async fn fill_disk(&self, is_full: bool) {
        let id = self.process.id().expect("it runs").to_string();
        let limit = if is_full { "--fsize=1:" } else { "--fsize=unlimited:" };
        let limited = Command::new("prlimit").args(["--pid", &id, limit]).status().await;
        assert!(limited.expect("prlimit").success());
    }

    /// Ends the process at once, and starts it again at the same address with the same data.
    pub async fn crash(mut self) -> Self {
        self.process.kill().await.expect("it runs");
        self.start_beside().await
    }

    /// Asks the process to end, and starts it again.
    pub async fn restart(&mut self) {
        assert!(self.stop().await.success());
        *self = self.start_beside().await;
    }

    /// Starts another process at the same address with the same data.
    pub fn start_beside(&self) -> impl Future<Output = Self> + Send + 'static {
        Self::start_in(Arc::clone(&self.data), self.arguments.clone(), self.address.clone())
    }

    /// Asks the process to end, and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        self.signal("-TERM").await;
        soon("the end of the server", self.process.wait()).await.expect("it ends")
    }

    /// Resident bytes of the process.
    pub fn memory(&self) -> u64 {
        let id = self.process.id().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a figure");
        line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).expect("a number")
            * 1024
    }

    pub async fn signal(&self, signal: &str) {
        let id = self.process.id().expect("it runs").to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.expect("kill").success());
    }

    pub async fn get(&self, path: &str) -> Reply {
        http::request(&self.address, "GET", path, &[], "").await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        http::request(&self.address, "GET", path, headers, "").await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        http::request(&self.address, "POST", path, &headers, form).await
    }

    /// Somebody on our own page.
    pub async fn join(&self, room: &str) -> Person {
        Person::join(&self.address, room).await
    }

    /// Somebody on the tutorial's page.
    pub async fn join_by_tutorial(&self, room: &str) -> Person {
        Person::connect(&self.address, room, &[]).await.expect("a socket")
    }
}

/// The program, to be ended with the test. A limit on the length of files does not end it.
pub fn parlor() -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap '' XFSZ; exec "$0" "$@""#, env!("CARGO_BIN_EXE_parlor")]);
    command.kill_on_drop(true).stdin(Stdio::null());
    command
}
