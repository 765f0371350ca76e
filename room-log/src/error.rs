use crate::Refusal;

/// Why a log did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// It cannot be reached, is locked, or did not answer in time. What was appended may stand in it or not:
    /// appending it again under the same nonce is right.
    #[error("the log is unavailable: {0}")]
    Unavailable(String),
    /// There is no space for more: the disk is full, or Redis is out of memory. Nothing was taken.
    #[error("the log is full: {0}")]
    Full(String),
    /// What is stored contradicts itself. Nothing was changed.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// It is well, and has not taken a change. Nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Why a log could not be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);
