//! The processes of a run and the lines between them, and what befalls them.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::{
    sync::{Mutex, MutexGuard, mpsc},
    time::sleep,
};

use crate::{
    chaos::{
        fault::{Fault, Harm, Line, Target},
        plan::{Plan, Store},
        status::Order,
    },
    node::{Node, Setting},
    process::{Process, last_lines},
    proxy::{Link, Sky, Weather},
    redis_server::{Fsync, RedisServer, kill_subscriptions},
};

/// How long a node may take to end when it is asked to. It gives its clients a second.
const DRAIN: Duration = Duration::from_secs(20);

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
    /// Connections that were cut, as told by the links.
    cuts: AtomicUsize,
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
            if let Some(redis) = &redis {
                wires.push(Link::to(redis.address()).await?);
            }
            let name = format!("node-{number}");
            let redis = wires.get(number).map(Link::address);
            let mut node = Node::new(Setting { parlor, folder, name: &name, redis, more: &KEEP })?;
            node.start()?;
            node.ready().await?;
            doors.push(Link::to(node.address()).await?);
            nodes.push(Mutex::new(node));
        }
        let redis = redis.map(Mutex::new);
        Ok(Self { nodes, redis, doors, wires, orders, cuts: AtomicUsize::new(0) })
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

    /// How many connections were cut.
    pub(crate) fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
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

    /// Lets a fault happen, and heals it in its time.
    pub(crate) async fn befall(&self, fault: Fault) -> Result<()> {
        match fault.target {
            Target::Node(number) => self.on_node(number, fault).await,
            Target::Redis => self.on_redis(fault).await,
            Target::Line(line) => {
                self.on_line(line, fault).await;
                Ok(())
            }
            Target::Client(number) => self.on_client(number, fault).await,
        }
        .with_context(|| format!("{:?}", fault.target))
    }

    async fn on_node(&self, number: usize, fault: Fault) -> Result<()> {
        let mut node = self.node(number).await;
        match fault.harm {
            Harm::Stop => return freeze(node.process(), fault.time).await,
            Harm::Kill => node.kill().await?,
            Harm::Terminate => {
                let ended = node.terminate(DRAIN).await;
                sleep(fault.time).await;
                node.start()?;
                return ended;
            }
            harm => bail!("{harm:?} is no harm to a node"),
        }
        sleep(fault.time).await;
        node.start()
    }

    async fn on_redis(&self, fault: Fault) -> Result<()> {
        let mut redis = self.redis().await.context("there is no Redis")?;
        match fault.harm {
            Harm::Stop => return freeze(redis.process(), fault.time).await,
            Harm::KillSubscriptions => {
                // A Redis that has not quite come back has no subscriptions to be killed.
                let _ = kill_subscriptions(redis.address()).await;
                return Ok(());
            }
            Harm::Kill => redis.kill().await?,
            Harm::Terminate => redis.terminate().await?,
            Harm::PowerCut(lost) => redis.cut_power(lost).await?,
            harm => bail!("{harm:?} is no harm to Redis"),
        }
        sleep(fault.time).await;
        redis.start()
    }

    async fn on_line(&self, line: Line, fault: Fault) {
        let link = match line {
            Line::Clients(number) => &self.doors[number],
            Line::Redis(number) => &self.wires[number],
        };
        let spoilt =
            |sky: Sky, subscriptions_only| Weather { sky, subscriptions_only, refusing: false };
        match fault.harm {
            Harm::Cut(which) => {
                self.cuts.fetch_add(link.cut(which), Ordering::Relaxed);
            }
            Harm::Partition => link.set(Weather { refusing: true, ..Weather::default() }),
            Harm::Spoil(sky) => link.set(spoilt(sky, false)),
            Harm::SpoilSubscriptions(sky) => link.set(spoilt(sky, true)),
            _ => {}
        }
        sleep(fault.time).await;
        link.set(Weather::default());
    }

    async fn on_client(&self, number: usize, fault: Fault) -> Result<()> {
        let order = match fault.harm {
            Harm::Crash => Order::Crash(fault.time),
            Harm::Amnesia => Order::Forget(fault.time),
            Harm::Offline => Order::GoOffline(fault.time),
            Harm::Deaf => Order::StopReading(fault.time),
            harm => bail!("{harm:?} is no harm to a client"),
        };
        self.orders[number].send(order).await.context("the client has ended")?;
        sleep(fault.time).await;
        Ok(())
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

async fn freeze(process: Option<&Process>, time: Duration) -> Result<()> {
    let Some(process) = process else { return Ok(()) };
    process.stop()?;
    sleep(time).await;
    process.go_on()
}
