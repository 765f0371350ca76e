use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::job::Job;
use super::sweep::{Sweep, shrink};
use super::{failure, file};
use crate::clock::Clock;
use crate::health::Pulse;
use crate::{LogError, Retention};

/// Writes that are committed together at most.
const GROUP: usize = 512;

/// From one walk through all rooms to the next, and between two steps of one.
const SWEEP: Duration = Duration::from_mins(10);
const STEP: Duration = Duration::from_millis(20);

/// How often a log that could not be written tries by itself.
const PROBE: Duration = Duration::from_secs(1);

/// How long a log that could not be written waits for another process, so that the queue does not stand still.
const IMPATIENCE: Duration = Duration::from_millis(200);

/// The thread that alone writes to the file.
pub(super) struct Thread {
    db: Connection,
    clock: Clock,
    retention: Retention,
    pulse: Arc<Pulse>,
    jobs: mpsc::Receiver<Box<dyn Job>>,
    sweep: Sweep,
}

impl Thread {
    pub(super) fn new(
        db: Connection,
        clock: Clock,
        retention: Retention,
        pulse: Arc<Pulse>,
        jobs: mpsc::Receiver<Box<dyn Job>>,
    ) -> Self {
        Self { db, clock, retention, pulse, jobs, sweep: Sweep::default() }
    }

    /// Writes until nobody has anything to write any more.
    pub(super) async fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP);
        let (mut sweep, mut probe) = (Instant::now(), Instant::now());
        loop {
            let is_well = self.pulse.is_available();
            tokio::select! {
                taken = self.jobs.recv_many(&mut group, GROUP) => match taken {
                    0 => break,
                    _ => self.commit(&mut group),
                },
                () = sleep_until(sweep) => {
                    let is_done = self.step();
                    sweep = Instant::now() + if is_done { SWEEP } else { STEP };
                }
                () = sleep_until(probe), if !is_well => {
                    self.probe();
                    probe = Instant::now() + PROBE;
                }
            }
        }
        if let Err(error) = self.db.pragma_update(None, "wal_checkpoint", "TRUNCATE") {
            tracing::warn!(%error, "the log is closed with its write-ahead log");
        }
    }

    /// Commits all that waited at once: the disk is asked to be sure once, not once a message.
    fn commit(&mut self, group: &mut Vec<Box<dyn Job>>) {
        let committed = self.transact(group);
        match &committed {
            Ok(None) => self.is_well(),
            // Whoever has met damage keeps all others from being committed with them: now each goes alone.
            Err(LogError::Damaged(_)) if group.len() > 1 => {
                return group.drain(..).for_each(|job| self.commit(&mut vec![job]));
            }
            // It concerns a room, if others can be written.
            Err(LogError::Damaged(_)) => self.probe(),
            Ok(Some(refusal)) | Err(refusal) => self.is_ill(refusal),
        }
        for job in group.drain(..) {
            job.answer(committed.clone().map(drop));
        }
    }

    /// Runs each job in a savepoint of its own, so that one that fails does not fail its group. Returns why the last one
    /// failed that others would fail for as well.
    fn transact(&mut self, group: &mut [Box<dyn Job>]) -> Result<Option<LogError>, LogError> {
        let fail = |error: rusqlite::Error| failure::of_write(&error);
        let mut refusal = None;
        let mut tx =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        for job in group {
            let point = tx.savepoint().map_err(fail)?;
            match job.run(&point) {
                Ok(()) => point.commit().map_err(fail)?,
                Err(error) => {
                    drop(point);
                    // After some failures SQLite itself has taken back everything.
                    if tx.is_autocommit() {
                        return Err(error);
                    }
                    match error {
                        LogError::Damaged(_) => {
                            tracing::error!(%error, "a message was not written")
                        }
                        _ => refusal = Some(error),
                    }
                }
            }
        }
        tx.commit().map_err(fail)?;
        Ok(refusal)
    }

    /// Deletes a little of what is too old. True when there is nothing left to do.
    fn step(&mut self) -> bool {
        let swept = self.sweep_step();
        swept.unwrap_or_else(|error| {
            tracing::warn!(%error, "could not delete old messages");
            true
        })
    }

    fn sweep_step(&mut self) -> rusqlite::Result<bool> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_more = self.sweep.step(&tx, self.clock.now(), self.retention)?;
        tx.commit()?;
        Ok(!is_more && !shrink(&self.db)?)
    }

    /// Writes as much as the longest message takes, to see whether it can be done again.
    fn probe(&mut self) {
        let sql = "INSERT OR REPLACE INTO probe (id, space) VALUES (1, zeroblob(65536))";
        let probed = self.db.execute(sql, []);
        match probed.and_then(|_| self.db.execute("DELETE FROM probe", [])) {
            Ok(_) => self.is_well(),
            Err(error) => self.is_ill(&failure::of_write(&error)),
        }
    }

    fn is_well(&self) {
        if !self.pulse.is_available() {
            tracing::info!("the log can be written again");
            self.set_available(true, file::PATIENCE);
        }
    }

    /// One line in the server's log an outage, not one a message.
    fn is_ill(&self, refusal: &LogError) {
        if self.pulse.is_available() {
            tracing::error!(%refusal, "the log cannot be written");
            self.set_available(false, IMPATIENCE);
        } else {
            tracing::debug!(%refusal, "the log still cannot be written");
        }
    }

    fn set_available(&self, available: bool, patience: Duration) {
        // Cannot fail on a connection that is open.
        let _ = self.db.busy_timeout(patience);
        self.pulse.set_available(0, available);
    }
}

impl Drop for Thread {
    /// However it ends, nothing is written after it.
    fn drop(&mut self) {
        self.pulse.set_available(0, false);
    }
}
