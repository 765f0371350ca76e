//! From saying something to somebody else seeing it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::speed::{
    Amount,
    cluster::Cluster,
    guest::Guest,
    table::{Table, Times},
    usage::Usage,
};

/// How many people speak, each ten times a second.
const SPEAKERS: usize = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// Speakers on the first node, a reader on the last.
pub(super) async fn measure(cluster: &Cluster, amount: Amount, table: &mut Table) -> Result<()> {
    let reader = Guest::enter(cluster.last(), "latency").await?;
    let each = usize::try_from(amount.time.as_millis() / PAUSE.as_millis())?;
    let start = Arc::new(Instant::now());
    let usage = Usage::begin(&cluster.ids());
    let mut speakers = JoinSet::new();
    for number in 0..SPEAKERS {
        let guest = Guest::enter(cluster.first(), "latency").await?;
        let start = start.clone();
        speakers.spawn(async move {
            sleep(PAUSE / 10 * u32::try_from(number)?).await;
            speak(guest, &start, each).await
        });
    }
    let times = read(reader, &start, each * SPEAKERS).await?;
    while let Some(spoken) = speakers.join_next().await {
        spoken??;
    }
    let what = "say to seen by another reader, 100 messages/s".into();
    table.add(what, cluster.name(), times.summary(), &usage);
    Ok(())
}

/// The moment that counts is the one at which something was due: whoever has to wait before speaking waits, too.
async fn speak(mut guest: Guest, start: &Instant, count: usize) -> Result<()> {
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..count {
        let due = ticks.tick().await.into_std();
        guest.say(due.duration_since(*start).as_micros().to_string()).await?;
    }
    Ok(())
}

async fn read(mut reader: Guest, start: &Instant, count: usize) -> Result<Times> {
    let mut times = Vec::with_capacity(count);
    while times.len() < count {
        let due = Duration::from_micros(reader.message().await?.parse()?);
        times.push(start.elapsed().saturating_sub(due));
    }
    Ok(times.into_iter().collect())
}
