//! What cargo and rustup install.

use anyhow::Result;

use crate::process::{cargo, command, output, run, step};
use crate::versions::{CARGO_TOOLS, Tool};

const WASM: &str = "wasm32-unknown-unknown";

/// The tools are built to be there soon, not to be fast: a tenth of the time.
const QUICK_BUILD: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
];

/// What a caller may have set for this workspace and must not reach the build of a tool.
const NOT_FOR_TOOLS: [&str; 6] = [
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
];

/// The standard library for browsers. rustup adds it by itself where it is allowed to.
pub(crate) fn install_wasm_target() -> Result<()> {
    let asked = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if std::path::Path::new(asked.trim()).is_dir() {
        return Ok(());
    }
    step("WebAssembly target", || run(command("rustup").args(["target", "add", WASM])))
}

/// The crates themselves: Trunk runs cargo offline.
pub(crate) fn fetch_crates() -> Result<()> {
    run(cargo().args(["fetch", "--quiet"]))
}

/// wasm-bindgen, Trunk and cargo-leptos: a quarter of an hour on two cores, seconds when they are there.
pub(crate) fn install_developer_tools() -> Result<()> {
    CARGO_TOOLS.iter().filter(|tool| !is_installed(tool)).try_for_each(install)
}

fn is_installed(tool: &Tool) -> bool {
    output(command(tool.program).arg("--version")).is_ok_and(|answer| tool.is_named_by(&answer))
}

fn install(tool: &Tool) -> Result<()> {
    let mut install = cargo();
    install.args(["install", tool.package, "--version", tool.version]).args(tool.flags);
    NOT_FOR_TOOLS.iter().for_each(|name| {
        install.env_remove(name);
    });
    let name = format!("{} {}", tool.package, tool.version);
    step(&name, || run(install.envs(QUICK_BUILD)))
}
