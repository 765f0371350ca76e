//! The WebAssembly module and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::names;
use crate::npm;
use crate::process::{cargo, command, output, run};
use crate::workspace::{self, FRONT_TARGET};

/// Compiles the browser code, in a call of its own: the features of one cargo call are united, and the
/// server's must not get in here.
pub(crate) fn compile() -> Result<PathBuf> {
    let target = workspace::path(FRONT_TARGET);
    run(cargo()
        .args(["build", "--package", "frontend", "--lib", "--profile", "wasm-release"])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            "hydrate",
        ])
        .arg("--target-dir")
        .arg(&target))?;
    Ok(target.join("wasm32-unknown-unknown/wasm-release/frontend.wasm"))
}

/// Makes `parlor.js` and `parlor.wasm` of what cargo compiled. The page names both, so the glue has no
/// address of its own for the module, and the name needs no `_bg`.
pub(crate) fn bind(module: &Path, package: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("parlor").web(true)?.typescript(false);
    bindgen.omit_default_module_path(true);
    bindgen.generate(package).context("wasm-bindgen")?;
    fs::rename(package.join("parlor_bg.wasm"), package.join("parlor.wasm"))?;
    Ok(())
}

/// Makes a module and its glue smaller, in their place.
pub(crate) fn optimise(module: &Path, glue: &Path, flags: &[String]) -> Result<()> {
    let mapping = output(
        command(npm::programs().join("wasm-opt"))
            .args(flags)
            .args(["--minify-imports-and-exports-and-modules", "--strip-producers"])
            .arg(module)
            .arg("-o")
            .arg(module),
    )?;
    fs::write(glue, names::shorten(&fs::read_to_string(glue)?, &mapping)?)?;
    run(command(npm::programs().join("esbuild"))
        .arg(glue)
        .args(["--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", glue.display())))
}

/// The flags for wasm-opt that cargo-leptos uses as well, from the workspace's manifest.
pub(crate) fn optimiser_flags() -> Result<Vec<String>> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let flags = &metadata["metadata"]["leptos"][0]["wasm-opt-features"];
    serde_json::from_value(flags.clone()).context("wasm-opt-features in Cargo.toml")
}
