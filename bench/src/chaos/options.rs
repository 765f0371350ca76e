use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use crate::chaos::{
    plan::{Store, Wish},
    seeds::Seeds,
};

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
    pub(super) parlor: PathBuf,

    /// Keeps logs and transcripts even when nothing is wrong.
    #[arg(long)]
    pub(super) keep: bool,

    /// Tells of each fault as it happens.
    #[arg(long)]
    pub(super) verbose: bool,
}

/// A store, or the seed's choice.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum StoreChoice {
    Any,
    Sqlite,
    RedisAlways,
    RedisEverysec,
}

impl Options {
    /// The seeds to run.
    pub(super) fn seeds(&self) -> Seeds {
        self.seeds.unwrap_or(Seeds { from: self.seed, to: self.seed + 1 })
    }

    /// What is asked of the run of a seed.
    pub(super) fn wish(&self, seed: u64) -> Wish {
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
