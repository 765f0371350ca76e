//! `cargo xtask`: how Parlor is set up, built, run and tested.
//!
//! A command a file: [`setup`], [`build`], [`serve`], [`test`], [`chaos`], [`bench`]. The last step of `test` is long
//! enough for a file of its own, [`watch_check`], with [`http`] and [`mirror`] for it alone.
//!
//! What they are made of:
//! * [`workspace`] the places, [`process`] the children, [`versions`] the tools and their versions;
//! * [`cargo_tools`], [`npm`], [`system`]: what is installed, each by its own package manager;
//! * [`site`]: what browsers load, made of [`wasm`], [`names`], [`css`], [`compress`], [`files`], and [`stamp`], which
//!   knows when nothing has to be made again.
//!
//! Progress goes to standard error, so that standard output stays the child's.

mod bench;
mod build;
mod cargo_tools;
mod chaos;
mod compress;
mod css;
mod files;
mod http;
mod mirror;
mod names;
mod npm;
mod process;
mod serve;
mod setup;
mod site;
mod stamp;
mod system;
mod test;
mod versions;
mod wasm;
mod watch_check;
mod workspace;

use anyhow::Result;
use clap::Parser;

/// Sets up, builds, runs and tests Parlor.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
enum Command {
    /// Installs what a developer needs: the WebAssembly target, npm packages, cargo-leptos and Trunk.
    Setup(setup::Options),
    /// Builds `target/release/parlor`, one binary with the site inside.
    Build,
    /// Builds what has changed and serves it.
    Serve(serve::Options),
    /// Runs every test there is.
    Test(test::Options),
    /// Runs a cluster under faults that a seed decides, and checks what everybody saw.
    Chaos(chaos::Options),
    /// Measures how fast things go.
    Bench(bench::Options),
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Setup(options) => setup::run(options),
        Command::Build => build::run(),
        Command::Serve(options) => serve::run(&options),
        Command::Test(options) => test::run(options),
        Command::Chaos(options) => chaos::run(&options),
        Command::Bench(options) => bench::run(&options),
    }
}
