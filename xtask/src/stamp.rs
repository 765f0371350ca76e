//! Remembers what a site was made of and what came out, so that nothing is made twice.

use std::path::Path;

use anyhow::Result;

use crate::files::{self, Hash};

/// What the site in a folder was made of, and what it is: two hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) inputs: String,
    pub(crate) site: String,
}

impl Stamp {
    /// The stamp of a site that has just been made.
    pub(crate) fn of(inputs: String, site: &Path) -> Result<Self> {
        Ok(Self { inputs, site: Hash::default().add_folder(site)?.hex() })
    }

    /// Whether the same inputs have made exactly this site. cargo-leptos writes to the folder too, so
    /// the inputs alone say nothing about what lies there.
    pub(crate) fn holds(&self, file: &Path) -> bool {
        files::read(file).is_ok_and(|written| written == self.text().into_bytes())
    }

    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        files::write(file, self.text())
    }

    fn text(&self) -> String {
        format!("inputs {}\nsite {}\n", self.inputs, self.site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_for_the_same_inputs_and_the_same_site() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (site, file) = (folder.path().join("site"), folder.path().join("stamp"));
        files::write(&site.join("a.js"), "made")?;
        let stamp = || Stamp::of("inputs".to_owned(), &site);
        assert!(!stamp()?.holds(&file), "there is none yet");
        stamp()?.write(&file)?;
        assert!(stamp()?.holds(&file));
        assert!(!Stamp::of("others".to_owned(), &site)?.holds(&file), "other inputs");
        files::write(&site.join("a.js"), "made by someone else")?;
        assert!(!stamp()?.holds(&file), "another site");
        Ok(())
    }
}
