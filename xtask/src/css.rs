//! One style sheet from many: follows `@import` and drops what only people read.
//!
//! Not a CSS compiler. The sheets are plain CSS for today's browsers, and brotli does the rest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The sheet and all it imports, in the order of the cascade, without comments.
pub(crate) fn bundle(sheet: &Path) -> Result<String> {
    Ok(without_comments(&with_imports(sheet, &mut Vec::new())?))
}

/// `open` are the sheets that are being read, from the first to the one that imports this.
fn with_imports(sheet: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    let text =
        fs::read_to_string(sheet).with_context(|| format!("cannot read {}", sheet.display()))?;
    let here = sheet.canonicalize().with_context(|| format!("cannot find {}", sheet.display()))?;
    if open.contains(&here) {
        bail!("{} imports itself", sheet.display());
    }
    open.push(here);
    let mut bundle = String::new();
    for line in text.lines() {
        match import(line).with_context(|| format!("in {}", sheet.display()))? {
            Some(file) => {
                let imported = sheet.with_file_name(file);
                bundle += &with_imports(&imported, open)
                    .with_context(|| format!("in {}", sheet.display()))?;
            }
            None => bundle += line,
        }
        bundle.push('\n');
    }
    open.pop();
    Ok(bundle)
}

/// The file that a line imports. An import of any other form than `@import "./file.css";` is an error,
/// because it would silently do nothing in the middle of a bundle.
fn import(line: &str) -> Result<Option<&str>> {
    let Some(rest) = line.trim().strip_prefix("@import") else { return Ok(None) };
    match rest.trim().strip_prefix("\"./").and_then(|rest| rest.strip_suffix("\";")) {
        Some(file) => Ok(Some(file)),
        None => bail!(
            "cannot follow {:?}; write @import \"./file.css\"; on a line of its own",
            line.trim()
        ),
    }
}

/// Drops comments, indentation and empty lines; strings stay as they are.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(start);
        kept += before;
        let length = match from.as_bytes() {
            [b'/', b'*', ..] => from[2..].find("*/").map_or(from.len(), |end| end + 4),
            [b'/', ..] => 1,
            _ => string_length(from),
        };
        if !from.starts_with("/*") {
            kept += &from[..length];
        }
        rest = &from[length..];
    }
    kept += rest;
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// How many bytes the string has that `text` begins with, both quotes included.
fn string_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, quote)| quote);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            other if Some(other) == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::write;

    fn bundled(sheets: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir()?;
        for (name, text) in sheets {
            write(&folder.path().join(name), text)?;
        }
        bundle(&folder.path().join("main.css"))
    }

    fn complaint(sheets: &[(&str, &str)]) -> String {
        bundled(sheets)
            .map_or_else(|error| format!("{error:#}"), |css| format!("no complaint: {css}"))
    }

    #[test]
    fn imports_are_replaced_in_their_order_and_rules_stay() -> Result<()> {
        let css = bundled(&[
            (
                "main.css",
                "@import \"./a.css\";\n@import \"./parts/b.css\";\n\nbody { margin: 0 }\n",
            ),
            ("a.css", "a { color: red }\n"),
            ("parts/b.css", "@import \"./c.css\";\nb { color: blue }\n"),
            ("parts/c.css", "c { color: green }"),
        ])?;
        assert_eq!(
            css,
            "a { color: red }\nc { color: green }\nb { color: blue }\nbody { margin: 0 }\n"
        );
        Ok(())
    }

    #[test]
    fn an_unknown_file_is_named() {
        let said = complaint(&[("main.css", "@import \"./gone.css\";")]);
        assert!(said.contains("gone.css") && said.contains("main.css"), "{said}");
    }

    #[test]
    fn a_circle_is_an_error() {
        let said = complaint(&[
            ("main.css", "@import \"./a.css\";"),
            ("a.css", "@import \"./main.css\";"),
        ]);
        assert!(said.contains("imports itself"), "{said}");
    }

    #[test]
    fn an_import_it_cannot_follow_is_an_error() {
        let said = complaint(&[("main.css", "@import url(https://example.org/x.css);")]);
        assert!(said.contains("cannot follow"), "{said}");
    }

    #[test]
    fn comments_go_and_strings_stay() -> Result<()> {
        let css = bundled(&[(
            "main.css",
            "/* one\n two */a::after {\n  content: \"/* \\\" stays */\"; /* goes */\n  top: calc(1px / 2);\n}\n\n/* open",
        )])?;
        assert_eq!(css, "a::after {\ncontent: \"/* \\\" stays */\";\ntop: calc(1px / 2);\n}\n");
        Ok(())
    }
}
