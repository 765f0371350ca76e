//! Folders: listing, copying, hashing, swapping.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Every file below a folder, in one order everywhere, as paths relative to it. None if there is no folder.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, Path::new(""), &mut found)
            .with_context(|| format!("cannot list {}", folder.display()))?;
    }
    found.sort();
    Ok(found)
}

fn collect(root: &Path, inside: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(inside))? {
        let entry = entry?;
        let path = inside.join(entry.file_name());
        if entry.path().is_dir() {
            collect(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Writes a file and the folders it stands in.
pub(crate) fn write(file: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}

/// Copies what is below one folder to another.
pub(crate) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    below(from)?.iter().try_for_each(|file| write(&to.join(file), read(&from.join(file))?))
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Puts a finished folder in the place of an old one. Whoever looks sees one of them or none, never a mixture.
pub(crate) fn swap(finished: &Path, place: &Path) -> Result<()> {
    let old = place.with_extension("old");
    remove(&old)?;
    if place.exists() {
        fs::rename(place, &old).with_context(|| format!("cannot move {}", place.display()))?;
    }
    fs::rename(finished, place).with_context(|| format!("cannot move {}", finished.display()))?;
    remove(&old)
}

/// A hash that grows; each part is kept apart from its neighbours.
#[derive(Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn add(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Names and contents of all files below a folder.
    pub(crate) fn add_folder(self, folder: &Path) -> Result<Self> {
        below(folder)?.iter().try_fold(self, |hash, file| {
            let content = read(&folder.join(file))?;
            Ok(hash.add(file.to_string_lossy().as_bytes()).add(content))
        })
    }

    pub(crate) fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_leaves_nothing_of_the_old() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (new, site) = (folder.path().join("site.new"), folder.path().join("site"));
        write(&site.join("pkg/old.js"), "old")?;
        write(&new.join("pkg/new.js"), "new")?;
        swap(&new, &site)?;
        assert_eq!(below(&site)?, [Path::new("pkg/new.js")]);
        assert_eq!(below(folder.path())?, [Path::new("site/pkg/new.js")]);
        Ok(())
    }

    #[test]
    fn names_contents_and_borders_count_in_a_hash() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let hash = || Ok::<_, anyhow::Error>(Hash::default().add_folder(folder.path())?.hex());
        let empty = hash()?;
        write(&folder.path().join("a"), "1")?;
        let one = hash()?;
        write(&folder.path().join("a"), "2")?;
        let other = hash()?;
        fs::rename(folder.path().join("a"), folder.path().join("b"))?;
        let renamed = hash()?;
        assert!(empty != one && one != other && other != renamed);
        assert_ne!(
            Hash::default().add("ab").add("c").hex(),
            Hash::default().add("a").add("bc").hex()
        );
        Ok(())
    }
}
