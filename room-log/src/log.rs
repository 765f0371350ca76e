use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::{MessageId, RoomName};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::memory::Memory;
use crate::sqlite::Sqlite;
use crate::streams::Streams;
use crate::{Appended, Draft, Health, LogError, OpenError, Page, Retention, Sequel, Tail};

/// A handle to the log of all rooms; its clones are the same log.
///
/// A method's future may be dropped at any time: what it has begun is then finished or not, as after
/// [`LogError::Unavailable`].
#[derive(Clone, Debug)]
pub struct Log(BackEnd);

#[derive(Clone, Debug)]
enum BackEnd {
    Memory(Arc<Memory>),
    Sqlite(Arc<Sqlite>),
    Redis(Arc<Streams>),
}

/// The same call on whatever stands behind the handle. Only memory answers without waiting.
macro_rules! ask {
    ($log:expr, $method:ident($($argument:expr),*)) => {
        match &$log.0 {
            BackEnd::Memory(memory) => Ok(memory.$method($($argument),*)),
            BackEnd::Sqlite(sqlite) => sqlite.$method($($argument),*).await,
            BackEnd::Redis(streams) => streams.$method($($argument),*).await,
        }
    };
}

impl Log {
    /// A log in the memory of this process. Bounded in bytes too: 8 MiB a room and 128 MiB in all, where the room that
    /// was quiet for longest goes first.
    #[must_use]
    pub fn memory(retention: Retention) -> Self {
        Self::memory_at(Clock::default(), retention)
    }

    /// A log in an SQLite file, which is made when it is not there. Starts the thread that writes.
    ///
    /// # Errors
    /// The file cannot be opened, is damaged, or belongs to something else or to a newer Parlor. It is left as it is.
    pub fn sqlite(file: &Path, retention: Retention) -> Result<Self, OpenError> {
        Self::sqlite_at(Clock::default(), file, retention)
    }

    /// A log in Redis Streams, each room on one of several servers. The table in the crate's documentation names the
    /// keys, which all begin with `prefix`. Connects in the background and keeps trying for ever; call it within a Tokio
    /// runtime.
    ///
    /// # Errors
    /// A URL is none, or there is no URL.
    pub fn redis(urls: &[String], prefix: &str, retention: Retention) -> Result<Self, OpenError> {
        Ok(Self(BackEnd::Redis(Arc::new(Streams::open(urls, prefix, retention)?))))
    }

    /// [`Log::memory`] under a test's clock.
    #[doc(hidden)]
    #[must_use]
    pub fn memory_at(clock: Clock, retention: Retention) -> Self {
        Self(BackEnd::Memory(Arc::new(Memory::new(clock, retention))))
    }

    /// [`Log::sqlite`] under a test's clock.
    #[doc(hidden)]
    pub fn sqlite_at(clock: Clock, file: &Path, retention: Retention) -> Result<Self, OpenError> {
        Ok(Self(BackEnd::Sqlite(Arc::new(Sqlite::open(clock, file, retention)?))))
    }

    /// Adds an entry at the end of a room. When this returns it stands in the log: committed to the disk by SQLite, and
    /// taken by Redis, which keeps it as its own settings say. A message that is deleted is gone with its edits; their ids
    /// and nonces stay known for as long as other entries of their age.
    ///
    /// # Errors
    /// Nothing is tried twice: see [`LogError`] for what has become of the entry.
    pub async fn append(&self, room: &RoomName, draft: Draft) -> Result<Appended, LogError> {
        match &self.0 {
            BackEnd::Memory(memory) => Ok(memory.append(room, draft)?),
            BackEnd::Sqlite(sqlite) => sqlite.append(room, draft).await,
            BackEnd::Redis(streams) => streams.append(room, draft).await,
        }
    }

    /// [`append`](Self::append) for a message of a program, which carries a nonce, while `holder` has the room's lease: see
    /// [`claim`](Self::claim). Whether it has is found out in the same step as the message is added. What stands in the log
    /// under that nonce already is [`Known`](Appended::Known), whoever has the lease by now.
    ///
    /// # Errors
    /// As for `append`, and [`Refusal::NotHeld`](crate::Refusal::NotHeld).
    pub async fn adopt(
        &self,
        room: &RoomName,
        draft: Draft,
        holder: &str,
    ) -> Result<Appended, LogError> {
        match &self.0 {
            BackEnd::Memory(memory) => Ok(memory.adopt(room, draft, holder)?),
            BackEnd::Sqlite(sqlite) => sqlite.adopt(room, draft, holder).await,
            BackEnd::Redis(streams) => streams.adopt(room, draft, holder).await,
        }
    }

    /// The newest messages of a room, at most `limit`, and what was changed among them.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn newest(&self, room: &RoomName, limit: usize) -> Result<Page, LogError> {
        ask!(self, newest(room, limit))
    }

    /// The newest messages that stand before an id, at most `limit`; the id itself need not stand in the log.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn before(
        &self,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> Result<Page, LogError> {
        ask!(self, before(room, id, limit))
    }

    /// The oldest entries that stand after an id, at most `limit`. [`MessageId::START`] stands before everything.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn after(
        &self,
        room: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> Result<Sequel, LogError> {
        ask!(self, after(room, since, limit))
    }

    /// Where the rooms end, in the order of `rooms`. Redis is asked once a server, for up to a thousand rooms.
    ///
    /// # Errors
    /// Of each room by itself: it, or the server that it is on, cannot be read.
    pub async fn tails(&self, rooms: &[RoomName]) -> Vec<Result<Tail, LogError>> {
        match &self.0 {
            BackEnd::Memory(memory) => memory.tails(rooms).into_iter().map(Ok).collect(),
            BackEnd::Sqlite(sqlite) => sqlite.tails(rooms).await,
            BackEnd::Redis(streams) => streams.tails(rooms).await,
        }
    }

    /// Takes or renews the lease on a room's foreign messages, which lasts for `ttl`: true while `holder` has it.
    ///
    /// # Errors
    /// The log cannot be written.
    pub async fn claim(
        &self,
        room: &RoomName,
        holder: &str,
        ttl: Duration,
    ) -> Result<bool, LogError> {
        ask!(self, claim(room, holder, ttl))
    }

    /// How the log is doing, now and from now on.
    #[must_use]
    pub fn health(&self) -> watch::Receiver<Health> {
        match &self.0 {
            BackEnd::Memory(memory) => memory.health(),
            BackEnd::Sqlite(sqlite) => sqlite.health(),
            BackEnd::Redis(streams) => streams.health(),
        }
    }

    /// Finishes what was begun: SQLite commits everything that waits and empties its write-ahead log into the file.
    /// Nothing can be appended afterwards, except to memory.
    pub async fn close(&self) {
        match &self.0 {
            BackEnd::Memory(_) => {}
            BackEnd::Sqlite(sqlite) => sqlite.close().await,
            BackEnd::Redis(streams) => streams.close(),
        }
    }
}
