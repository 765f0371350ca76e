//! `cargo xtask test`: every test there is, the cheap ones first.

use anyhow::{Result, ensure};
use clap::Args;

use crate::process::{cargo, command, find, output, run as run_command, step};
use crate::workspace::{self, BINARY, FRONT_TARGET};
use crate::{build, cargo_tools, chaos, npm, setup, system, watch_check};

/// How much to test.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Leaves out the browsers, the client-rendered build and the development loop.
    #[arg(long)]
    quick: bool,
}

/// What makes cargo build the page, in one of its two ways to start.
const PAGE: [&str; 6] = [
    "--package",
    "frontend",
    "--target",
    "wasm32-unknown-unknown",
    "--no-default-features",
    "--features",
];

/// Where Trunk puts the page of the tests.
const CLIENT_RENDERED: &str = "target/client-rendered";

/// One after the other, since each uses all cores by itself.
pub(crate) fn run(options: Options) -> Result<()> {
    step("needed packages", || install(options))?;
    step("format", || run_command(cargo().args(["fmt", "--check"])))?;
    step("lints", || {
        run_command(cargo().args(["clippy", "--all-targets", "--", "-D", "warnings"]))
    })?;
    step("lints of the hydrated page", || lint_page("hydrate"))?;
    step("lints of the client-rendered page", || lint_page("csr"))?;
    step("no router in the page", no_router)?;
    step("Rust tests", || run_command(cargo().arg("test")))?;
    step("documentation", document)?;
    step("build", build::run)?;
    step("chaos", chaos::short)?;
    if options.quick {
        eprintln!("left out by --quick: client-rendered build, browser tests, development loop");
        return Ok(());
    }
    step("developer's tools", cargo_tools::install_developer_tools)?;
    step("client-rendered build", build_client_rendered)?;
    step("browser tests", test_in_browser)?;
    step("development loop", watch_check::run)
}

fn install(options: Options) -> Result<()> {
    if options.quick { system::install_for_rust_tests() } else { system::install_for_all_tests() }?;
    setup::for_building()
}

fn lint_page(feature: &str) -> Result<()> {
    run_command(cargo().arg("clippy").args(PAGE).args([feature, "--", "-D", "warnings"]))
}

/// The router would be a third of the page's code, for two pages that need none.
fn no_router() -> Result<()> {
    let tree = output(
        cargo().arg("tree").args(PAGE).args(["hydrate", "--edges", "normal", "--prefix", "none"]),
    )?;
    let router = tree.lines().find(|line| line.starts_with("leptos_router "));
    ensure!(router.is_none(), "the page links {}", router.unwrap_or_default());
    Ok(())
}

fn document() -> Result<()> {
    let libraries = ["channel-layer", "protocol", "room-log"].map(|library| ["--package", library]);
    let document = ["doc", "--no-deps"].into_iter().chain(libraries.as_flattened().iter().copied());
    run_command(cargo().args(document).env("RUSTDOCFLAGS", "-D warnings"))
}

/// With the profile and in the folder of the other browser code, so that both share what they depend on.
fn build_client_rendered() -> Result<()> {
    run_command(
        command("trunk")
            .args(["build", "--release", "--dist", CLIENT_RENDERED])
            .env("CARGO_TARGET_DIR", workspace::path(FRONT_TARGET))
            .env("TRUNK_SKIP_VERSION_CHECK", "true"),
    )
}

fn test_in_browser() -> Result<()> {
    let chromium = std::env::var_os("CHROMIUM").map(Into::into).or_else(|| find("chromium"));
    run_command(
        command("npx")
            .args(["--no-install", "playwright", "test"])
            .current_dir(workspace::path(npm::FOLDER))
            .env("PARLOR_BIN", workspace::path(BINARY))
            .env("PARLOR_DIST", workspace::path(CLIENT_RENDERED))
            .env("CHROMIUM", chromium.unwrap_or_else(|| "chromium".into())),
    )
}
