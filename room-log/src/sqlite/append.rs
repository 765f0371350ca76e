use protocol::{Alteration, MessageId, RoomName};
use rusqlite::{Connection, OptionalExtension, params};

use super::{changes, id_from_sql, row, sweep, to_sql};
use crate::clock::next_id;
use crate::{Appended, Draft, Refusal, Retention, What};

/// What an entry needs to know of its room.
struct Room {
    id: i64,
    last: MessageId,
    messages: i64,
}

/// Appends in the transaction that is open, which is what keeps two processes from giving one id twice.
pub(super) fn append(
    db: &Connection,
    now: u64,
    retention: Retention,
    name: &RoomName,
    draft: &Draft,
) -> rusqlite::Result<Result<Appended, Refusal>> {
    let room = find(db, name)?;
    if let Some(id) = known(db, room.as_ref(), draft)? {
        return Ok(Ok(Appended::Known { id }));
    }
    let place = room.as_ref().map(|room| room.id);
    if let Err(refusal) = changes::admit(db, place, retention.horizon(now), draft)? {
        return Ok(Err(refusal));
    }
    let prev = room.as_ref().map_or(MessageId::START, |room| room.last);
    let id = next_id(now, prev);
    let room = match room {
        Some(room) => grow(db, &room, id)?,
        None => create(db, name, id)?,
    };
    if let What::Change { of, alteration: Alteration::Delete, .. } = draft.what {
        changes::delete(db, room.id, of)?;
    }
    row::insert(db, room.id, id, draft)?;
    sweep::trim_by_count(db, now, retention, room.id, room.messages)?;
    Ok(Ok(Appended::Fresh { id, prev }))
}

/// The same on behalf of a program: what is new is taken from who has the room's lease.
pub(super) fn adopt(
    db: &Connection,
    now: u64,
    retention: Retention,
    name: &RoomName,
    draft: &Draft,
    holder: &str,
) -> rusqlite::Result<Result<Appended, Refusal>> {
    if let Some(id) = known(db, find(db, name)?.as_ref(), draft)? {
        return Ok(Ok(Appended::Known { id }));
    }
    if !is_held(db, now, name, holder)? {
        return Ok(Err(Refusal::NotHeld));
    }
    append(db, now, retention, name, draft)
}

fn find(db: &Connection, name: &RoomName) -> rusqlite::Result<Option<Room>> {
    db.prepare_cached("SELECT id, last_ms, last_seq, messages FROM rooms WHERE name = ?1")?
        .query_row([name.as_str()], |row| {
            let last = id_from_sql(row.get(1)?, row.get(2)?);
            Ok(Room { id: row.get(0)?, last, messages: row.get(3)? })
        })
        .optional()
}

/// The id under which this author has written it before.
fn known(
    db: &Connection,
    room: Option<&Room>,
    draft: &Draft,
) -> rusqlite::Result<Option<MessageId>> {
    let Some((room, nonce)) = room.zip(draft.nonce.as_ref()) else { return Ok(None) };
    let author = draft.author().map_or("", |author| author.id.as_str());
    let sql = "SELECT ms, seq FROM messages
            WHERE room = ?1 AND ifnull(author, '') = ?2 AND nonce = ?3 AND nonce IS NOT NULL
        UNION ALL SELECT ms, seq FROM trimmed WHERE room = ?1 AND author = ?2 AND nonce = ?3
        LIMIT 1";
    db.prepare_cached(sql)?
        .query_row(params![room.id, author, nonce.as_str()], |row| {
            Ok(id_from_sql(row.get(0)?, row.get(1)?))
        })
        .optional()
}

fn create(db: &Connection, name: &RoomName, id: MessageId) -> rusqlite::Result<Room> {
    let sql = "INSERT INTO rooms (name, first_ms, first_seq, last_ms, last_seq, messages)
        VALUES (?1, ?2, ?3, ?2, ?3, 1)";
    db.prepare_cached(sql)?.execute(params![name.as_str(), to_sql(id.ms), to_sql(id.seq)])?;
    Ok(Room { id: db.last_insert_rowid(), last: id, messages: 1 })
}

fn grow(db: &Connection, room: &Room, id: MessageId) -> rusqlite::Result<Room> {
    let sql = "UPDATE rooms SET last_ms = ?2, last_seq = ?3, messages = messages + 1 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![room.id, to_sql(id.ms), to_sql(id.seq)])?;
    Ok(Room { last: id, messages: room.messages + 1, ..*room })
}

/// Whether somebody has a room's lease.
fn is_held(db: &Connection, now: u64, room: &RoomName, holder: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM leases WHERE room = ?1 AND holder = ?2 AND until > ?3";
    db.prepare_cached(sql)?.exists(params![room.as_str(), holder, to_sql(now)])
}

/// Takes a lease that is free, lapsed, or the holder's own.
pub(super) fn claim(
    db: &Connection,
    now: u64,
    room: &RoomName,
    holder: &str,
    ttl: u64,
) -> rusqlite::Result<bool> {
    let sql = "INSERT INTO leases (room, holder, until) VALUES (?1, ?2, ?3)
        ON CONFLICT (room) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE leases.holder = excluded.holder OR leases.until <= ?4";
    let until = to_sql(now.saturating_add(ttl));
    let changed =
        db.prepare_cached(sql)?.execute(params![room.as_str(), holder, until, to_sql(now)])?;
    Ok(changed == 1)
}
