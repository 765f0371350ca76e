//! `cargo xtask setup`: what has to be there before the other commands can do their work.

use anyhow::Result;
use clap::Args;

use crate::{cargo_tools, npm, system};

/// What to install.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Also the system packages that tests need: Redis, Chromium and fonts (apt-get, as root).
    #[arg(long)]
    all: bool,
}

/// Installs what is missing; what is there already costs a second.
pub(crate) fn run(options: Options) -> Result<()> {
    if options.all {
        system::install_for_all_tests()?;
    }
    for_building()?;
    cargo_tools::fetch_crates()?;
    cargo_tools::install_developer_tools()
}

/// The little that a build needs, so that a first start does not wait for the developer's tools.
pub(crate) fn for_building() -> Result<()> {
    cargo_tools::install_wasm_target()?;
    npm::install()
}
