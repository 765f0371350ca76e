//! What becomes of messages: their changes are rows of their own, newer than they are, so that no message outlives them.

use protocol::{Message, MessageId};
use rusqlite::{Connection, params};

use super::row::{self, Which};
use super::to_sql;
use crate::refusal::{Refusal, check};
use crate::{Draft, Entry, What};

/// A message.
const IT: Which = ("", "room = ?1 AND ms = ?2 AND seq = ?3");

/// What has changed about it.
const OF_IT: Which = ("INDEXED BY changes", "room = ?1 AND of_ms = ?2 AND of_seq = ?3");

/// Puts into a message what has changed about it.
pub(super) fn fold(db: &Connection, room: i64, message: &mut Message) -> rusqlite::Result<()> {
    let mut query = row::select(db, OF_IT, "ORDER BY ms, seq")?;
    let mut rows = query.query(params![room, to_sql(message.id.ms), to_sql(message.id.seq)])?;
    while let Some(row) = rows.next()? {
        if let (_, Some(Entry::Change(change))) = row::read(row)? {
            message.apply(&change);
        }
    }
    Ok(())
}

/// Whether something may be written into a room, or into one that is not there yet.
pub(super) fn admit(
    db: &Connection,
    room: Option<i64>,
    horizon: u64,
    draft: &Draft,
) -> rusqlite::Result<Result<(), Refusal>> {
    let What::Change { author, of, alteration } = &draft.what else { return Ok(Ok(())) };
    let found = match room {
        Some(room) if of.ms >= horizon => find(db, room, *of)?,
        _ => None,
    };
    Ok(found.ok_or(Refusal::NotFound).and_then(|message| check(&message, author, alteration)))
}

/// A message as it is now.
fn find(db: &Connection, room: i64, id: MessageId) -> rusqlite::Result<Option<Message>> {
    let mut query = row::select(db, IT, "")?;
    let mut rows = query.query(params![room, to_sql(id.ms), to_sql(id.seq)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (_, Some(Entry::Message(mut message))) = row::read(row)? else { return Ok(None) };
    fold(db, room, &mut message)?;
    Ok(Some(message))
}

/// Forgets a message and everything about it, except that they were there, and by whom under which nonce.
pub(super) fn delete(db: &Connection, room: i64, of: MessageId) -> rusqlite::Result<()> {
    for (index, which) in [IT, OF_IT] {
        let sql = format!(
            "UPDATE messages {index} SET kind = 'gone', nickname = NULL, text = '', emoji = NULL,
                of_ms = NULL, of_seq = NULL, re_ms = NULL, re_seq = NULL
            WHERE {which}"
        );
        db.prepare_cached(&sql)?.execute(params![room, to_sql(of.ms), to_sql(of.seq)])?;
    }
    Ok(())
}
