use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, bail};

use crate::auth::Sessions;

/// The file in the data directory that holds the secret.
const FILE: &str = "secret";

/// Sessions under the operator's secret, or under one that is made once and kept in the data directory.
pub(crate) fn sessions(secret: Option<&str>, data: &Path) -> anyhow::Result<Sessions> {
    match secret {
        Some(secret) => {
            Sessions::new(secret.as_bytes()).context("--secret needs 32 characters at least")
        }
        None => {
            let path = data.join(FILE);
            let kept = read_or_make(&path)
                .with_context(|| format!("the secret in {} cannot be kept", path.display()))?;
            Sessions::new(kept.trim().as_bytes())
                .with_context(|| format!("the secret in {} is too short", path.display()))
        }
    }
}

fn read_or_make(path: &Path) -> anyhow::Result<String> {
    match fs::read_to_string(path) {
        Ok(secret) => return Ok(secret),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let secret: String =
        rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let Some(directory) = path.parent() else { bail!("it has no directory") };
    fs::create_dir_all(directory)?;
    // Written whole under another name first: two nodes that start at once must not read half a secret.
    let draft = directory.join(format!("{FILE}.{}", std::process::id()));
    private_file(&draft)?.write_all(secret.as_bytes())?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(fs::read_to_string(path)?),
    }
}

fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_kept_private() {
        let data = tempfile::tempdir().expect("a directory");
        let path = data.path().join("new").join(FILE);
        let first = read_or_make(&path).expect("a secret");
        assert_eq!(first.len(), 64);
        assert_eq!(read_or_make(&path).expect("the same"), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(data.path().join("new")).expect("a directory").count(), 1);
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(sessions(Some("short"), Path::new("/nowhere")).is_err());
    }
}
