//! The servers that are measured, with nothing in between.

use std::{net::SocketAddr, path::Path};

use anyhow::Result;
use tempfile::TempDir;

use crate::{
    node::{Node, Setting},
    redis_server::{Fsync, RedisServer},
};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One node with its file.
    Embedded,
    /// Two nodes that share a Redis.
    Redis,
}

/// Servers that run.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) kind: Kind,
    nodes: Vec<Node>,
    redis: Option<RedisServer>,
    // Last, so that the servers are gone before their files.
    _folder: TempDir,
}

impl Cluster {
    /// Starts it.
    pub(super) async fn start(parlor: &Path, kind: Kind) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("parlor-speed-").tempdir()?;
        let redis = match kind {
            Kind::Embedded => None,
            Kind::Redis => {
                let mut redis = RedisServer::new(folder.path(), Fsync::EverySecond)?;
                redis.start()?;
                redis.ready().await?;
                Some(redis)
            }
        };
        let names: &[&str] = if kind == Kind::Redis { &["node-0", "node-1"] } else { &["node-0"] };
        let mut nodes = Vec::new();
        for &name in names {
            let redis = redis.as_ref().map(RedisServer::address);
            let mut node =
                Node::new(Setting { parlor, folder: folder.path(), name, redis, more: &[] })?;
            node.start()?;
            node.ready().await?;
            nodes.push(node);
        }
        Ok(Self { kind, nodes, redis, _folder: folder })
    }

    /// What it is called in the table.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Embedded => "SQLite, 1 node",
            Kind::Redis => "Redis (everysec), 2 nodes",
        }
    }

    /// Where the first node is.
    pub(super) fn first(&self) -> SocketAddr {
        self.nodes[0].address()
    }

    /// Where the last node is: another one than the first, if there are two.
    pub(super) fn last(&self) -> SocketAddr {
        self.nodes[self.nodes.len() - 1].address()
    }

    /// The address of a node for each number, round and round.
    pub(super) fn any(&self, number: usize) -> SocketAddr {
        self.nodes[number % self.nodes.len()].address()
    }

    /// The processes.
    pub(super) fn ids(&self) -> Vec<u32> {
        let nodes = self.nodes.iter().filter_map(Node::process);
        let redis = self.redis.iter().filter_map(RedisServer::process);
        nodes.chain(redis).map(crate::process::Process::id).collect()
    }

    /// `kill -9` for every node, and a start at once.
    pub(super) async fn crash(&mut self) -> Result<()> {
        for node in &mut self.nodes {
            node.kill().await?;
            node.start()?;
        }
        Ok(())
    }

    /// Ends everything.
    pub(super) async fn end(mut self) -> Result<()> {
        for node in &mut self.nodes {
            node.kill().await?;
        }
        match &mut self.redis {
            Some(redis) => redis.kill().await,
            None => Ok(()),
        }
    }
}
