//! What npm installs: wasm-opt for every build, Playwright for the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::process::{command, find, run, step};
use crate::workspace;

/// The folder with `package.json`.
pub(crate) const FOLDER: &str = "end2end";

/// Where the packages' programs are.
pub(crate) fn programs() -> PathBuf {
    workspace::path(FOLDER).join("node_modules/.bin")
}

/// Brings the packages to what the lock file says, if they are not.
pub(crate) fn install() -> Result<()> {
    let folder = workspace::path(FOLDER);
    // npm writes this one last, so it is missing or old after a run that was cut short.
    let installed = folder.join("node_modules/.package-lock.json");
    if !is_older(&installed, &folder.join("package-lock.json")) {
        return Ok(());
    }
    if find("npm").is_none() {
        bail!("npm is not there: install Node.js 20 or newer, which brings it");
    }
    step("npm packages", || {
        run(command("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })
}

/// Whether `file` is missing or older than `than`.
fn is_older(file: &Path, than: &Path) -> bool {
    fn changed(file: &Path) -> Option<SystemTime> {
        fs::metadata(file).and_then(|data| data.modified()).ok()
    }
    changed(file) < changed(than)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_missing_file_is_older_than_any() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (lock, installed) = (folder.path().join("lock"), folder.path().join("installed"));
        fs::write(&lock, "")?;
        assert!(is_older(&installed, &lock));
        fs::write(&installed, "")?;
        let later = SystemTime::now() + Duration::from_secs(9);
        fs::File::options().write(true).open(&installed)?.set_modified(later)?;
        assert!(!is_older(&installed, &lock));
        assert!(is_older(&lock, &installed));
        Ok(())
    }
}
