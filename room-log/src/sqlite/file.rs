use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::{Epoch, OpenError};

/// How long to wait for another process that has the file.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Says in the file whose it is: "Prlr".
const APPLICATION: i64 = 0x5072_6c72;

/// The version of the tables: how many of the steps have been taken.
const VERSION: i64 = STEPS.len() as i64;

/// What makes an empty file a log, and one of an older version a newer one.
const STEPS: [&str; 2] = [TABLES, CHANGES];

/// Up to this size a file is looked through from end to end before it is used, which takes about a second.
const CHECKED_BYTES: u64 = 256 * 1024 * 1024;

/// Messages lie in the order in which they are read. `trimmed` remembers the nonces of messages that had to go while
/// their authors may still try again.
const TABLES: &str = "
    CREATE TABLE log (epoch TEXT NOT NULL) STRICT;
    CREATE TABLE rooms (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        first_ms INTEGER NOT NULL, first_seq INTEGER NOT NULL,
        last_ms INTEGER NOT NULL, last_seq INTEGER NOT NULL,
        messages INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE messages (
        room INTEGER NOT NULL, ms INTEGER NOT NULL, seq INTEGER NOT NULL,
        author TEXT, nickname TEXT, text TEXT NOT NULL, nonce TEXT,
        PRIMARY KEY (room, ms, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX said ON messages (room, ifnull(author, ''), nonce) WHERE nonce IS NOT NULL;
    CREATE TABLE trimmed (
        room INTEGER NOT NULL, author TEXT NOT NULL, nonce TEXT NOT NULL,
        ms INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (room, author, nonce)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trimmed_by_age ON trimmed (ms);
    CREATE TABLE leases (room TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE probe (id INTEGER PRIMARY KEY, space BLOB NOT NULL) STRICT;
";

/// Changes lie among the messages. `kind` says what a row is, and nothing of a message; of a message that is deleted, and of
/// its changes, a row of the kind `gone` is left.
const CHANGES: &str = "
    ALTER TABLE messages ADD COLUMN kind TEXT;
    ALTER TABLE messages ADD COLUMN of_ms INTEGER;
    ALTER TABLE messages ADD COLUMN of_seq INTEGER;
    ALTER TABLE messages ADD COLUMN emoji TEXT;
    ALTER TABLE messages ADD COLUMN re_ms INTEGER;
    ALTER TABLE messages ADD COLUMN re_seq INTEGER;
    CREATE INDEX changes ON messages (room, of_ms, of_seq) WHERE of_ms IS NOT NULL;
";

/// Opens the file to write to it, after a look whether it is ours and sound.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    let refuse = |reason: String| OpenError(format!("the log {}: {reason}", path.display()));
    let failed = |error: rusqlite::Error| refuse(advice(&error));
    let mut db = connect(path).map_err(failed)?;
    // Even closing a file can change it: until it is known to be ours, what a write-ahead log has waits there.
    let keep_wal = |keep| db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    keep_wal(has_wal(path)).map_err(failed)?;
    inspect(&db, path).map_err(|strange| match strange {
        Strange::Failed(error) => failed(error),
        Strange::Is(reason) => refuse(reason),
    })?;
    keep_wal(false).map_err(failed)?;
    prepare(&mut db).map_err(failed)?;
    Ok(db)
}

fn has_wal(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    fs::metadata(wal).is_ok_and(|file| file.len() > 0)
}

/// A connection as all of them are. Paths are taken as they are, not as URIs.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(PATIENCE)?;
    Ok(db)
}

/// Why a file is not to be touched.
enum Strange {
    Is(String),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Strange {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error)
    }
}

fn inspect(db: &Connection, path: &Path) -> Result<(), Strange> {
    let version = number(db, "PRAGMA user_version")?;
    let is_empty = number(db, "SELECT count(*) FROM sqlite_schema")? == 0;
    if !is_empty && number(db, "PRAGMA application_id")? != APPLICATION {
        return Err(Strange::Is(
            "it is the database of another program. Nothing was changed; name another file".into(),
        ));
    }
    if version > VERSION {
        return Err(Strange::Is(format!(
            "a newer Parlor has written it (version {version}, this one knows {VERSION}). Nothing was changed; \
             start the newer Parlor, or move the file away to begin a new log"
        )));
    }
    let size = fs::metadata(path).map_or(0, |file| file.len());
    if !is_empty && size <= CHECKED_BYTES {
        let finding: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if finding != "ok" {
            return Err(Strange::Is(damaged(&finding)));
        }
    }
    Ok(())
}

/// Sets how the file is written, and makes the tables that are missing.
fn prepare(db: &mut Connection) -> rusqlite::Result<()> {
    // Only has an effect in an empty file: free pages can be given back a few at a time.
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    // What is committed is on the disk, even if the power fails the moment after.
    db.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten.
    db.pragma_update(None, "secure_delete", true)?;
    // The write-ahead log does not keep the length it once had in a rush.
    db.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    db.set_prepared_statement_cache_capacity(32);
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let version = number(&tx, "PRAGMA user_version")?;
    let taken = usize::try_from(version).unwrap_or_default();
    for step in STEPS.iter().skip(taken) {
        tx.execute_batch(step)?;
    }
    if version == 0 {
        tx.execute("INSERT INTO log (epoch) VALUES (?1)", [Epoch::fresh().as_str()])?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
    }
    if version < VERSION {
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    tx.commit()
}

pub(super) fn number(db: &Connection, sql: &str) -> rusqlite::Result<i64> {
    db.query_row(sql, [], |row| row.get(0))
}

/// What an operator can do about it.
fn advice(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, ReadOnly,
    };
    match error.sqlite_error_code() {
        Some(NotADatabase | DatabaseCorrupt) => damaged(&error.to_string()),
        Some(CannotOpen | ReadOnly) => format!(
            "it cannot be opened for writing ({error}). The folder must exist, and this user must be allowed to write \
             to it and to the file"
        ),
        Some(DatabaseBusy | DatabaseLocked) => {
            format!("another process does not let go of it ({error}). End that process")
        }
        Some(DiskFull) => format!("there is no space on its disk ({error})"),
        _ => error.to_string(),
    }
}

fn damaged(finding: &str) -> String {
    format!(
        "it is damaged, or no database at all ({finding}). Nothing was changed; move the file away to begin a new log, or \
         put a sound copy in its place, together with its -wal file if there is one"
    )
}
