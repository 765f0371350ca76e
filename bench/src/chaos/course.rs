//! What happens in a run, one phase after the other.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::sleep,
};

use crate::{
    chaos::{
        audience::Audience,
        checker::{Kind, Violation},
        client::Actor,
        history::{History, Record},
        plan::{Dialect, Plan},
        reading,
        stamp::Stamp,
        status::{Order, Status},
        world::World,
    },
    redis_server::everything_in_streams,
    socket::Door,
};

/// How long everybody may take to have everything, once nothing is spoilt any more.
const SETTLING: Duration = Duration::from_secs(60);

/// How long everybody must have had everything before it counts.
const CALM: Duration = Duration::from_secs(2);

/// How soon the people of a dead node are gone.
const LEASE: Duration = Duration::from_secs(30);

/// How long notices take on top of that: they are collected for a second, and this program looks now and then.
const SLACK: Duration = Duration::from_secs(4);

/// How many clients are to notice that a node has died.
const OBSERVERS: usize = 4;

/// How often something awaited is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A run on its way.
pub(crate) struct Course<'a> {
    plan: &'a Plan,
    world: Arc<World>,
    /// Ids of people, by their numbers.
    people: Vec<String>,
    statuses: Vec<watch::Receiver<Status>>,
    /// Those that have not gone for good.
    present: Vec<bool>,
    clients: JoinSet<(usize, Record)>,
    start: Instant,
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
        let (mut cookies, mut people) = (Vec::new(), Vec::new());
        for _ in 0..plan.people {
            let (cookie, id) = reading::introduce(address, "hall").await?;
            cookies.push(cookie);
            people.push(id);
        }
        let start = Instant::now();
        let (mut clients, mut statuses) = (JoinSet::new(), Vec::new());
        for (number, (role, orders)) in plan.cast.iter().copied().zip(inboxes).enumerate() {
            let (status, seen) = watch::channel(Status::default());
            statuses.push(seen);
            let door = Door {
                room: plan.rooms[role.room].into(),
                v1: role.dialect == Dialect::V1,
                cookie: Some(cookies[role.person].clone()),
            };
            let (nodes, seed) = (world.doors(), plan.seed);
            let actor = Actor { number, role, door, nodes, orders, status, seed, start };
            clients.spawn(async move { (number, actor.run().await) });
        }
        let present = vec![true; plan.cast.len()];
        let violations = Vec::new();
        Ok(Self { plan, world, people, statuses, present, clients, start, verbose, violations })
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

    /// Lets the faults happen, and waits until all are healed.
    pub(crate) async fn suffer(&mut self) -> Result<()> {
        let mut faults = JoinSet::new();
        for (at, fault) in &self.plan.schedule {
            sleep(at.saturating_sub(self.start.elapsed())).await;
            self.say(&format!("{} ({:?}) for {:.1?}", fault.kind(), fault.target, fault.time));
            let (world, fault) = (self.world.clone(), *fault);
            faults.spawn(async move { world.befall(fault).await });
            self.supervise().await?;
        }
        sleep(self.plan.length.saturating_sub(self.start.elapsed())).await;
        while let Some(done) = faults.join_next().await {
            if let Err(error) = done? {
                self.process(format!("{error:#}"));
            }
        }
        self.supervise().await?;
        if let Err(error) = self.world.ready().await {
            self.process(format!("{error:#}"));
        }
        self.say("all is healed");
        Ok(())
    }

    async fn supervise(&mut self) -> Result<()> {
        for ended in self.world.supervise().await? {
            self.process(ended);
        }
        Ok(())
    }

    /// Lets everybody finish. Returns how long that took.
    pub(crate) async fn settle(&mut self) -> Duration {
        self.world.tell_all(Order::Finish).await;
        let took = self.until_settled().await;
        self.say("everybody has everything");
        took
    }

    async fn until_settled(&mut self) -> Duration {
        let began = Instant::now();
        let mut calm_since = Instant::now();
        loop {
            let unsettled = self.audience().unsettled();
            if !unsettled.is_empty() {
                calm_since = Instant::now();
            } else if calm_since.elapsed() >= CALM {
                break;
            }
            if began.elapsed() > SETTLING {
                self.violations.extend(unsettled);
                break;
            }
            sleep(LOOK).await;
        }
        calm_since - began
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
        let (store, people) = (self.plan.store, self.people.clone());
        Ok(History { store, people, clients: Vec::new(), logs, kept })
    }

    /// Waits until everybody sees who is there, and nobody else.
    pub(crate) async fn look_around(&mut self) {
        let began = Instant::now();
        self.until_nobody_is_mistaken(LEASE + SLACK).await;
        self.say(&format!("everybody sees who is there, after {:.1?}", began.elapsed()));
    }

    /// Kills a node for good. Returns how long its people were still shown.
    pub(crate) async fn lose_a_node(&mut self) -> Result<Duration> {
        self.spread().await;
        let lost = self.audience().fullest_node();
        for client in self.audience().on(lost) {
            self.world.tell(client, Order::StayAway).await;
            self.present[client] = false;
        }
        // Time for the orders to be read: whoever is quicker to come back than to read them would stay.
        sleep(LOOK).await;
        self.world.node(lost).await.kill().await?;
        self.say(&format!("node {lost} is killed for good"));
        let began = Instant::now();
        self.until_nobody_is_mistaken(LEASE + SLACK).await;
        self.say(&format!("its people are gone after {:.1?}", began.elapsed()));
        Ok(began.elapsed())
    }

    /// Sees to it that there is somebody on another node to notice what happens to one.
    async fn spread(&mut self) {
        let fullest = self.audience().fullest_node();
        if self.audience().observers_of(fullest) < OBSERVERS {
            for client in self.audience().on(fullest).into_iter().step_by(2) {
                self.world.tell(client, Order::GoOffline(Duration::ZERO)).await;
            }
            sleep(LOOK).await;
            self.until_settled().await;
        }
    }

    async fn until_nobody_is_mistaken(&mut self, patience: Duration) {
        let began = Instant::now();
        loop {
            let mistaken = self.audience().mistaken();
            if mistaken.is_empty() {
                return;
            }
            if began.elapsed() > patience {
                self.violations.extend(mistaken);
                return;
            }
            sleep(LOOK).await;
        }
    }

    fn audience(&self) -> Audience<'_> {
        let clients = self.statuses.iter().zip(&self.present);
        let clients = clients.map(|(status, here)| here.then(|| status.borrow().clone()));
        Audience { plan: self.plan, people: &self.people, clients: clients.collect() }
    }

    /// Sends everybody home and collects their records.
    pub(crate) async fn end(mut self, history: &mut History) -> Result<(Vec<Violation>, usize)> {
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
        Ok((self.violations, self.world.cuts()))
    }
}
