//! Where things are.

use std::path::{Path, PathBuf};

/// The browser part of the product, below the workspace's root: what the server embeds.
pub(crate) const SITE: &str = "target/site";
/// Where cargo puts browser code. cargo-leptos uses the same folder, so each finds what the other has built.
pub(crate) const FRONT_TARGET: &str = "target/front";
/// The finished program.
pub(crate) const BINARY: &str = "target/release/parlor";

/// The folder with the workspace's manifest.
///
/// Cargo says at run time where this package is. The place it was compiled at is second choice, since a
/// checkout can be moved together with its target folder.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or_else(|| package.clone(), Path::to_path_buf)
}

/// A place below the root.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}
