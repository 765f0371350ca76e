//! The clock by which ids go, and Redis with them: all of a run is on one machine.

use std::time::SystemTime;

/// Milliseconds since 1970-01-01 00:00 UTC.
pub(crate) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
