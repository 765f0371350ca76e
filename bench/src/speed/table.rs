//! The answer.

use std::{fmt, time::Duration};

use crate::speed::usage::Usage;

/// Figures, one a row.
#[derive(Debug)]
pub(super) struct Table {
    about: String,
    rows: Vec<[String; 4]>,
}

impl Table {
    /// An empty table about a machine.
    pub(super) fn new(about: String) -> Self {
        Self { about, rows: Vec::new() }
    }

    /// Adds what was measured, and tells it at once.
    pub(super) fn add(&mut self, what: String, store: &str, figure: String, usage: &Usage) {
        let (clients, servers) = usage.cores();
        eprintln!("{what}, {store}: {figure}");
        let cores = format!("{clients:.2} / {servers:.2}");
        self.rows.push([what, store.to_owned(), figure, cores]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}.\n", self.about)?;
        writeln!(f, "| what | store | figure | cores used: clients / servers |")?;
        write!(f, "| --- | --- | --- | ---: |")?;
        self.rows.iter().try_for_each(|row| write!(f, "\n| {} |", row.join(" | ")))
    }
}

/// Times, of which some are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    /// The time below which so many of a thousand lie.
    pub(super) fn quantile(&self, per_mille: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let index = (self.0.len() * per_mille).div_ceil(1000).saturating_sub(1);
        self.0.get(index.min(last)).copied().unwrap_or_default()
    }

    /// Half, most and the longest.
    pub(super) fn summary(&self) -> String {
        let [half, most, all] = [500, 990, 1000].map(|part| millis(self.quantile(part)));
        format!("p50 {half}, p99 {most}, longest {all} ({} measured)", self.0.len())
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_unstable();
        Self(times)
    }
}

/// A short time in milliseconds.
pub(super) fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let times: Times = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(times.quantile(500), Duration::from_millis(100));
        assert_eq!(times.quantile(990), Duration::from_millis(198));
        assert_eq!(times.quantile(1000), Duration::from_millis(200));
        assert_eq!(Times::default().quantile(500), Duration::ZERO);
    }
}
