//! What a run is told as.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Serialize;

use crate::{
    chaos::{
        checker::{Kind, Violation},
        history::{History, Record, What},
        plan::{Plan, Store},
    },
    wire::{FromServer, ToServer},
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
    pub(crate) faults: BTreeMap<String, usize>,
    /// How long the people of a dead node were still shown, in milliseconds.
    pub(crate) ghosts_ms: Option<u64>,
    /// How long it took after the last fault until everybody had everything, in milliseconds.
    pub(crate) settled_ms: u64,
    /// How many there were of each kind.
    pub(crate) violations: BTreeMap<Kind, usize>,
    /// Some of each kind.
    pub(crate) examples: Vec<Violation>,
    /// What does the same again.
    pub(crate) replay: String,
    /// Where logs and transcripts are.
    pub(crate) kept: Option<PathBuf>,
}

/// What the clients did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Messages that clients wanted to say.
    pub(crate) said: usize,
    /// How often one was sent again.
    pub(crate) repeated: usize,
    pub(crate) acknowledged: usize,
    /// Messages in all logs at the end.
    pub(crate) logged: usize,
    /// Messages that came over any line, in any frame.
    pub(crate) delivered: usize,
    pub(crate) connections: usize,
    pub(crate) resets: usize,
    /// Epochs that clients saw after their first.
    pub(crate) epochs: usize,
    /// Lines that clients gave up as dead.
    pub(crate) given_up: usize,
    /// `say` that was answered with `unavailable`.
    pub(crate) unavailable: usize,
}

impl Counts {
    /// Counts what stands in the records.
    pub(crate) fn of(history: &History) -> Self {
        let logged = history.logs.iter().map(|log| log.messages.len()).sum();
        let mut counts = Self { logged, ..Self::default() };
        history.clients.iter().for_each(|client| counts.add(client));
        counts
    }

    fn add(&mut self, client: &Record) {
        let mut nonces = std::collections::HashSet::new();
        let mut acknowledged = std::collections::HashSet::new();
        let mut epoch: Option<&str> = None;
        for event in &client.events {
            match &event.what {
                What::Opened(_) => self.connections += 1,
                What::GaveUp => self.given_up += 1,
                What::Told(_) => self.said += 1,
                What::Sent(ToServer::Say { nonce, .. }) if nonces.insert(nonce) => self.said += 1,
                What::Sent(ToServer::Say { .. }) => self.repeated += 1,
                What::Heard(_) | What::Received(FromServer::Message(_)) => self.delivered += 1,
                What::Received(FromServer::Older(page)) => self.delivered += page.messages.len(),
                What::Received(FromServer::Ack { nonce, .. }) => {
                    acknowledged.insert(nonce);
                }
                What::Received(FromServer::Welcome(welcome)) => {
                    self.delivered += welcome.messages.len();
                    self.resets += usize::from(welcome.reset && epoch.is_some());
                    self.epochs += usize::from(epoch.is_some_and(|epoch| epoch != welcome.epoch));
                    epoch = Some(&welcome.epoch);
                }
                What::Received(FromServer::Error { code, nonce: Some(_), .. })
                    if code == "unavailable" =>
                {
                    self.unavailable += 1;
                }
                _ => {}
            }
        }
        self.acknowledged += acknowledged.len();
    }
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
            "  {} said, {} said again, {} acknowledged, {} in the logs, {} deliveries",
            counts.said, counts.repeated, counts.acknowledged, counts.logged, counts.delivered
        )?;
        writeln!(
            f,
            "  {} connections, {cuts} cut, {} given up; {} resets, {} new epochs, {} × unavailable",
            counts.connections, counts.given_up, counts.resets, counts.epochs, counts.unavailable
        )?;
        let faults: Vec<_> = self.faults.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        writeln!(f, "  {} faults: {}", self.faults.values().sum::<usize>(), faults.join(", "))?;
        write!(f, "  settled {:.1} s after the last", self.settled_ms as f64 / 1000.0)?;
        if let Some(ghosts) = self.ghosts_ms {
            write!(f, "; a dead node's people were gone after {:.1} s", ghosts as f64 / 1000.0)?;
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
