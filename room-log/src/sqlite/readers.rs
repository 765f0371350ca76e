use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::{failure, file};
use crate::LogError;

/// Reads that run at a time; others wait for their turn.
const READERS: usize = 4;

/// Connections that read, on threads where blocking is no harm. Each is opened when it is needed, and thrown away when
/// it fails.
#[derive(Debug)]
pub(super) struct Readers {
    turns: Arc<Semaphore>,
    idle: Arc<Idle>,
}

#[derive(Debug)]
struct Idle {
    path: PathBuf,
    connections: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        let idle = Idle { path: path.to_owned(), connections: Mutex::default() };
        Self { turns: Arc::new(Semaphore::new(READERS)), idle: Arc::new(idle) }
    }

    /// Runs a query in a transaction, so that all it reads belongs together.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let closed = || LogError::Unavailable("the log is closed".to_owned());
        // Goes with the query, which runs on even if nobody waits for it any longer.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| closed())?;
        let idle = Arc::clone(&self.idle);
        let reading = spawn_blocking(move || {
            let answer = idle.read(query).map_err(|error| failure::of_read(&error));
            drop(turn);
            answer
        });
        reading.await.map_err(|error| LogError::Unavailable(error.to_string()))?
    }

    /// No read begins any more, and no connection is kept.
    pub(super) fn close(&self) {
        self.turns.close();
        self.idle.connections().clear();
    }
}

impl Idle {
    fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let idle = self.connections().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        let tx = connection.transaction()?;
        let answer = query(&tx)?;
        tx.commit()?;
        self.connections().push(connection);
        Ok(answer)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = file::connect(&self.path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
