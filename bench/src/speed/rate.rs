//! How many messages a second are acknowledged.

use std::time::Instant;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::speed::{Amount, cluster::Cluster, guest::Guest, table::Table, usage::Usage};

/// How many say one thing after the other, each as soon as the one before is acknowledged.
const SPEAKERS: usize = 100;

/// Everybody speaks as fast as they can, spread over some rooms and all nodes.
pub(super) async fn measure(
    cluster: &Cluster,
    rooms: usize,
    amount: Amount,
    table: &mut Table,
) -> Result<()> {
    let mut guests = Vec::new();
    for number in 0..SPEAKERS {
        let room = format!("rate-{rooms}-{}", number % rooms);
        guests.push(Guest::enter(cluster.any(number), &room).await?);
    }
    let usage = Usage::begin(&cluster.ids());
    let start = Instant::now();
    let mut speakers = JoinSet::new();
    for mut guest in guests {
        speakers.spawn(async move {
            let mut count = 0_u32;
            while start.elapsed() < amount.time {
                guest.say(format!("message {count} of somebody in a hurry")).await?;
                count += 1;
            }
            anyhow::Ok(count)
        });
    }
    let mut count = 0;
    while let Some(spoken) = speakers.join_next().await {
        count += spoken??;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    let listeners = (SPEAKERS / rooms) as f64;
    let rooms = if rooms == 1 { "one room".into() } else { format!("{rooms} rooms") };
    let what = format!("acknowledged, {SPEAKERS} connections one at a time, {rooms}");
    let figure = format!("{rate:.0} messages/s, {:.0} deliveries/s", rate * listeners);
    table.add(what, cluster.name(), figure, &usage);
    Ok(())
}
