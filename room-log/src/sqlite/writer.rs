use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use rusqlite::Connection;
use tokio::runtime;
use tokio::sync::{mpsc, watch};

use super::job::{self, Job};
use super::thread::Thread;
use crate::clock::Clock;
use crate::health::Pulse;
use crate::{LogError, Retention};

/// Writes that wait. Whoever comes when it is full waits for a place.
const QUEUE: usize = 1024;

/// The way to the thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    /// Ends with the thread.
    running: watch::Receiver<()>,
}

impl Writer {
    pub(super) fn start(
        db: Connection,
        clock: Clock,
        retention: Retention,
        pulse: Arc<Pulse>,
    ) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (guard, running) = watch::channel(());
        // For the timers of this one thread, which then may block as it likes.
        let runtime = runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = Thread::new(db, clock, retention, pulse, jobs);
        thread::Builder::new().name("log-writer".to_owned()).spawn(move || {
            runtime.block_on(thread.run());
            drop(guard);
        })?;
        Ok(Self { queue: Mutex::new(Some(queue)), running })
    }

    /// Has something written. Answers when it is committed.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let closed = || LogError::Unavailable("the log is closed".to_owned());
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (job, answer) = job::new(work);
        queue.ok_or_else(closed)?.send(job).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Takes nothing more, and waits until the thread has written what it has.
    pub(super) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut running = self.running.clone();
        while running.changed().await.is_ok() {}
    }
}
