//! One file on this machine.

mod append;
mod changes;
mod failure;
mod file;
mod job;
mod queries;
mod readers;
mod row;
mod sweep;
mod thread;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::{MessageId, RoomName};
use rusqlite::Connection;
use tokio::sync::watch;

use self::queries::View;
use self::readers::Readers;
use self::writer::Writer;
use crate::clock::Clock;
use crate::health::Pulse;
use crate::retention::millis;
use crate::{Appended, Draft, Health, LogError, OpenError, Page, Retention, Sequel, Tail};

/// A log in an SQLite file: one thread that writes, and a few connections that read.
#[derive(Debug)]
pub(crate) struct Sqlite {
    clock: Clock,
    retention: Retention,
    pulse: Arc<Pulse>,
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    pub(crate) fn open(clock: Clock, path: &Path, retention: Retention) -> Result<Self, OpenError> {
        let connection = file::open(path)?;
        let pulse = Arc::new(Pulse::new(1, true));
        let writer = Writer::start(connection, clock.clone(), retention, Arc::clone(&pulse))
            .map_err(|error| OpenError(format!("cannot start the log's thread: {error}")))?;
        Ok(Self { clock, retention, pulse, writer, readers: Readers::new(path) })
    }

    pub(crate) async fn append(&self, room: &RoomName, draft: Draft) -> Result<Appended, LogError> {
        let (clock, retention, room) = (self.clock.clone(), self.retention, room.clone());
        let appended = self
            .writer
            .write(move |db| append::append(db, clock.now(), retention, &room, &draft))
            .await?;
        Ok(appended?)
    }

    pub(crate) async fn adopt(
        &self,
        room: &RoomName,
        draft: Draft,
        holder: &str,
    ) -> Result<Appended, LogError> {
        let (clock, retention, room) = (self.clock.clone(), self.retention, room.clone());
        let holder = holder.to_owned();
        let adopted = self
            .writer
            .write(move |db| append::adopt(db, clock.now(), retention, &room, &draft, &holder))
            .await?;
        Ok(adopted?)
    }

    pub(crate) async fn newest(&self, room: &RoomName, limit: usize) -> Result<Page, LogError> {
        self.before(room, MessageId { ms: u64::MAX, seq: u64::MAX }, limit).await
    }

    pub(crate) async fn before(
        &self,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> Result<Page, LogError> {
        let room = room.clone();
        self.read(move |view| view.before(&room, id, limit)).await
    }

    pub(crate) async fn after(
        &self,
        room: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> Result<Sequel, LogError> {
        let room = room.clone();
        self.read(move |view| view.after(&room, since, limit)).await
    }

    pub(crate) async fn tails(&self, rooms: &[RoomName]) -> Vec<Result<Tail, LogError>> {
        let all = rooms.to_vec();
        let all = move |view: &View<'_>| all.iter().map(|room| view.tail(room)).collect();
        if let Ok::<Vec<Tail>, _>(tails) = self.read(all).await {
            return tails.into_iter().map(Ok).collect();
        }
        // What is damaged in one room does not hide the others.
        let mut tails = Vec::with_capacity(rooms.len());
        for room in rooms {
            let room = room.clone();
            tails.push(self.read(move |view| view.tail(&room)).await);
        }
        tails
    }

    pub(crate) async fn claim(
        &self,
        room: &RoomName,
        holder: &str,
        ttl: Duration,
    ) -> Result<bool, LogError> {
        let (clock, room, holder) = (self.clock.clone(), room.clone(), holder.to_owned());
        self.writer
            .write(move |db| append::claim(db, clock.now(), &room, &holder, millis(ttl)))
            .await
    }

    pub(crate) fn health(&self) -> watch::Receiver<Health> {
        self.pulse.watch()
    }

    pub(crate) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&View<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let (pulse, horizon) = (Arc::clone(&self.pulse), self.retention.horizon(self.clock.now()));
        let in_view = move |db: &Connection| query(&View { db, pulse: &pulse, horizon });
        self.readers.read(in_view).await
    }
}

/// Numbers that SQLite cannot hold are only ever made up: they stand for its greatest.
fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn id_from_sql(ms: i64, seq: i64) -> MessageId {
    MessageId { ms: ms.cast_unsigned(), seq: seq.cast_unsigned() }
}

#[cfg(test)]
mod tests {
    use protocol::Text;

    use super::*;

    fn draft(text: &str) -> Draft {
        let text = Text::parse(text).expect("a text");
        Draft { nonce: None, what: crate::What::Message { author: None, text, re: None } }
    }

    /// Lets the file grow by so many pages and no more, which SQLite treats as a disk without space.
    async fn leave(log: &Sqlite, pages: i64) {
        let limit = move |db: &Connection| {
            let limit = file::number(db, "PRAGMA page_count")? + pages;
            file::number(db, &format!("PRAGMA max_page_count = {limit}"))
        };
        log.writer.write(limit).await.expect("a limit");
    }

    #[tokio::test]
    async fn a_disk_without_space_is_full_and_heals_and_nothing_acknowledged_is_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let retention = Retention::default();
        let log = Sqlite::open(Clock::default(), &folder.path().join("log.db"), retention)
            .expect("a log");
        let room = RoomName::parse("a").expect("a name");
        leave(&log, 20).await;
        let (mut taken, long) = (0, "x".repeat(16 * 1024));
        let refused = loop {
            match log.append(&room, draft(&long)).await {
                Ok(_) => taken += 1,
                Err(refused) => break refused,
            }
        };
        assert!(matches!(refused, LogError::Full(_)), "{refused:?}");
        assert!(!log.health().borrow().available);
        let page = log.newest(&room, 100).await.expect("reading goes on");
        assert_eq!(page.messages.len(), taken);

        leave(&log, 1000).await;
        let mut health = log.health();
        let healed = health.wait_for(|health| health.available);
        tokio::time::timeout(Duration::from_secs(20), healed)
            .await
            .expect("in time")
            .expect("open");
        log.append(&room, draft("again")).await.expect("there is space");
        assert_eq!(log.newest(&room, 100).await.expect("a page").messages.len(), taken + 1);
    }
}
