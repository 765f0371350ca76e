use rusqlite::ErrorCode;

use crate::LogError;

/// What a failure of SQLite means for who wanted to write.
pub(super) fn of_write(error: &rusqlite::Error) -> LogError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => LogError::Full(error.to_string()),
        _ => of_read(error),
    }
}

/// What it means for who wanted to read.
pub(super) fn of_read(error: &rusqlite::Error) -> LogError {
    let detail = error.to_string();
    match error.sqlite_error_code() {
        // What the schema rules out is there, or what it promises is not.
        Some(
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::Unknown,
        )
        | None => LogError::Damaged(detail),
        Some(_) => LogError::Unavailable(detail),
    }
}
