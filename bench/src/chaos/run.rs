//! One run, from the first process to the verdict.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Result;
use tokio::sync::mpsc;

use crate::chaos::{
    checker::{self, Violation},
    counts::{Counts, faults},
    course::Course,
    history::History,
    keep::keep,
    plan::Plan,
    report::{Report, replay, summarize},
    world::{ORDERS, World},
};

/// Does a run, and tells what came of it.
pub(crate) async fn carry_out(
    plan: &Plan,
    parlor: &Path,
    verbose: bool,
    keeps: bool,
) -> Result<Report> {
    let folder = tempfile::Builder::new().prefix("parlor-chaos-").tempdir()?;
    let done = run_in(folder.path(), plan, parlor, verbose).await;
    let (mut report, history, violations) = match done {
        Ok(done) => done,
        Err(error) => {
            return Err(error.context(format!("the logs are in {}", folder.keep().display())));
        }
    };
    if keeps || !violations.is_empty() {
        report.kept = Some(keep(folder, plan, &history, &violations)?);
    }
    Ok(report)
}

async fn run_in(
    folder: &Path,
    plan: &Plan,
    parlor: &Path,
    verbose: bool,
) -> Result<(Report, History, Vec<Violation>)> {
    let (orders, inboxes) = plan.cast.iter().map(|_| mpsc::channel(ORDERS)).unzip();
    let world = Arc::new(World::start(plan, parlor, folder, orders).await?);
    let mut course = Course::begin(plan, world, inboxes, verbose).await?;
    course.suffer().await?;
    let settled = course.settle().await;
    course.restart_a_node().await?;
    let healed = course.say_last_words().await;
    course.hear_programs().await?;
    course.look_around().await;
    course.return_all().await;
    let mut history = course.read().await?;
    let ghosts = if plan.nodes > 1 { Some(course.lose_a_node().await?) } else { None };
    let (mut violations, tally) = course.end(&mut history).await?;
    violations.extend(checker::check(&history));
    let (kinds, examples) = summarize(&violations);
    let report = Report {
        seed: plan.seed,
        store: plan.store,
        nodes: plan.nodes,
        seconds: plan.length.as_secs(),
        rooms: plan.rooms.len(),
        clients: plan.cast.len(),
        counts: Counts::of(&history),
        cuts: tally.cuts,
        faults: faults(&tally, &history),
        settled_ms: millis(settled),
        healed_ms: millis(healed),
        ghosts_ms: ghosts.map(millis),
        violations: kinds,
        examples,
        replay: replay(plan),
        kept: None,
    };
    Ok((report, history, violations))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
