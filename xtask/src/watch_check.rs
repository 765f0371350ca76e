//! Whether the development loop does its work: `cargo leptos watch` builds and serves, sees a change of style
//! and one of a source file, serves what has changed and tells the browser.
//!
//! It runs in a copy of the tree, which keeps a folder and a build of its own: the real tree is never edited,
//! and neither build disturbs the other.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::{self, Listener};
use crate::process::{cargo, command, run as run_command, step};
use crate::{files, workspace};

/// Where the copy is, and what is not in it.
const COPY: &str = "target/watch";
const LEFT_OUT: [&str; 5] = [".git", "target", "dist", "end2end", "parlor-data"];

/// What the changes bring onto the page.
const RULE: &str = ".watch-check { color: red }";
const ELEMENT: &str = "<meta name=\"watch-check\" content=\"1\"/>";

/// A first build from nothing, on two cores that are slow.
const FIRST_BUILD: Duration = Duration::from_secs(20 * 60);
const REBUILD: Duration = Duration::from_secs(5 * 60);

/// Runs the loop once through both changes.
pub(crate) fn run() -> Result<()> {
    let tree = workspace::path(COPY);
    mirror(&workspace::root(), &tree)?;
    let (site, reload) = (http::free_address()?, http::free_address()?);
    let mut watch = Watch::start(&tree, site, reload)?;

    step("first build", || watch.wait_for(site, "/chat/", "200 OK", FIRST_BUILD))?;
    step("change of style", || {
        let mut browser = Browser::connect(reload)?;
        append(&tree.join("style/main.css"), RULE)?;
        browser.0.wait_for("parlor.css", REBUILD)?;
        watch.wait_for(site, "/pkg/parlor.css", ".watch-check", REBUILD)
    })?;
    step("change of source", || {
        let mut browser = Browser::connect(reload)?;
        add_element(&tree.join("app/src"))?;
        browser.0.wait_for("\"all\":true", REBUILD)?;
        watch.wait_for(site, "/chat/", "watch-check", REBUILD)
    })
}

/// `cargo leptos watch` in a process group of its own, with its compilers and its server; the group ends with this.
struct Watch(Child);

impl Watch {
    fn start(tree: &Path, site: SocketAddr, reload: SocketAddr) -> Result<Self> {
        let mut watch = cargo();
        watch
            .args(["leptos", "watch"])
            .current_dir(tree)
            .env_remove("CARGO_TARGET_DIR")
            .env("LEPTOS_SITE_ADDR", site.to_string())
            .env("LEPTOS_RELOAD_PORT", reload.port().to_string())
            .env("PARLOR_LISTEN", site.to_string());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut watch, 0);
        Ok(Self(watch.spawn().context("cannot start cargo leptos watch")?))
    }

    /// Asks for a page until the answer has `text` in it.
    fn wait_for(
        &mut self,
        site: SocketAddr,
        path: &str,
        text: &str,
        patience: Duration,
    ) -> Result<()> {
        let until = Instant::now() + patience;
        while !http::get(site, path).is_ok_and(|answer| answer.contains(text)) {
            if let Some(status) = self.0.try_wait()? {
                bail!("cargo leptos watch ended with {status}");
            }
            if Instant::now() > until {
                bail!("{path} had no {text:?} within {patience:?}");
            }
            sleep(Duration::from_millis(250));
        }
        Ok(())
    }

    fn signal(&self, name: &str) -> Result<()> {
        let group = format!("-{}", self.0.id());
        run_command(command("kill").args(["-s", name, "--", &group]))
    }

    /// Interrupts the group as Ctrl-C does, and ends by force what is left after the server's own time for it.
    fn stop(&mut self) -> Result<()> {
        self.signal("INT")?;
        let until = Instant::now() + Duration::from_secs(20);
        while self.0.try_wait()?.is_none() {
            if Instant::now() > until {
                self.signal("KILL")?;
                self.0.wait()?;
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("cargo leptos watch may still be running: {error:#}");
        }
    }
}

/// What a page's reload script listens to.
struct Browser(Listener);

impl Browser {
    fn connect(reload: SocketAddr) -> Result<Self> {
        let listener = Listener::connect(reload, "/live_reload").context("the reload socket")?;
        sleep(Duration::from_secs(1)); // the handshake is answered a moment before it is listed for announcements
        Ok(Self(listener))
    }
}

/// Makes `copy` equal to the sources in `tree`, touching only what differs so that cargo keeps what it has built.
fn mirror(tree: &Path, copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(tree)? {
        let name = entry?.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        let (from, to) = (tree.join(&name), copy.join(&name));
        if from.is_file() {
            update(&from, &to)?;
            continue;
        }
        let sources = files::below(&from)?;
        sources.iter().try_for_each(|file| update(&from.join(file), &to.join(file)))?;
        for stale in files::below(&to)?.iter().filter(|file| sources.binary_search(file).is_err()) {
            fs::remove_file(to.join(stale))?;
        }
    }
    Ok(())
}

fn update(from: &Path, to: &Path) -> Result<()> {
    let content = files::read(from)?;
    if fs::read(to).is_ok_and(|known| known == content) {
        Ok(())
    } else {
        files::write(to, content)
    }
}

fn append(file: &Path, line: &str) -> Result<()> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    files::write(file, format!("{text}\n{line}\n"))
}

/// Puts an element into the head of the document, wherever the sources write it.
fn add_element(sources: &Path) -> Result<()> {
    let (file, text) = document(sources)?;
    files::write(&file, text.replacen("</head>", &format!("{ELEMENT}</head>"), 1))
}

fn document(sources: &Path) -> Result<(PathBuf, String)> {
    for file in files::below(sources)? {
        let file = sources.join(file);
        let text = fs::read_to_string(&file)?;
        if text.contains("</head>") {
            return Ok((file, text));
        }
    }
    bail!("no source below {} writes </head>", sources.display())
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

        mirror(&tree, &copy)?;
        let expected = ["Cargo.toml", "app/src/lib.rs", "target/y"].map(Path::new);
        assert_eq!(files::below(&copy)?, expected);
        assert_eq!(fs::metadata(copy.join("Cargo.toml"))?.modified()?, before);
        Ok(())
    }

    #[test]
    fn the_element_goes_into_the_head() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let shell = folder.path().join("ui/shell.rs");
        files::write(&folder.path().join("lib.rs"), "mod ui;")?;
        files::write(&shell, "view! { <head></head> }")?;
        add_element(folder.path())?;
        assert!(fs::read_to_string(shell)?.contains(&format!("<head>{ELEMENT}</head>")));
        Ok(())
    }
}
