use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::time::sleep;

use super::World;
use crate::{
    chaos::{
        clock::unix_ms,
        fault::{Fault, Harm, Line, Target},
        status::Order,
        trouble::Trouble,
    },
    process::Process,
    proxy::{Weather, Which},
    redis_client::kill_subscriptions,
};

/// How long a node may take to end when it is asked to. It gives its clients a second.
const DRAIN: Duration = Duration::from_secs(20);

impl World {
    /// Lets a fault happen, and heals it in its time.
    pub(crate) async fn befall(&self, fault: Fault) -> Result<()> {
        let from = unix_ms();
        let done = match fault.target {
            Target::Node(number) => self.on_node(number, fault).await,
            Target::Redis => self.on_redis(fault).await,
            Target::Line(line) => self.on_line(line, fault).await,
            Target::Client(number) => self.on_client(number, fault).await,
        };
        let trouble = Trouble::of(&fault, from, unix_ms());
        self.count(|tally| tally.troubles.extend(trouble));
        done.with_context(|| format!("{:?}", fault.target))
    }

    async fn on_node(&self, number: usize, fault: Fault) -> Result<()> {
        let mut node = self.node(number).await;
        let Some(process) = node.process() else { return Ok(()) };
        self.count(|tally| tally.happened(&fault));
        match fault.harm {
            Harm::Stop => return freeze(process, fault.time).await,
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
        let Some(process) = redis.process() else { return Ok(()) };
        if fault.harm == Harm::KillSubscriptions {
            // A Redis that has not quite come back has no subscriptions to be killed.
            if kill_subscriptions(redis.address()).await.is_ok_and(|killed| killed > 0) {
                self.count(|tally| tally.happened(&fault));
            }
            return Ok(());
        }
        self.count(|tally| tally.happened(&fault));
        match fault.harm {
            Harm::Stop => return freeze(process, fault.time).await,
            Harm::Kill => redis.kill().await?,
            Harm::Terminate => redis.terminate().await?,
            Harm::PowerCut(lost) => {
                let taken = redis.cut_power(lost).await?;
                self.count(|tally| tally.lost(&taken));
            }
            harm => bail!("{harm:?} is no harm to Redis"),
        }
        sleep(fault.time).await;
        self.count(|tally| tally.restarts.push(unix_ms()));
        redis.start()
    }

    async fn on_line(&self, line: Line, fault: Fault) -> Result<()> {
        let link = match line {
            Line::Clients(number) => &self.doors[number],
            Line::Redis(number) => &self.wires[number],
        };
        let clear = Weather::default();
        let (weather, which) = match fault.harm {
            Harm::Cut(which) => {
                let cut = link.cut(which);
                self.count(|tally| tally.cut(&fault, cut));
                return Ok(());
            }
            Harm::Partition => (Weather { refusing: true, ..clear }, Which::All),
            Harm::Spoil(sky) => (Weather { sky, ..clear }, Which::All),
            Harm::SpoilSubscriptions(sky) => {
                (Weather { sky, subscriptions_only: true, ..clear }, Which::Subscriptions)
            }
            harm => bail!("{harm:?} is no harm to a line"),
        };
        let before = link.count(which);
        link.set(weather);
        sleep(fault.time).await;
        // Weather over a line that nobody uses is no fault.
        if before + link.count(which) > 0 {
            self.count(|tally| tally.happened(&fault));
        }
        link.set(clear);
        Ok(())
    }

    /// Whether it happens is for the client to say: one that has no connection cannot stop reading.
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
}

async fn freeze(process: &Process, time: Duration) -> Result<()> {
    process.stop()?;
    sleep(time).await;
    process.go_on()
}
