//! Deleting, a little at a time: whoever appends must not wait for it.

use protocol::MessageId;
use rusqlite::{Connection, OptionalExtension, params};

use super::file::number;
use super::{id_from_sql, to_sql};
use crate::Retention;
use crate::retention::NONCE_MEMORY;

/// Entries deleted in one go.
const BATCH: i64 = 256;

/// Rooms looked at in one go.
const ROOMS: i64 = 256;

/// Pages given back to the disk in one go, and the free pages that a file may keep for what comes.
const PAGES: i64 = 256;

/// Where a walk through all rooms stands.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    room: i64,
}

impl Sweep {
    /// One step, in the transaction that is open. True when there is more to do.
    pub(super) fn step(
        &mut self,
        db: &Connection,
        now: u64,
        age: Retention,
    ) -> rusqlite::Result<bool> {
        let lapsed = to_sql(now.saturating_sub(NONCE_MEMORY));
        let sql = "DELETE FROM trimmed WHERE (room, author, nonce) IN
            (SELECT room, author, nonce FROM trimmed WHERE ms < ?1 ORDER BY ms LIMIT ?2)";
        let forgotten = db.prepare_cached(sql)?.execute(params![lapsed, BATCH])?;
        db.prepare_cached("DELETE FROM leases WHERE until < ?1")?.execute([to_sql(now)])?;
        if forgotten == BATCH as usize {
            return Ok(true);
        }
        Ok(!self.walk(db, now, age.horizon(now))?)
    }

    /// Looks at some rooms, and ends early where there was much to delete.
    fn walk(&mut self, db: &Connection, now: u64, horizon: u64) -> rusqlite::Result<bool> {
        let mut query =
            db.prepare_cached("SELECT id FROM rooms WHERE id > ?1 ORDER BY id LIMIT ?2")?;
        let rooms: Vec<i64> =
            query.query_map([self.room, ROOMS], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for &room in &rooms {
            let before = std::mem::replace(&mut self.room, room);
            // When this fails, because the room is damaged, the next step begins after it.
            if let Some(end) = end_of_batch(db, room, horizon)? {
                delete_before(db, now, room, end)?;
                self.room = before;
                return Ok(false);
            }
        }
        let is_done = rooms.is_empty();
        if is_done {
            self.room = 0;
        }
        Ok(is_done)
    }
}

/// Gives back free pages when a quarter of the file is free, outside of a transaction. True when there is more to do.
pub(super) fn shrink(db: &Connection) -> rusqlite::Result<bool> {
    let free = number(db, "PRAGMA freelist_count")?;
    if free < PAGES || free < number(db, "PRAGMA page_count")? / 4 {
        return Ok(false);
    }
    let mut vacuum = db.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
    let mut steps = vacuum.query([])?;
    while steps.next()?.is_some() {}
    Ok(true)
}

/// Deletes a room's oldest entries when it has some too many. Each deletion pays for several entries.
pub(super) fn trim_by_count(
    db: &Connection,
    now: u64,
    retention: Retention,
    room: i64,
    messages: i64,
) -> rusqlite::Result<()> {
    let limit = i64::try_from(retention.messages).unwrap_or(i64::MAX);
    let slack = (limit / 10).clamp(1, BATCH / 4);
    if messages.saturating_sub(limit) < slack {
        return Ok(());
    }
    let sql = "SELECT ms, seq FROM messages WHERE room = ?1 ORDER BY ms, seq LIMIT 1 OFFSET ?2";
    let first_kept = db
        .prepare_cached(sql)?
        .query_row([room, (messages - limit).min(BATCH)], |row| {
            Ok(id_from_sql(row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let end = first_kept.unwrap_or(MessageId { ms: u64::MAX, seq: u64::MAX });
    delete_before(db, now, room, end)
}

/// The id before which at most one batch of entries stands that are older than the horizon.
fn end_of_batch(db: &Connection, room: i64, horizon: u64) -> rusqlite::Result<Option<MessageId>> {
    let sql = "SELECT ms, seq FROM messages WHERE room = ?1 AND ms < ?2 ORDER BY ms, seq LIMIT ?3";
    let mut query = db.prepare_cached(sql)?;
    let old = query.query_map(params![room, to_sql(horizon), BATCH], |row| {
        Ok(id_from_sql(row.get(0)?, row.get(1)?))
    })?;
    let last = old.last().transpose()?;
    Ok(last.map(|id| MessageId { ms: id.ms, seq: id.seq.saturating_add(1) }))
}

/// Deletes entries, and remembers the nonces of the young ones.
fn delete_before(db: &Connection, now: u64, room: i64, end: MessageId) -> rusqlite::Result<()> {
    let (ms, seq) = (to_sql(end.ms), to_sql(end.seq));
    let young = to_sql(now.saturating_sub(NONCE_MEMORY));
    let remember = "INSERT OR REPLACE INTO trimmed (room, author, nonce, ms, seq)
        SELECT room, ifnull(author, ''), nonce, ms, seq FROM messages
        WHERE room = ?1 AND (ms, seq) < (?2, ?3) AND ms >= ?4
            AND nonce IS NOT NULL";
    db.prepare_cached(remember)?.execute([room, ms, seq, young])?;
    let delete = "DELETE FROM messages WHERE room = ?1 AND (ms, seq) < (?2, ?3)";
    let deleted = db.prepare_cached(delete)?.execute([room, ms, seq])?;
    let count = "UPDATE rooms SET messages = messages - ?2 WHERE id = ?1";
    db.prepare_cached(count)?.execute([room, i64::try_from(deleted).unwrap_or(i64::MAX)])?;
    Ok(())
}
