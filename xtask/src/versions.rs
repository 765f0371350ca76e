//! The developer's tools and their versions, in one table. `end2end/package.json` has those from npm.

/// A program that cargo installs.
pub(crate) struct Tool {
    /// Its package.
    pub(crate) package: &'static str,
    /// What is started to ask for its version.
    pub(crate) program: &'static str,
    pub(crate) version: &'static str,
    /// How it is installed, beyond its name and version.
    pub(crate) flags: &'static [&'static str],
}

/// The crate, the library that makes the glue, and the program Trunk and cargo-leptos call: always equal.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// In the order in which they are installed: the ten-minute one last.
pub(crate) const CARGO_TOOLS: [Tool; 3] = [
    Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: WASM_BINDGEN,
        flags: &[], // not `--locked`: its lock file names a version that cannot be found any more
    },
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14", // 0.22 needs a newer compiler
        flags: &["--locked"],
    },
    Tool {
        package: "cargo-leptos",
        program: "cargo-leptos",
        version: "0.3.10", // 0.3.11 locks a dependency that needs a newer compiler
        flags: &["--locked", "--features", "no_downloads"],
    },
];

impl Tool {
    /// Whether an answer to `--version`, like `trunk 0.21.14`, names this version.
    pub(crate) fn is_named_by(&self, answer: &str) -> bool {
        answer.split_whitespace().nth(1) == Some(self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn wasm_bindgen_has_one_version() -> anyhow::Result<()> {
        let lock = std::fs::read_to_string(workspace::path("Cargo.lock"))?;
        for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let entry = format!("name = \"{package}\"\nversion = \"{WASM_BINDGEN}\"\n");
            assert!(lock.contains(&entry), "Cargo.lock has no {package} {WASM_BINDGEN}");
        }
        Ok(())
    }

    #[test]
    fn only_the_exact_version_will_do() {
        let trunk = &CARGO_TOOLS[1];
        assert!(trunk.is_named_by("trunk 0.21.14\n"));
        assert!(trunk.is_named_by("trunk 0.21.14 (abcdef 2025-05-05)"));
        assert!(!trunk.is_named_by("trunk 0.21.1"));
        assert!(!trunk.is_named_by("trunk 0.21.145"));
        assert!(!trunk.is_named_by(""));
    }
}
