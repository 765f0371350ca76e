//! The three back ends, as tests of what all of them promise see them.

#![allow(unreachable_pub, reason = "it is a library to its test binaries")]

use std::ops::Deref;

use room_log::{Log, Retention};
use tempfile::TempDir;

use crate::redis::RedisServer;
use crate::support::healthy;

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Memory,
    Sqlite,
    Redis,
}

/// A log, and what it stands on.
pub struct Subject {
    pub log: Log,
    _folder: Option<TempDir>,
    _servers: Vec<RedisServer>,
}

impl Deref for Subject {
    type Target = Log;

    fn deref(&self) -> &Log {
        &self.log
    }
}

impl Subject {
    pub async fn new(kind: Kind) -> Self {
        Self::with(kind, Retention::default()).await
    }

    pub async fn with(kind: Kind, retention: Retention) -> Self {
        match kind {
            Kind::Memory => {
                Self { log: Log::memory(retention), _folder: None, _servers: Vec::new() }
            }
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let log = Log::sqlite(&folder.path().join("log"), retention).unwrap();
                Self { log, _folder: Some(folder), _servers: Vec::new() }
            }
            Kind::Redis => {
                let servers = vec![RedisServer::start().await, RedisServer::start().await];
                let urls: Vec<_> = servers.iter().map(RedisServer::url).collect();
                let log = Log::redis(&urls, "parlor", retention).unwrap();
                healthy(&log, |health| health.available).await;
                Self { log, _folder: None, _servers: servers }
            }
        }
    }
}

/// Each promise is a test of each back end.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {
        mod memory { $(#[tokio::test] async fn $promise() { super::$promise(super::Kind::Memory).await; })* }
        mod sqlite { $(#[tokio::test] async fn $promise() { super::$promise(super::Kind::Sqlite).await; })* }
        mod redis_streams { $(#[tokio::test] async fn $promise() { super::$promise(super::Kind::Redis).await; })* }
    };
}

pub(crate) use promises;
