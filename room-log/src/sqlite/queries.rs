use protocol::{MessageId, RoomName};
use rusqlite::{Connection, OptionalExtension, Params, Rows, params};

use super::{changes, id_from_sql, row, to_sql};
use crate::health::Pulse;
use crate::page::Walk;
use crate::record::{cut, report_undecodable};
use crate::{Entry, Epoch, Page, Sequel, Tail};

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
        name: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> rusqlite::Result<Page> {
        let mut walk = Walk::new(limit);
        let Some(room) = self.room(name)? else { return Ok(walk.page(self.epoch()?)) };
        let mut query = row::select(
            self.db,
            ("", "room = ?1 AND ms >= ?2 AND (ms, seq) < (?3, ?4)"),
            "ORDER BY ms DESC, seq DESC",
        )?;
        let mut rows = query.query(self.place(room, id))?;
        while !walk.is_over()
            && let Some(entry) = self.next(name, &mut rows)?
        {
            walk.take(entry);
        }
        let mut page = walk.page(self.epoch()?);
        for message in &mut page.messages {
            changes::fold(self.db, room, message)?;
        }
        Ok(page)
    }

    pub(super) fn after(
        &self,
        name: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> rusqlite::Result<Sequel> {
        let (epoch, joined) = (self.epoch()?, self.stands(name, since)?);
        let mut entries = Vec::new();
        if let Some(room) = self.room(name)? {
            let mut query = row::select(
                self.db,
                ("", "room = ?1 AND ms >= ?2 AND (ms, seq) > (?3, ?4)"),
                "ORDER BY ms, seq",
            )?;
            let mut rows = query.query(self.place(room, since))?;
            // One more than is wanted says that there are more.
            while entries.len() <= limit
                && let Some(entry) = self.next(name, &mut rows)?
            {
                entries.push(entry);
            }
        }
        let (entries, more) = cut(entries, limit);
        Ok(Sequel { epoch, joined, entries, more })
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

    /// Whether an id stands in the log, or for the start the room's first entry. What is deleted keeps its place.
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

    fn room(&self, name: &RoomName) -> rusqlite::Result<Option<i64>> {
        let mut query = self.db.prepare_cached("SELECT id FROM rooms WHERE name = ?1")?;
        query.query_row([name.as_str()], |row| row.get(0)).optional()
    }

    /// What both ways of reading a room begin with: the room, the horizon, and an id.
    fn place(&self, room: i64, id: MessageId) -> impl Params + use<> {
        [room, to_sql(self.horizon), to_sql(id.ms), to_sql(id.seq)]
    }

    /// The next row that can be understood.
    fn next(&self, room: &RoomName, rows: &mut Rows<'_>) -> rusqlite::Result<Option<Entry>> {
        while let Some(row) = rows.next()? {
            match row::read(row)? {
                (_, Some(entry)) => return Ok(Some(entry)),
                (id, None) => report_undecodable(self.pulse, room, &id),
            }
        }
        Ok(None)
    }
}
