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
use crate::process::{cargo, command, output, step};
use crate::{files, mirror, workspace};

/// Where the copy is.
const COPY: &str = "target/watch";

/// What the changes bring onto the page.
const RULE: &str = ".watch-check { color: red }";
const ELEMENT: &str = "<meta name=\"watch-check\" content=\"1\"/>";

/// A first build from nothing, on two cores that are slow.
const FIRST_BUILD: Duration = Duration::from_secs(20 * 60);
const REBUILD: Duration = Duration::from_secs(5 * 60);

/// Runs the loop once through both changes.
pub(crate) fn run() -> Result<()> {
    let tree = workspace::path(COPY);
    mirror::update(&workspace::root(), &tree)?;
    let (site, reload) = (http::free_address()?, http::free_address()?);
    let mut watch = Watch::start(&tree, site, reload)?;

    step("first build", || watch.wait_for(site, "/chat/", "200 OK", FIRST_BUILD))?;
    step("change of style", || {
        let mut browser = Browser::connect(reload)?;
        change_style(&tree.join("style/main.css"), &mut browser)?;
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

    /// Interrupts the group as Ctrl-C does, and ends by force what is left after the server's own time for it.
    fn stop(&mut self) -> Result<()> {
        _ = self.signal("INT"); // a signal fails when nobody is left, as it should be after both
        let until = Instant::now() + Duration::from_secs(20);
        while self.0.try_wait()?.is_none() && Instant::now() < until {
            sleep(Duration::from_millis(100));
        }
        _ = self.signal("KILL");
        self.0.wait()?;
        Ok(())
    }

    fn signal(&self, name: &str) -> Result<String> {
        output(command("sh").arg("-c").arg(format!("kill -s {name} -- -{}", self.0.id())))
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

/// Adds the rule until that is announced: the watcher starts a moment after the server, and nothing says when.
fn change_style(sheet: &Path, browser: &mut Browser) -> Result<()> {
    for _ in 0..10 {
        append(sheet, RULE)?;
        if browser.0.wait_for("parlor.css", Duration::from_secs(30)).is_ok() {
            return Ok(());
        }
    }
    bail!("no change of {} was announced", sheet.display())
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
