use std::time::Duration;

use anyhow::Context;

/// Reads a number of seconds, with a fraction if need be.
pub(crate) fn seconds(text: &str) -> anyhow::Result<Duration> {
    let seconds: f64 = text.parse().context("it is a number of seconds")?;
    Duration::try_from_secs_f64(seconds).context("it is a number of seconds")
}

/// Reads a number of seconds above zero.
pub(crate) fn positive_seconds(text: &str) -> anyhow::Result<Duration> {
    seconds(text)
        .ok()
        .filter(|time| !time.is_zero())
        .context("it is a number of seconds above zero")
}
