//! What browsers load: `target/site`, as the server embeds it.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::files::{self, Hash};
use crate::process::step;
use crate::stamp::Stamp;
use crate::workspace::{self, SITE};
use crate::{compress, css, npm, versions, wasm};

/// How a site is made. A change here makes it again.
const RECIPE: &str = concat!(
    include_str!("site.rs"),
    include_str!("wasm.rs"),
    include_str!("names.rs"),
    include_str!("css.rs"),
    include_str!("compress.rs")
);

/// A finished site.
#[derive(Debug)]
pub(crate) struct Site {
    /// Of its content: another site has another.
    pub(crate) hash: String,
}

/// Makes the site, or finds that the one that is there is what would be made.
pub(crate) fn build() -> Result<Site> {
    let module = step("browser code", wasm::compile)?;
    let flags = wasm::optimiser_flags()?;
    let inputs = inputs(&module, &flags)?;

    let (site, file) = (workspace::path(SITE), workspace::path("target/site.stamp"));
    let mut stamp = Stamp::of(inputs, &site)?;
    if !stamp.holds(&file) {
        step("site", || make(&module, &flags, &site))?;
        stamp = Stamp::of(stamp.inputs, &site)?;
        stamp.write(&file)?;
    }
    Ok(Site { hash: stamp.site })
}

/// The hash of everything that has a say in the result.
fn inputs(module: &Path, flags: &[String]) -> Result<String> {
    let lock = workspace::path(npm::FOLDER).join("package-lock.json"); // has wasm-opt's version
    let hash = Hash::default()
        .add(RECIPE)
        .add(flags.join(" "))
        .add(files::read(&lock)?)
        .add(versions::WASM_BINDGEN)
        .add(files::read(module)?)
        .add_folder(&workspace::path("style"))?
        .add_folder(&workspace::path("public"))?;
    Ok(hash.hex())
}

/// Makes everything aside and puts it in place when it is complete.
fn make(module: &Path, flags: &[String], site: &Path) -> Result<()> {
    let aside = site.with_extension("new");
    let package = aside.join("pkg");
    files::remove(&aside)?;
    fs::create_dir_all(&package)?;

    files::copy_all(&workspace::path("public"), &aside)?;
    wasm::bind(module, &package)?;
    wasm::optimise(&package.join("parlor.wasm"), &package.join("parlor.js"), flags)?;
    files::write(&package.join("parlor.css"), css::bundle(&workspace::path("style/main.css"))?)?;
    compress::all_below(&aside)?;
    files::swap(&aside, site)
}
