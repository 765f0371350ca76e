//! How fast everybody is back after the servers have crashed.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::speed::{
    Amount,
    cluster::Cluster,
    guest::{Guest, Position},
    table::{Table, Times},
    usage::Usage,
};

/// How many are in a room together.
const IN_A_ROOM: usize = 50;

/// Milliseconds of the longest first wait of our own page before it comes back, and of the longest of all.
const WAIT: (u64, u64) = (1000, 20_000);

/// How long everybody may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many enter at a time before the storm, which is not what is measured.
const ENTERING: usize = 50;

/// Everybody enters, every node is killed and started again, everybody comes back to where they were.
pub(super) async fn measure(
    cluster: &mut Cluster,
    amount: Amount,
    table: &mut Table,
) -> Result<()> {
    let gate = Arc::new(Semaphore::new(ENTERING));
    let mut crowd = JoinSet::new();
    for number in 0..amount.crowd {
        let (address, gate) = (cluster.any(number), gate.clone());
        crowd.spawn(async move {
            let _turn = gate.acquire().await?;
            let room = format!("storm-{}", number / IN_A_ROOM);
            let mut guest = Guest::open(address, &room).await?;
            let (welcomed, welcome) = guest.hello(None).await?;
            guest = welcomed;
            let since = guest.say(format!("{number} is here")).await?;
            let position = Position { since, epoch: welcome.epoch };
            anyhow::Ok(Visitor { address, room, guest, position })
        });
    }
    let mut visitors = Vec::new();
    while let Some(visitor) = crowd.join_next().await {
        visitors.push(visitor??);
    }
    let mut back = JoinSet::new();
    for visitor in visitors {
        back.spawn(visitor.come_back());
    }
    cluster.crash().await?;
    let crashed = Instant::now();
    let usage = Usage::begin(&cluster.ids());
    let mut times = Vec::new();
    let everybody = async {
        while let Some(moment) = back.join_next().await {
            times.push(moment??.saturating_duration_since(crashed));
        }
        anyhow::Ok(())
    };
    let in_time = timeout(PATIENCE, everybody).await;
    ensure!(!matches!(in_time, Ok(Err(_))), "somebody was refused: {in_time:?}");
    let count = times.len();
    let times: Times = times.into_iter().collect();
    let part = |per_mille| times.quantile(per_mille).as_secs_f64();
    let what = format!("{} clients resume after kill -9 and restart", amount.crowd);
    let figure =
        format!("{count} back; 95 % after {:.1} s, all after {:.1} s", part(950), part(1000));
    table.add(what, cluster.name(), figure, &usage);
    Ok(())
}

/// Somebody who stays.
#[derive(Debug)]
struct Visitor {
    address: SocketAddr,
    room: String,
    guest: Guest,
    position: Position,
}

impl Visitor {
    /// Stays until the connection ends, and comes back. Returns when that was.
    async fn come_back(mut self) -> Result<Instant> {
        while self.guest.frame().await.is_ok() {}
        let (first, most) = WAIT;
        let mut longest = first;
        loop {
            sleep(Duration::from_millis(rand::random_range(0..=longest))).await;
            longest = (longest * 2).min(most);
            let Ok(guest) = Guest::open(self.address, &self.room).await else { continue };
            if let Ok((guest, welcome)) = guest.hello(Some(&self.position)).await {
                ensure!(!welcome.reset, "somebody had to begin anew");
                // It stays open, for the load of a full house is part of the storm.
                self.guest = guest;
                let moment = Instant::now();
                tokio::spawn(async move { while self.guest.frame().await.is_ok() {} });
                return Ok(moment);
            }
        }
    }
}
