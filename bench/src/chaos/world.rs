//! The processes of a run and the lines between them, and what befalls them.

mod befall;

use std::{
    path::Path,
    sync::{Mutex as Lock, PoisonError},
};

use anyhow::Result;
use tokio::sync::{Mutex, MutexGuard, mpsc};

use crate::{
    chaos::{
        plan::{Plan, Store},
        status::Order,
        tally::Tally,
    },
    dice::Dice,
    node::{Node, Setting},
    process::{last_lines, lines_with},
    proxy::{Link, Sky, Weather},
    redis_server::{Fsync, RedisServer},
};

/// What Rust writes when a thread panics. Nobody says this in a room, and servers do not log what is said there.
const PANIC: &str = "panicked at";

/// Orders that may wait for a client; one comes every few seconds at most.
pub(crate) const ORDERS: usize = 16;

/// A log that is cut off at its beginning could not be compared with what was shown.
const KEEP: [&str; 1] = ["--keep-messages=1000000"];

/// A cluster, and the ways to it.
#[derive(Debug)]
pub(crate) struct World {
    nodes: Vec<Mutex<Node>>,
    redis: Option<Mutex<RedisServer>>,
    /// In front of each node.
    doors: Vec<Link>,
    /// From each node to Redis.
    wires: Vec<Link>,
    /// To the clients.
    orders: Vec<mpsc::Sender<Order>>,
    tally: Lock<Tally>,
}

impl World {
    /// Starts everything, and waits until it is ready.
    pub(crate) async fn start(
        plan: &Plan,
        parlor: &Path,
        folder: &Path,
        orders: Vec<mpsc::Sender<Order>>,
    ) -> Result<Self> {
        let redis = start_redis(plan.store, folder).await?;
        let (mut nodes, mut doors, mut wires) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..plan.nodes {
            let dice = |what| Dice::new(plan.seed, &format!("the {what} of node {number}"));
            if let Some(redis) = &redis {
                wires.push(Link::to(redis.address(), dice("wire")).await?);
            }
            let name = format!("node-{number}");
            let redis = wires.get(number).map(Link::address);
            let mut node = Node::new(Setting { parlor, folder, name: &name, redis, more: &KEEP })?;
            node.start()?;
            node.ready().await?;
            doors.push(Link::to(node.address(), dice("door")).await?);
            nodes.push(Mutex::new(node));
        }
        let redis = redis.map(Mutex::new);
        Ok(Self { nodes, redis, doors, wires, orders, tally: Lock::default() })
    }

    /// The ways to the nodes, through the proxies.
    pub(crate) fn doors(&self) -> Vec<std::net::SocketAddr> {
        self.doors.iter().map(Link::address).collect()
    }

    /// A node, once nothing else is done to it.
    pub(crate) async fn node(&self, number: usize) -> MutexGuard<'_, Node> {
        self.nodes[number].lock().await
    }

    /// Redis, once nothing else is done to it.
    pub(crate) async fn redis(&self) -> Option<MutexGuard<'_, RedisServer>> {
        match &self.redis {
            Some(redis) => Some(redis.lock().await),
            None => None,
        }
    }

    /// What has happened so far.
    pub(crate) fn tally(&self) -> Tally {
        self.count(|tally| tally.clone())
    }

    fn count<T>(&self, count: impl FnOnce(&mut Tally) -> T) -> T {
        count(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a node deaf to what Redis publishes, without a sign of it, or has it hear again.
    pub(crate) fn set_deaf(&self, node: usize, deaf: bool) {
        if let Some(wire) = self.wires.get(node) {
            let sky = if deaf { Sky::Muted } else { Sky::Clear };
            wire.set(Weather { sky, ..Weather::default() });
        }
    }

    /// What the nodes have written about panics, in all their lives.
    pub(crate) async fn panics(&self) -> Vec<String> {
        let mut panics = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let lines = lines_with(&node.lock().await.log(), PANIC);
            panics.extend(lines.into_iter().map(|line| format!("node {number}: {line}")));
        }
        panics
    }

    /// Waits until everything is up.
    pub(crate) async fn ready(&self) -> Result<()> {
        if let Some(redis) = self.redis().await {
            redis.ready().await?;
        }
        for node in &self.nodes {
            node.lock().await.ready().await?;
        }
        Ok(())
    }

    /// Starts again what has ended without being asked to; says what that was.
    pub(crate) async fn supervise(&self) -> Result<Vec<String>> {
        let mut ended = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            // A node that something is done to just now is looked at next time.
            let Ok(mut node) = node.try_lock() else { continue };
            if let Some(status) = node.ended() {
                let log = last_lines(&node.log(), 5);
                ended.push(format!("node {number} ended by itself with {status}: {log}"));
                node.start()?;
            }
        }
        Ok(ended)
    }

    /// Tells every client something.
    pub(crate) async fn tell_all(&self, order: Order) {
        for orders in &self.orders {
            // One that has ended needs no orders.
            let _ = orders.send(order).await;
        }
    }

    /// Tells one client something.
    pub(crate) async fn tell(&self, client: usize, order: Order) {
        let _ = self.orders[client].send(order).await;
    }
}

async fn start_redis(store: Store, folder: &Path) -> Result<Option<RedisServer>> {
    let fsync = match store {
        Store::Sqlite => return Ok(None),
        Store::RedisAlways => Fsync::Always,
        Store::RedisEverysec => Fsync::EverySecond,
    };
    let mut redis = RedisServer::new(folder, fsync)?;
    redis.start()?;
    redis.ready().await?;
    Ok(Some(redis))
}
