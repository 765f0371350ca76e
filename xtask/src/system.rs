//! What the operating system's package manager installs, for the tests only.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::process::{command, find, output, run, step};

/// A package of the distribution, and how to see on any system that what it brings is there.
struct Package {
    name: &'static str,
    sign: Sign,
}

enum Sign {
    Program(&'static str),
    /// A font, as a pattern of fontconfig. A system without fontconfig has fonts of its own.
    Font(&'static str),
}

const REDIS: Package = Package { name: "redis-server", sign: Sign::Program("redis-server") };
const CHROMIUM: Package = Package { name: "chromium", sign: Sign::Program("chromium") };
const KOREAN: Package = Package { name: "fonts-noto-cjk", sign: Sign::Font(":lang=ko") };
const EMOJI: Package =
    Package { name: "fonts-noto-color-emoji", sign: Sign::Font(":lang=und-zsye") };

/// What the Rust tests start: Redis.
pub(crate) fn install_for_rust_tests() -> Result<()> {
    install(&[REDIS])
}

/// What all tests use: a browser as well, and fonts to see what it shows.
pub(crate) fn install_for_all_tests() -> Result<()> {
    install(&[REDIS, CHROMIUM, KOREAN, EMOJI])
}

fn install(packages: &[Package]) -> Result<()> {
    let missing: Vec<_> =
        packages.iter().filter(|package| !package.is_there()).map(|package| package.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !can_use_apt() {
        bail!("these packages are missing, please install them: {}", missing.join(" "));
    }
    step(&format!("system packages: {}", missing.join(" ")), || {
        run(apt_get().args(["update", "--quiet"]))?;
        run(apt_get()
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(missing))
    })
}

impl Package {
    fn is_there(&self) -> bool {
        match self.sign {
            Sign::Program(name) => find(name).is_some(),
            Sign::Font(pattern) => match output(command("fc-list").arg(pattern)) {
                Ok(fonts) => !fonts.trim().is_empty(),
                Err(_) => find("dpkg").is_none() || self.is_known_to_dpkg(),
            },
        }
    }

    fn is_known_to_dpkg(&self) -> bool {
        output(command("dpkg-query").args([
            "--show",
            "--showformat=${db:Status-Status}",
            self.name,
        ]))
        .is_ok_and(|status| status == "installed")
    }
}

/// apt-get, asking nobody anything.
fn apt_get() -> std::process::Command {
    let mut apt_get = command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    apt_get
}

fn can_use_apt() -> bool {
    let is_root = || output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    find("apt-get").is_some() && is_root()
}
