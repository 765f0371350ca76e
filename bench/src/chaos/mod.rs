//! `bench chaos`: real processes, real sockets, faults from a seed, and a verdict.
//!
//! * [`plan`] says what a seed means; [`schedule`] and [`fault`] say what goes wrong when;
//! * [`world`] is the processes and the lines between them; [`client`] the people, who write down a [`history`];
//! * [`run`] brings them together in the phases of a [`course`]: [`status`] is what clients tell it, [`audience`] whether
//!   all have got to the end, [`reading`] how it reads the rooms then;
//! * [`checker`] judges, [`report`] tells, [`keep`] keeps what there is to look at.

mod audience;
mod checker;
mod client;
mod course;
mod fault;
mod history;
mod keep;
mod plan;
mod reading;
mod report;
mod run;
mod schedule;
mod stamp;
mod status;
mod world;

use std::{path::PathBuf, process::ExitCode, str::FromStr, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use tokio::signal::unix::{SignalKind, signal};

use plan::{Plan, Store, Wish};
use report::Report;

/// How to run.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Decides on the faults, the clients and everything they do.
    #[arg(long, default_value_t = 1, conflicts_with = "seeds")]
    seed: u64,

    /// One run for each seed from A up to and without B.
    #[arg(long, value_name = "A..B")]
    seeds: Option<Seeds>,

    /// How long faults happen, in minutes.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,

    /// Where messages are kept; `any` lets the seed decide.
    #[arg(long, value_enum, default_value_t = StoreChoice::Any)]
    store: StoreChoice,

    /// How many nodes share Redis; the seed decides when it is left out. With SQLite there is one.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
    nodes: Option<u8>,

    /// The server.
    #[arg(long, default_value = "target/release/parlor", value_name = "PATH")]
    parlor: PathBuf,

    /// Keeps logs and transcripts even when nothing is wrong.
    #[arg(long)]
    keep: bool,

    /// Tells of each fault as it happens.
    #[arg(long)]
    verbose: bool,
}

/// A store, or the seed's choice.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum StoreChoice {
    Any,
    Sqlite,
    RedisAlways,
    RedisEverysec,
}

/// A range of seeds.
#[derive(Clone, Copy, Debug)]
struct Seeds {
    from: u64,
    to: u64,
}

impl FromStr for Seeds {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (from, to) = text.split_once("..").context("a range is A..B")?;
        let seeds = Self { from: from.parse()?, to: to.parse()? };
        ensure!(seeds.from < seeds.to, "there is no seed from {from} up to {to}");
        Ok(seeds)
    }
}

/// Runs until all seeds are done or somebody interrupts; fails when something was violated.
pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        code = run_all(options) => code,
        _ = interrupt.recv() => Ok(ExitCode::from(130)),
        _ = terminate.recv() => Ok(ExitCode::from(143)),
    }
}

async fn run_all(options: &Options) -> Result<ExitCode> {
    let found = options.parlor.canonicalize();
    let parlor = found.with_context(|| format!("no server at {}", options.parlor.display()))?;
    let seeds = options.seeds.unwrap_or(Seeds { from: options.seed, to: options.seed + 1 });
    let mut reports = Vec::new();
    for seed in seeds.from..seeds.to {
        let plan = Plan::draw(options.wish(seed));
        let report = run::run(&plan, &parlor, options.verbose, options.keep).await;
        let report = report.with_context(|| format!("again with: {}", report::replay(&plan)))?;
        eprintln!("{report}");
        print(&report)?;
        reports.push(report);
    }
    if reports.len() > 1 {
        eprintln!("{}", table(&reports));
    }
    let is_clean = reports.iter().all(|report| report.violations.is_empty());
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stdout, reason = "the answer, for programs: one line of JSON for each seed")]
fn print(report: &Report) -> Result<()> {
    println!("{}", serde_json::to_string(report)?);
    Ok(())
}

fn table(reports: &[Report]) -> String {
    let mut table = String::from(
        "| seed | store | nodes | faults | said | acknowledged | deliveries | connections | violations |\n\
         | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut totals = [0; 6];
    for report in reports {
        let counts = report.counts;
        let row = [
            report.faults.values().sum(),
            counts.said,
            counts.acknowledged,
            counts.delivered,
            counts.connections,
            report.violations.values().sum(),
        ];
        totals.iter_mut().zip(row).for_each(|(total, count)| *total += count);
        let (seed, store, nodes) = (report.seed, report.store, report.nodes);
        table.push_str(&format!(
            "| {seed} | {store:?} | {nodes} | {} |\n",
            row.map(|n| n.to_string()).join(" | ")
        ));
    }
    table.push_str(&format!("| all | | | {} |", totals.map(|n| n.to_string()).join(" | ")));
    table
}

impl Options {
    fn wish(&self, seed: u64) -> Wish {
        let store = match self.store {
            StoreChoice::Any => None,
            StoreChoice::Sqlite => Some(Store::Sqlite),
            StoreChoice::RedisAlways => Some(Store::RedisAlways),
            StoreChoice::RedisEverysec => Some(Store::RedisEverysec),
        };
        let length = Duration::try_from_secs_f64(self.minutes * 60.0).unwrap_or_default();
        Wish { seed, length, store, nodes: self.nodes.map(usize::from) }
    }
}
