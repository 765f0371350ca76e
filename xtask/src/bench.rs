//! `cargo xtask bench`: how fast things go.

use std::ffi::OsStr;

use anyhow::Result;
use clap::Args;

use crate::process::{cargo, run as run_command};
use crate::workspace::{self, BINARY};
use crate::{build, setup, site, system};

/// What is passed on.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Arguments for `bench speed`, such as `--quick`; `--help` tells them all.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the server and measures it.
pub(crate) fn run(options: &Options) -> Result<()> {
    system::install_for_rust_tests()?;
    setup::for_building()?;
    build::server(&site::build()?)?;
    run_with("speed", &options.arguments)
}

/// Runs a command of the package `bench` with the server that has been built.
///
/// Both in release: a slow client would measure and test itself.
pub(crate) fn run_with(name: &str, arguments: &[impl AsRef<OsStr>]) -> Result<()> {
    run_command(
        cargo()
            .args(["run", "--quiet", "--release", "--package", "bench", "--", name, "--parlor"])
            .arg(workspace::path(BINARY))
            .args(arguments),
    )
}
