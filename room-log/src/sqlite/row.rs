use protocol::{Alteration, MessageId};
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Row, params};

use super::{id_from_sql, to_sql};
use crate::record::Record;
use crate::{Draft, Entry, What};

/// What a row's `kind` says it is. A message has none.
const EDIT: &str = "edit";
const DELETE: &str = "delete";
const ON: &str = "on";
const OFF: &str = "off";

/// Which rows of `messages` are meant: by which index they are found, if SQLite does not choose it by itself, and a condition.
pub(super) type Which = (&'static str, &'static str);

/// A query for whole rows, except those whose message is deleted.
pub(super) fn select<'a>(
    db: &'a Connection,
    (index, which): Which,
    order: &str,
) -> rusqlite::Result<CachedStatement<'a>> {
    db.prepare_cached(&format!(
        "SELECT ms, seq, author, nickname, text, nonce, kind, of_ms, of_seq, emoji, re_ms, re_seq
        FROM messages {index} WHERE {which} AND kind IS NOT 'gone' {order}"
    ))
}

/// Reads a row: its id, and the entry if it can be understood.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<(MessageId, Option<Entry>)> {
    let id = id_from_sql(row.get(0)?, row.get(1)?);
    let text = |index| {
        let value = row.get_ref(index)?;
        Ok::<_, rusqlite::Error>(if let ValueRef::Text(bytes) = value { Some(bytes) } else { None })
    };
    let head = Record {
        author: text(2)?,
        nickname: text(3)?,
        nonce: text(5)?,
        of: place(row, 7)?,
        re: place(row, 10)?,
        ..Record::default()
    };
    let kind: Option<String> = row.get(6)?;
    let record = match kind.as_deref() {
        None | Some(EDIT) => Record { text: text(4)?, ..head },
        Some(DELETE) => head,
        Some(kind @ (ON | OFF)) => Record { emoji: text(9)?, on: Some(kind == ON), ..head },
        // A later version may know more.
        Some(_) => return Ok((id, None)),
    };
    Ok((id, record.decode(id)))
}

fn place(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<MessageId>> {
    let (ms, seq): (Option<i64>, Option<i64>) = (row.get(index)?, row.get(index + 1)?);
    Ok(ms.zip(seq).map(|(ms, seq)| id_from_sql(ms, seq)))
}

/// Puts an entry into a room.
pub(super) fn insert(
    db: &Connection,
    room: i64,
    id: MessageId,
    draft: &Draft,
) -> rusqlite::Result<()> {
    let (kind, text, emoji) = match &draft.what {
        What::Message { text, .. } => (None, text.as_str(), None),
        What::Change { alteration, .. } => match alteration {
            Alteration::Edit { text } => (Some(EDIT), text.as_str(), None),
            Alteration::Delete => (Some(DELETE), "", None),
            Alteration::React { emoji, on } => {
                (Some(if *on { ON } else { OFF }), "", Some(emoji.as_str()))
            }
        },
    };
    let (of, re) = match &draft.what {
        What::Message { re, .. } => (None, *re),
        What::Change { of, .. } => (Some(*of), None),
    };
    let author = draft.author();
    let sql = "INSERT INTO messages
        (room, ms, seq, author, nickname, text, nonce, kind, of_ms, of_seq, emoji, re_ms, re_seq)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    db.prepare_cached(sql)?.execute(params![
        room,
        to_sql(id.ms),
        to_sql(id.seq),
        author.map(|author| author.id.as_str()),
        author.map(|author| author.nickname.as_str()),
        text,
        draft.nonce.as_ref().map(|nonce| nonce.as_str()),
        kind,
        of.map(|of| to_sql(of.ms)),
        of.map(|of| to_sql(of.seq)),
        emoji,
        re.map(|re| re.ms.cast_signed()),
        re.map(|re| re.seq.cast_signed()),
    ])?;
    Ok(())
}
