//! `bench speed`: what one run on one machine measures, as a table in Markdown.
//!
//! * [`latency`]: from saying to seeing; [`rate`]: how much is acknowledged; [`resume`]: how fast what was missed is
//!   there; [`storm`]: how fast everybody is back after a crash;
//! * [`guest`] is a client that only measures, [`cluster`] the servers, [`table`] the answer, [`machine`] what it was
//!   measured on, [`usage`] who used the processor meanwhile.

mod cluster;
mod guest;
mod latency;
mod machine;
mod rate;
mod resume;
mod storm;
mod table;
mod usage;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use cluster::{Cluster, Kind};
use table::Table;

/// How to measure.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The server.
    #[arg(long, default_value = "target/release/parlor", value_name = "PATH")]
    parlor: PathBuf,

    /// Less of everything, to see that it works.
    #[arg(long)]
    quick: bool,
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Amount {
    /// How long a rate or a latency is measured.
    time: Duration,
    /// How often a resume is measured.
    resumes: usize,
    /// How many come back after a crash.
    crowd: usize,
}

const FULL: Amount = Amount { time: Duration::from_secs(15), resumes: 300, crowd: 5000 };
const QUICK: Amount = Amount { time: Duration::from_secs(2), resumes: 20, crowd: 300 };

/// Measures everything and prints the table.
pub(crate) async fn run(options: &Options) -> Result<()> {
    machine::allow_many_files()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let table = tokio::select! {
        table = measure(options) => table?,
        _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted"),
        _ = terminate.recv() => anyhow::bail!("interrupted"),
    };
    print(&table);
    Ok(())
}

async fn measure(options: &Options) -> Result<Table> {
    let found = options.parlor.canonicalize();
    let parlor = found.with_context(|| format!("no server at {}", options.parlor.display()))?;
    let amount = if options.quick { QUICK } else { FULL };
    let mut table = Table::new(machine::describe());
    for kind in [Kind::Embedded, Kind::Redis] {
        let mut cluster = Cluster::start(&parlor, kind).await?;
        latency::measure(&cluster, amount, &mut table).await?;
        rate::measure(&cluster, 1, amount, &mut table).await?;
        rate::measure(&cluster, 100, amount, &mut table).await?;
        resume::measure(&cluster, amount, &mut table).await?;
        storm::measure(&mut cluster, amount, &mut table).await?;
        cluster.end().await?;
    }
    Ok(table)
}

#[expect(clippy::print_stdout, reason = "the answer")]
fn print(table: &Table) {
    println!("{table}");
}
