//! How fast somebody who comes back has what they missed.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::speed::{
    Amount,
    cluster::Cluster,
    guest::{Guest, Position},
    table::{Table, Times},
    usage::Usage,
};

/// As much as may be missed without beginning anew.
const MISSED: usize = 300;

/// One after the other, each from the same position.
pub(super) async fn measure(cluster: &Cluster, amount: Amount, table: &mut Table) -> Result<()> {
    let guest = Guest::open(cluster.first(), "resume").await?;
    let (mut guest, welcome) = guest.hello(None).await?;
    let since = guest.say("before".into()).await?;
    for number in 0..MISSED {
        guest.say(format!("{number}: {}", "words ".repeat(15))).await?;
    }
    let position = Position { since, epoch: welcome.epoch };
    let usage = Usage::begin(&cluster.ids());
    let mut times = Vec::new();
    for _ in 0..amount.resumes {
        let back = Guest::open(cluster.last(), "resume").await?;
        let began = Instant::now();
        let (_, welcome) = back.hello(Some(&position)).await?;
        times.push(began.elapsed());
        ensure!(!welcome.reset && welcome.messages.len() == MISSED, "not what was missed");
    }
    let times: Times = times.into_iter().collect();
    let what = format!("hello to welcome with {MISSED} missed messages of 100 bytes");
    table.add(what, cluster.name(), times.summary(), &usage);
    Ok(())
}
