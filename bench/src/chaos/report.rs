//! What a run is told as.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Serialize;

use crate::chaos::{
    checker::{Kind, Violation},
    counts::Counts,
    plan::{Plan, Store},
};

/// How many violations of a kind are told one by one. All stand in the folder that is kept.
const EXAMPLES: usize = 3;

/// The result of one run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) store: Store,
    pub(crate) nodes: usize,
    pub(crate) seconds: u64,
    pub(crate) rooms: usize,
    pub(crate) clients: usize,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Connections that faults cut by themselves.
    pub(crate) cuts: usize,
    /// Those that were carried out, by their kinds.
    pub(crate) faults: BTreeMap<String, usize>,
    /// How long it took after the last fault until everybody had everything, in milliseconds.
    pub(crate) settled_ms: u64,
    /// How long it took until everybody had the last words of all, with a node that heard nothing of them from the others,
    /// in milliseconds.
    pub(crate) healed_ms: u64,
    /// How long the people of a dead node were still shown, in milliseconds.
    pub(crate) ghosts_ms: Option<u64>,
    /// How many there were of each kind.
    pub(crate) violations: BTreeMap<Kind, usize>,
    /// Some of each kind.
    pub(crate) examples: Vec<Violation>,
    /// What does the same again.
    pub(crate) replay: String,
    /// Where logs and transcripts are.
    pub(crate) kept: Option<PathBuf>,
}

/// How many violations there are of each kind, and some of each.
pub(crate) fn summarize(violations: &[Violation]) -> (BTreeMap<Kind, usize>, Vec<Violation>) {
    let (mut kinds, mut examples) = (BTreeMap::new(), Vec::new());
    for violation in violations {
        let count: &mut usize = kinds.entry(violation.kind).or_default();
        *count += 1;
        if *count <= EXAMPLES {
            examples.push(violation.clone());
        }
    }
    (kinds, examples)
}

/// The command that does a run again.
pub(crate) fn replay(plan: &Plan) -> String {
    let store = match plan.store {
        Store::Sqlite => "sqlite",
        Store::RedisAlways => "redis-always",
        Store::RedisEverysec => "redis-everysec",
    };
    let (seed, minutes, nodes) = (plan.seed, plan.length.as_secs_f64() / 60.0, plan.nodes);
    format!("cargo xtask chaos --seed {seed} --minutes {minutes} --store {store} --nodes {nodes}")
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, store, nodes, seconds, rooms, clients, counts, cuts, .. } = self;
        writeln!(
            f,
            "seed {seed}: {store:?}, {nodes} nodes, {clients} clients in {rooms} rooms, {seconds} s"
        )?;
        writeln!(
            f,
            "  {} said, {} changes, {} sent again, {} acknowledged, {} by programs, {} in the logs, {} deliveries",
            counts.said,
            counts.changed,
            counts.repeated,
            counts.acknowledged,
            counts.posted,
            counts.logged,
            counts.delivered
        )?;
        writeln!(
            f,
            "  {} connections, {cuts} cut, {} given up; {} resets, {} new epochs, {} × unavailable",
            counts.connections, counts.given_up, counts.resets, counts.epochs, counts.unavailable
        )?;
        let faults: Vec<_> = self.faults.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        writeln!(f, "  {} faults: {}", self.faults.values().sum::<usize>(), faults.join(", "))?;
        let seconds = |ms: u64| ms as f64 / 1000.0;
        write!(f, "  settled {:.1} s after the last", seconds(self.settled_ms))?;
        write!(f, "; the last words were everywhere after {:.1} s", seconds(self.healed_ms))?;
        if let Some(ghosts) = self.ghosts_ms {
            write!(f, "; a dead node's people were gone after {:.1} s", seconds(ghosts))?;
        }
        writeln!(f)?;
        for violation in &self.examples {
            let Violation { kind, who, detail } = violation;
            writeln!(f, "  {kind:?}: {who}: {detail}")?;
        }
        if let Some(kept) = &self.kept {
            writeln!(f, "  logs and transcripts: {}", kept.display())?;
        }
        let kinds: Vec<_> =
            self.violations.iter().map(|(kind, n)| format!("{n} {kind:?}")).collect();
        let kinds = if kinds.is_empty() { "nothing".into() } else { kinds.join(", ") };
        write!(f, "  violated: {kinds}; again with: {}", self.replay)
    }
}
