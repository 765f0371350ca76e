//! `cargo xtask chaos`: a cluster under faults, and whether everybody saw everything.

use anyhow::Result;
use clap::Args;

use crate::{bench, build, setup, site, system};

/// What is passed on.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Arguments for `bench chaos`, such as `--seed 7 --minutes 2`; `--help` tells them all.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// One run for each store, with seeds that kill every kind of process, cut the power and spoil the lines of all.
const SHORT: [&[&str]; 3] = [
    &["--seed", "6", "--minutes", "0.25", "--store", "sqlite"],
    &["--seed", "33", "--minutes", "0.3", "--store", "redis-always", "--nodes", "2"],
    &["--seed", "26", "--minutes", "0.3", "--store", "redis-everysec", "--nodes", "1"],
];

/// Builds the server and runs it under faults.
pub(crate) fn run(options: &Options) -> Result<()> {
    system::install_for_rust_tests()?;
    setup::for_building()?;
    build::server(&site::build()?)?;
    bench::run_with("chaos", &options.arguments)
}

/// Runs the server that has been built, for about two minutes.
pub(crate) fn short() -> Result<()> {
    SHORT.iter().try_for_each(|arguments| bench::run_with("chaos", arguments))
}
