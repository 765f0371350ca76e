//! What was said: each room's log.
//!
//! A log gives every entry, a message or a change to one, its id and its place, once, and keeps it. Three back ends stand behind one handle, [`Log`]:
//! an embedded SQLite file, Redis Streams for several nodes, and memory for rooms that forget.
//!
//! * [`Log`]: append, and read from it; [`Draft`], [`What`], [`Appended`], [`Entry`], [`Page`], [`Sequel`], [`Tail`], [`Epoch`]
//! * [`Retention`]: how much is kept; [`Health`]: how the log is doing
//! * [`Window`]: what one node knows of one room's log, in order and without holes; no I/O
//! * [`LogError`], [`Refusal`], [`OpenError`]
//!
//! What changes a message is an entry of its own and stands after it, so that whoever reads on is told of it. Pages show messages
//! as they are now. A message that is deleted is gone from the log with its edits; that it is deleted stands there.
//!
//! # In Redis
//!
//! Needs Redis 6.2, better 7.0; not Redis Cluster. With the prefix `parlor`, and for a room `lobby`:
//!
//! | key | type | holds | expires |
//! | --- | --- | --- | --- |
//! | `parlor:log` | hash | `epoch`, the `run_id` of the server's start that it was last seen on, and, on itself but not on its replicas, whether it was `durable` then | never |
//! | `parlor:log:{lobby}` | stream | an entry a message: `text`, and if it has them `author`, `nickname`, `nonce`, `re`; and an entry a change: `of`, `author`, `nickname`, `nonce`, and `text` when the message is edited, `emoji` and `on` when it is reacted to, or nothing more when it is deleted | when nobody has spoken for as long as messages are kept |
//! | `parlor:log:{lobby}:changes` | hash | for the id of a message that has changed, how, as JSON of at most 64 KiB; for the id of an entry that is deleted, `gone` | with the stream |
//! | `parlor:log:{lobby}:said:HASH` | string | the id that the message of an author and nonce got | after 24 hours |
//! | `parlor:log:{lobby}:lease` | string | the node that speaks for foreign messages | after some seconds |
//!
//! A room whose name is not ASCII stands as `{~HASH}`: `~` and the first 32 hexadecimal digits of the name's SHA-256. With
//! several servers each has a `parlor:log` of its own, and a room is on the one that the SHA-256 of its name picks.
//!
//! A new epoch begins when a server was started again that had not run with `appendonly yes` and `appendfsync always`, when a replica took
//! over, and when `parlor:log` is gone. A room whose stream alone is gone, evicted or deleted, goes on in the same epoch:
//! other rooms have lost nothing, and whoever stands in this one finds that their place is not there.
//!
//! # In SQLite
//!
//! One file with its write-ahead log beside it (`-wal`, `-shm`). An entry is acknowledged when it is committed and synced.
//! Whatever waits meanwhile is committed together. What is deleted is overwritten with zeros, in the file itself as soon as the
//! write-ahead log is emptied into it.

mod clock;
mod entry;
mod error;
mod health;
mod log;
mod memory;
mod page;
mod record;
mod refusal;
mod retention;
mod sqlite;
mod streams;
mod window;

#[doc(hidden)]
pub use clock::Clock;
pub use entry::{Appended, Draft, Entry, What};
pub use error::{LogError, OpenError};
pub use health::Health;
pub use log::Log;
pub use page::{Epoch, Page, Sequel, Tail};
pub use refusal::Refusal;
pub use retention::Retention;
pub use window::{Filled, Replay, Want, Window};
