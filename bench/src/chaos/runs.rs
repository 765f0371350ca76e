use std::process::ExitCode;

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};

use crate::chaos::{
    options::Options,
    plan::Plan,
    report::{self, Report},
    run::carry_out,
    table::table,
};

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
    let seeds = options.seeds();
    let mut reports = Vec::new();
    for seed in seeds.from..seeds.to {
        let plan = Plan::draw(options.wish(seed));
        let report = carry_out(&plan, &parlor, options.verbose, options.keep).await;
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
