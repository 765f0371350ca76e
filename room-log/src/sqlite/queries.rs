use protocol::{Message, MessageId, RoomName};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Rows, params};

use super::{id_from_sql, to_sql};
use crate::health::Pulse;
use crate::record::{Record, cut, report_undecodable};
use crate::{Epoch, Page, Sequel, Tail};

/// The log as one transaction sees it.
pub(super) struct View<'a> {
    pub(super) db: &'a Connection,
    pub(super) pulse: &'a Pulse,
    /// What is older is not there.
    pub(super) horizon: u64,
}

impl View<'_> {
    pub(super) fn before(
        &self,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> rusqlite::Result<Page> {
        let sql = "SELECT ms, seq, author, nickname, text, nonce FROM messages
            WHERE room = (SELECT id FROM rooms WHERE name = ?1) AND ms >= ?2 AND (ms, seq) < (?3, ?4)
            ORDER BY ms DESC, seq DESC";
        let (mut messages, more) = self.collect(sql, room, id, limit)?;
        messages.reverse();
        Ok(Page { epoch: self.epoch()?, messages, more })
    }

    pub(super) fn after(
        &self,
        room: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> rusqlite::Result<Sequel> {
        let sql = "SELECT ms, seq, author, nickname, text, nonce FROM messages
            WHERE room = (SELECT id FROM rooms WHERE name = ?1) AND ms >= ?2 AND (ms, seq) > (?3, ?4)
            ORDER BY ms, seq";
        let (messages, more) = self.collect(sql, room, since, limit)?;
        Ok(Sequel { epoch: self.epoch()?, joined: self.stands(room, since)?, messages, more })
    }

    pub(super) fn tail(&self, room: &RoomName) -> rusqlite::Result<Tail> {
        let sql = "SELECT ms, seq FROM messages
            WHERE room = (SELECT id FROM rooms WHERE name = ?1) AND ms >= ?2
            ORDER BY ms DESC, seq DESC LIMIT 1";
        let last = self
            .db
            .prepare_cached(sql)?
            .query_row(params![room.as_str(), to_sql(self.horizon)], |row| {
                Ok(id_from_sql(row.get(0)?, row.get(1)?))
            })
            .optional()?;
        Ok(Tail { epoch: self.epoch()?, last: last.unwrap_or(MessageId::START) })
    }

    fn epoch(&self) -> rusqlite::Result<Epoch> {
        let mut query = self.db.prepare_cached("SELECT epoch FROM log")?;
        query.query_row([], |row| Ok(Epoch::new(row.get(0)?)))
    }

    /// Whether an id stands in the log, or for the start the room's first message.
    fn stands(&self, room: &RoomName, id: MessageId) -> rusqlite::Result<bool> {
        let first = "SELECT first_ms, first_seq FROM rooms WHERE name = ?1";
        let id = if id == MessageId::START {
            let mut query = self.db.prepare_cached(first)?;
            let first = query
                .query_row([room.as_str()], |row| Ok(id_from_sql(row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some(first) = first else { return Ok(true) };
            first
        } else {
            id
        };
        let sql = "SELECT 1 FROM messages
            WHERE room = (SELECT id FROM rooms WHERE name = ?1) AND ms = ?2 AND seq = ?3";
        let mut query = self.db.prepare_cached(sql)?;
        let is_there = query.exists(params![room.as_str(), to_sql(id.ms), to_sql(id.seq)])?;
        Ok(is_there && id.ms >= self.horizon)
    }

    /// Runs a query until it has given `limit` messages and one more, which says that there are more.
    fn collect(
        &self,
        sql: &str,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> rusqlite::Result<(Vec<Message>, bool)> {
        let mut query = self.db.prepare_cached(sql)?;
        let place = params![room.as_str(), to_sql(self.horizon), to_sql(id.ms), to_sql(id.seq)];
        let mut rows = query.query(place)?;
        let mut messages = Vec::new();
        while messages.len() <= limit
            && let Some(message) = self.next(room, &mut rows)?
        {
            messages.push(message);
        }
        Ok(cut(messages, limit))
    }

    /// The next row that can be understood.
    fn next(&self, room: &RoomName, rows: &mut Rows<'_>) -> rusqlite::Result<Option<Message>> {
        while let Some(row) = rows.next()? {
            let id = id_from_sql(row.get(0)?, row.get(1)?);
            match record(row)?.decode(id) {
                Some(message) => return Ok(Some(message)),
                None => report_undecodable(self.pulse, room, &id),
            }
        }
        Ok(None)
    }
}

fn record<'a>(row: &'a Row<'_>) -> rusqlite::Result<Record<'a>> {
    let text = |value| if let ValueRef::Text(bytes) = value { Some(bytes) } else { None };
    Ok(Record {
        author: text(row.get_ref(2)?),
        nickname: text(row.get_ref(3)?),
        text: text(row.get_ref(4)?),
        nonce: text(row.get_ref(5)?),
    })
}
