//! Child processes that can be killed, stopped and continued by their id, and never outlive this one.

use std::{
    ffi::OsStr,
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::{Child, Command},
    time::timeout,
};

/// A running child. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    pid: Pid,
}

/// How to start a child, again and again.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    /// What to run.
    pub(crate) program: PathBuf,
    /// With which arguments.
    pub(crate) arguments: Vec<String>,
    /// Where its output goes, one life after the other.
    pub(crate) log: PathBuf,
}

impl Recipe {
    /// Starts one.
    pub(crate) fn start(&self) -> Result<Process> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| !is_ours(name)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        let child =
            command.spawn().with_context(|| format!("cannot start {}", self.program.display()))?;
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        Ok(Process { child, pid: pid.context("a child without an id")? })
    }
}

/// The caller's own settings for a server are not meant for these.
fn is_ours(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("PARLOR_"))
}

impl Process {
    /// The id by which the system knows it.
    pub(crate) fn id(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Ends it at once, and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("cannot kill a child")
    }

    /// Asks it to end, and waits for that; `None` if it does not within `patience`, and is killed.
    pub(crate) async fn terminate(mut self, patience: Duration) -> Result<Option<ExitStatus>> {
        self.signal(Signal::TERM)?;
        match timeout(patience, self.child.wait()).await {
            Ok(status) => Ok(Some(status?)),
            Err(_) => self.kill().await.map(|()| None),
        }
    }

    /// Freezes it.
    pub(crate) fn stop(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    pub(crate) fn go_on(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// How it ended, if it did so by itself.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        kill_process(self.pid, signal).context("cannot signal a child")
    }
}

/// The last lines of a log, for a report.
pub(crate) fn last_lines(log: &Path, count: usize) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// The lines of a log in which something stands.
pub(crate) fn lines_with(log: &Path, what: &str) -> Vec<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().filter(|line| line.contains(what)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(folder: &Path, program: &str, arguments: &[&str]) -> Recipe {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Recipe { program: program.into(), arguments, log: folder.join("log") }
    }

    #[tokio::test]
    async fn a_child_ends_when_it_is_asked_to_and_when_it_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let sleeper = recipe(folder.path(), "sleep", &["60"]);
        let asked = sleeper.start().expect("sleep").terminate(Duration::from_secs(10)).await;
        assert!(asked.expect("a signal").is_some());
        let mut stopped = sleeper.start().expect("sleep");
        stopped.stop().expect("a signal");
        assert_eq!(stopped.ended(), None);
        stopped.kill().await.expect("even when it is stopped");
    }

    #[tokio::test]
    async fn what_a_child_says_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = recipe(folder.path(), "echo", &["a\nb\nc"]).start().expect("echo");
        child.child.wait().await.expect("its end");
        let log = folder.path().join("log");
        assert_eq!((last_lines(&log, 2), lines_with(&log, "b")), ("b\nc".into(), vec!["b".into()]));
    }
}
