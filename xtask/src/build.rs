//! `cargo xtask build`: one binary with the site inside.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::process::{cargo, run as run_command, step};
use crate::workspace::{self, BINARY, SITE};
use crate::{setup, site};

/// A group of files that has a limit on what travels to a browser.
struct Budget {
    what: &'static str,
    files: &'static [&'static str],
    /// In bytes after brotli.
    limit: u64,
}

const BUDGETS: [Budget; 2] = [
    Budget {
        what: "WebAssembly and glue",
        files: &["pkg/parlor.wasm", "pkg/parlor.js"],
        limit: 110_000,
    },
    Budget { what: "CSS", files: &["pkg/parlor.css"], limit: 10_000 },
];

/// Builds the program, and fails if browsers would have to load more than the budgets allow.
pub(crate) fn run() -> Result<()> {
    setup::for_building()?;
    let site = site::build()?;
    BUDGETS.iter().try_for_each(Budget::check)?;
    let binary = server(&site)?;
    eprintln!("built {}", binary.display());
    Ok(())
}

/// Compiles the server around a site.
pub(crate) fn server(site: &site::Site) -> Result<PathBuf> {
    step("server", || {
        // Cargo does not see new files in a folder that is embedded. It does see this variable change.
        run_command(
            cargo()
                .args(["build", "--release", "--package", "server", "--bin", "parlor"])
                .env("PARLOR_SITE", &site.hash),
        )
    })?;
    Ok(workspace::path(BINARY))
}

impl Budget {
    fn check(&self) -> Result<()> {
        let size = self.files.iter().map(|file| brotli_size(file)).sum::<Result<u64>>()?;
        eprintln!("    {}: {size} of {} bytes (brotli)", self.what, self.limit);
        ensure!(
            size <= self.limit,
            "{} is over its budget of {} bytes: {size}",
            self.what,
            self.limit
        );
        Ok(())
    }
}

fn brotli_size(file: &str) -> Result<u64> {
    let path = workspace::path(SITE).join(format!("{file}.br"));
    Ok(fs::metadata(&path).with_context(|| format!("cannot see {}", path.display()))?.len())
}
