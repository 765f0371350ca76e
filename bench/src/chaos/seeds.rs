use std::str::FromStr;

use anyhow::{Context, Result, ensure};

/// A range of seeds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seeds {
    pub(super) from: u64,
    /// The first that is not run.
    pub(super) to: u64,
}

impl FromStr for Seeds {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (from, to) = text.split_once("..").context("a range is A..B")?;
        let seeds = Self { from: from.parse()?, to: to.parse()? };
        ensure!(seeds.from < seeds.to, "there is no seed from {from} up to {to}");
        Ok(seeds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_two_ends_and_something_between() {
        let seeds: Seeds = "3..5".parse().expect("a range");
        assert_eq!((seeds.from, seeds.to), (3, 5));
        for text in ["3", "5..3", "3..3", "a..b"] {
            assert!(text.parse::<Seeds>().is_err(), "{text}");
        }
    }
}
