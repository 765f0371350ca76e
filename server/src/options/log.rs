use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use room_log::{Log, Retention};

/// What the keys of the logs in Redis begin with. The layer has a prefix of its own, since it shares its names with Django.
const PREFIX: &str = "parlor";

/// The name of the SQLite file in the data directory.
const FILE: &str = "parlor.db";

/// Where what was said is kept, and how long.
#[derive(Clone, Debug, Args)]
pub(crate) struct LogOptions {
    /// Where the rooms' messages live: `sqlite` in a file of the data directory, `redis` for several servers, `memory` for
    /// rooms that forget on restart [default: `redis` with --redis, otherwise `sqlite`]
    #[arg(long, env = "PARLOR_LOG", value_enum)]
    log: Option<Kind>,

    /// Messages, and changes to messages, that a room keeps at least; some more may be kept for a while
    #[arg(long, env = "PARLOR_KEEP_MESSAGES", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    keep_messages: u32,

    /// Days after which a message is forgotten
    #[arg(long, env = "PARLOR_KEEP_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    keep_days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Sqlite,
    Memory,
    Redis,
}

impl LogOptions {
    /// Opens the log; one in Redis connects in the background, and keeps trying.
    pub(crate) fn build(&self, redis: &[String], data: &Path) -> anyhow::Result<Log> {
        let retention = Retention {
            messages: self.keep_messages as usize,
            age: Duration::from_secs(u64::from(self.keep_days) * 24 * 60 * 60),
        };
        let kind = self.log.unwrap_or(if redis.is_empty() { Kind::Sqlite } else { Kind::Redis });
        match kind {
            Kind::Memory => Ok(Log::memory(retention)),
            Kind::Sqlite => Ok(Log::sqlite(&file_in(data)?, retention)?),
            Kind::Redis if redis.is_empty() => Err(anyhow!("--log redis needs --redis URL")),
            Kind::Redis => Ok(Log::redis(redis, PREFIX, retention)?),
        }
    }
}

fn file_in(data: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("the data directory {} cannot be made", data.display()))?;
    Ok(data.join(FILE))
}
