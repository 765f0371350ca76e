//! A copy of the sources that a build of its own can live in.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::files;

/// What at the root of the tree is no source of the program.
const LEFT_OUT: [&str; 5] = [".git", "target", "dist", "end2end", "parlor-data"];

/// Makes `copy` equal to the sources in `tree`, touching only what differs so that cargo keeps what it has built.
pub(crate) fn update(tree: &Path, copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(tree)? {
        let name = entry?.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        let (from, to) = (tree.join(&name), copy.join(&name));
        if from.is_file() {
            update_file(&from, &to)?;
            continue;
        }
        let sources = files::below(&from)?;
        sources.iter().try_for_each(|file| update_file(&from.join(file), &to.join(file)))?;
        for stale in files::below(&to)?.iter().filter(|file| sources.binary_search(file).is_err()) {
            fs::remove_file(to.join(stale))?;
        }
    }
    Ok(())
}

fn update_file(from: &Path, to: &Path) -> Result<()> {
    let content = files::read(from)?;
    if fs::read(to).is_ok_and(|known| known == content) {
        Ok(())
    } else {
        files::write(to, content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_touches_only_what_differs() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (tree, copy) = (folder.path().join("tree"), folder.path().join("copy"));
        files::write(&tree.join("Cargo.toml"), "manifest")?;
        files::write(&tree.join("app/src/lib.rs"), "code")?;
        files::write(&tree.join("target/x"), "built")?;
        files::write(&copy.join("target/y"), "built by the copy")?;
        files::write(&copy.join("app/src/gone.rs"), "stale")?;
        files::write(&copy.join("Cargo.toml"), "manifest")?;
        let before = fs::metadata(copy.join("Cargo.toml"))?.modified()?;

        update(&tree, &copy)?;
        let expected = ["Cargo.toml", "app/src/lib.rs", "target/y"].map(Path::new);
        assert_eq!(files::below(&copy)?, expected);
        assert_eq!(fs::metadata(copy.join("Cargo.toml"))?.modified()?, before);
        Ok(())
    }
}
