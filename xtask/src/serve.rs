//! `cargo xtask serve`: builds what has changed and becomes the server.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::{build, process, setup, site};

/// What is passed on.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Arguments for `parlor`, after `--`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Does not return while the server runs.
pub(crate) fn run(options: &Options) -> Result<()> {
    setup::for_building()?;
    let binary = build::server(&site::build()?)?;
    become_the(process::command(binary).args(&options.arguments))
}

/// The server takes the place of this process, so that a signal meant for one reaches the other.
#[cfg(unix)]
fn become_the(server: &mut Command) -> Result<()> {
    use anyhow::Context;
    use std::os::unix::process::CommandExt;
    Err(server.exec()).context("cannot start the server")
}

#[cfg(not(unix))]
fn become_the(server: &mut Command) -> Result<()> {
    process::run(server)
}
