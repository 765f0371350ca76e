//! The names under which the module and its glue know each other.
//!
//! wasm-bindgen makes an import's name unique with a hash, which no compression makes smaller, and each stands in both
//! files: short names save 5 kB of 110.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// What stands for the one module that everything is imported from.
const MODULE: &str = "a";

/// The glue, for a module whose names wasm-opt has made shorter, from what it has printed about them: for each import its
/// module, its long name and its short one, and for each export the two names.
pub(crate) fn shorten(glue: &str, printed: &str) -> Result<String> {
    let names: HashMap<String, Vec<Vec<String>>> =
        serde_json::from_str(printed).context("wasm-opt's short names")?;
    let (imports, exports) = (by_long_name(&names["imports"]), by_long_name(&names["exports"]));

    let mut short = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(start) = rest.find(is_in_name) {
        short.push_str(&rest[..start]);
        rest = &rest[start..];
        let name;
        (name, rest) = rest.split_at(rest.find(|c| !is_in_name(c)).unwrap_or(rest.len()));
        let known = if short.ends_with("wasm.") { exports.get(name) } else { imports.get(name) };
        short.push_str(known.unwrap_or(&name));
    }
    short.push_str(rest);
    let modules = names["imports"].iter().filter_map(|import| import.first());
    Ok(modules.fold(short, |glue, module| glue.replace(&quoted(module), &quoted(MODULE))))
}

fn by_long_name(names: &[Vec<String>]) -> HashMap<&str, &str> {
    let ends = names.iter().filter_map(|name| name.split_last_chunk());
    ends.map(|(_, [long, short])| (long.as_str(), short.as_str())).collect()
}

const fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_know_each_other_by_the_short_names() -> Result<()> {
        let mapping = r#"{
            "imports": [["./glue.js", "__wbg_now_463ac581", "b"], ["./glue.js", "__wbg_now_463ac5819", "c"]],
            "exports": [["memory", "d"], ["hydrate", "e"]]
        }"#;
        let glue = r#"
            const imports = { "./glue.js": { __wbg_now_463ac581: () => memory, __wbg_now_463ac5819() {} } };
            export function hydrate() { wasm.hydrate(wasm.memory.buffer); }"#;
        let short = r#"
            const imports = { "a": { b: () => memory, c() {} } };
            export function hydrate() { wasm.e(wasm.d.buffer); }"#;
        assert_eq!(shorten(glue, mapping)?, short);
        Ok(())
    }
}
