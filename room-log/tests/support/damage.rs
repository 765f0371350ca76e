//! Damage in a database that is too long to be looked through at the start. Needs nothing but the standard library, so that
//! other packages can take it in with `#[path]`.

#![allow(dead_code, reason = "not every test binary uses it")]
#![allow(unreachable_pub, reason = "it is a library to its test binaries")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

use std::fs::{self, OpenOptions};
use std::path::Path;

/// Longer than files are that are looked through.
const LONG: u64 = 300 * 1024 * 1024;

const PAGE: usize = 4096;

/// With this a page begins that has messages and no other pages below it
/// (<https://sqlite.org/fileformat2.html#b_tree_pages>).
const LEAF: u8 = 10;

/// Spoils all pages of a closed database in which one text stands and another does not, and makes the file long without
/// filling it.
pub fn spoil(file: &Path, where_is: &str, and_not: &str) {
    let mut bytes = fs::read(file).expect("the file");
    let holds = |page: &[u8], text: &str| page.windows(text.len()).any(|it| it == text.as_bytes());
    let spoiled = bytes
        .chunks_exact_mut(PAGE)
        .filter(|page| page[0] == LEAF && holds(page, where_is) && !holds(page, and_not))
        .map(|page| page.fill(0xAA))
        .count();
    assert!(spoiled > 5, "{spoiled} pages");
    fs::write(file, bytes).expect("it is ours");
    OpenOptions::new().write(true).open(file).and_then(|it| it.set_len(LONG)).expect("longer");
}
