use redis::RedisError;

use crate::LogError;

/// What a failure of Redis means.
pub(super) struct Failure {
    pub(super) error: LogError,
    /// Whether another connection may do better: this one is silent or in disorder, or leads to a server that has
    /// stopped being the one to write to.
    pub(super) is_broken: bool,
}

impl From<&RedisError> for Failure {
    fn from(error: &RedisError) -> Self {
        let is_broken = error.is_io_error() || error.is_timeout() || error.is_unrecoverable_error();
        let detail = error.to_string();
        // Before version 7 the code of a failure in a script stands inside of its text.
        let says = |codes: &[&str]| {
            let code = error.code().unwrap_or_default();
            codes.iter().any(|it| code == *it || (code == "ERR" && detail.contains(it)))
        };
        if is_broken || says(&["READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN"]) {
            return Self { error: LogError::Unavailable(detail), is_broken: true };
        }
        // MISCONF: it does not take writes, because it cannot write to its disk.
        let error = if says(&["OOM", "MISCONF"]) {
            LogError::Full(detail)
        } else if says(&["WRONGTYPE", "ERR"]) || error.code().is_none() {
            LogError::Damaged(detail)
        } else {
            LogError::Unavailable(detail)
        };
        Self { error, is_broken: false }
    }
}
