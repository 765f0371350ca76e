//! What happens in a run, one phase after the other: a storm of faults, and then, in the calm, what must be true of
//! everybody.

mod calm;
mod presence;
mod restart;
mod storm;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    chaos::{
        audience::Audience,
        badge::Badge,
        checker::{Kind, Violation},
        client::Actor,
        clock::unix_ms,
        history::{History, Record},
        plan::{Dialect, Plan},
        program::Program,
        reading,
        stamp::Stamp,
        status::{Order, Status},
        tally::Tally,
        world::World,
    },
    redis_client::everything_in_streams,
    socket::Door,
    wire::Who,
};

/// How often something awaited is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// How late it may be seen that something is in time: clients tell of themselves ten times a second, this program looks as
/// often, and all share a machine.
const SLACK: Duration = Duration::from_secs(1);

/// A run on its way.
pub(crate) struct Course<'a> {
    plan: &'a Plan,
    world: Arc<World>,
    /// The ids of people, by their numbers.
    ids: Vec<String>,
    badges: Vec<Badge>,
    statuses: Vec<watch::Receiver<Status>>,
    /// Those that have not gone for good.
    present: Vec<bool>,
    clients: JoinSet<(usize, Record)>,
    /// With Redis alone: others have no way into a group.
    program: Option<Program>,
    start: Instant,
    /// When that was, in milliseconds since 1970.
    began: u64,
    /// When everybody had everything after the storm, in milliseconds since the start.
    calm: u64,
    verbose: bool,
    violations: Vec<Violation>,
}

impl<'a> Course<'a> {
    /// Makes the people known to the server, and lets the clients loose.
    pub(crate) async fn begin(
        plan: &'a Plan,
        world: Arc<World>,
        inboxes: Vec<mpsc::Receiver<Order>>,
        verbose: bool,
    ) -> Result<Self> {
        let address = world.node(0).await.address();
        let (mut cookies, mut ids, mut badges) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..plan.people {
            let (cookie, you) = reading::introduce(address, "hall").await?;
            cookies.push(cookie);
            ids.push(you.id);
            badges.push(Badge::new(you.nickname));
        }
        let (start, began) = (Instant::now(), unix_ms());
        let (mut clients, mut statuses) = (JoinSet::new(), Vec::new());
        for (number, (role, orders)) in plan.cast.iter().copied().zip(inboxes).enumerate() {
            let (status, seen) = watch::channel(Status::default());
            statuses.push(seen);
            let door = Door {
                room: plan.rooms[role.room].into(),
                v1: role.dialect == Dialect::V1,
                cookie: Some(cookies[role.person].clone()),
            };
            let (badge, nodes, seed) = (badges[role.person].clone(), world.doors(), plan.seed);
            let actor = Actor { number, role, door, badge, nodes, orders, status, seed, start };
            clients.spawn(async move { (number, actor.run().await) });
        }
        let program = world.redis().await.map(|redis| Program::new(plan, redis.address(), start));
        let (present, calm, violations) = (vec![true; plan.cast.len()], 0, Vec::new());
        Ok(Self {
            plan,
            world,
            ids,
            badges,
            statuses,
            present,
            clients,
            program,
            start,
            began,
            calm,
            verbose,
            violations,
        })
    }

    fn say(&self, words: &str) {
        if self.verbose {
            eprintln!("[{:7.2} s] {words}", self.start.elapsed().as_secs_f64());
        }
    }

    fn process(&mut self, detail: String) {
        self.say(&detail);
        self.violations.push(Violation::new(Kind::Process, "a process", detail));
    }

    fn audience(&self) -> Audience<'_> {
        let clients = self.statuses.iter().zip(&self.present);
        let clients = clients.map(|(status, here)| here.then(|| status.borrow().clone()));
        let people = self.ids.iter().zip(&self.badges);
        let people = people.map(|(id, badge)| Who { id: id.clone(), nickname: badge.worn() });
        Audience { plan: self.plan, people: people.collect(), clients: clients.collect() }
    }

    /// Reads every room, and what Redis has, when all is over.
    pub(crate) async fn read(&self) -> Result<History> {
        let address = self.world.node(0).await.address();
        let mut logs = Vec::new();
        for room in &self.plan.rooms {
            logs.push(reading::read(address, room).await?);
        }
        let kept = match self.world.redis().await {
            Some(redis) => {
                let values = everything_in_streams(redis.address()).await?;
                Some(values.iter().filter_map(|value| Stamp::find(value)).collect())
            }
            None => None,
        };
        let Tally { taken, undone, restarts, troubles, .. } = self.world.tally();
        let posts = self.program.as_ref().map_or_else(Vec::new, |program| program.posts().to_vec());
        Ok(History {
            store: self.plan.store,
            people: self.ids.clone(),
            clients: Vec::new(),
            logs,
            kept,
            taken,
            undone,
            restarts,
            troubles,
            posts,
            began: self.began,
            calm: self.calm,
        })
    }

    /// Sends everybody home, collects their records, and looks through what the nodes have written.
    pub(crate) async fn end(mut self, history: &mut History) -> Result<(Vec<Violation>, Tally)> {
        self.supervise().await?;
        self.world.tell_all(Order::Leave).await;
        let mut records = BTreeMap::new();
        while let Some(client) = self.clients.join_next().await {
            let (number, record) = client.context("a client failed")?;
            records.insert(number, record);
        }
        history.clients = records.into_values().collect();
        for number in 0..self.plan.nodes {
            self.world.node(number).await.kill().await?;
        }
        for panic in self.world.panics().await {
            self.process(panic);
        }
        Ok((self.violations, self.world.tally()))
    }
}
