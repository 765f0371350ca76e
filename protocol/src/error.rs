use serde::{Deserialize, Serialize};

use crate::Nonce;

/// What was wrong with a frame, or with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The frame is not a JSON object in a text frame.
    BadFrame,
    /// `type` is missing or names no frame.
    UnknownType,
    /// A field is missing.
    Missing,
    /// A field has the wrong type or form.
    BadValue,
    /// A text is empty.
    Empty,
    /// A text is over its limit.
    TooLong,
    /// The message that was to be changed does not stand in the log.
    NotFound,
    /// Only its author may change a message in this way.
    NotYours,
    /// More messages a second than the rate allows.
    TooFast,
    /// The channel layer cannot be reached: nothing was sent, trying again later is right.
    Unavailable,
}

/// The answer to a frame that could not be carried out. The socket stays open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct FrameError {
    /// For programs.
    pub code: ErrorCode,
    /// The field at fault, when one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The nonce of the message that was not sent, when it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// For people, in English.
    pub detail: String,
}

impl FrameError {
    /// An error that concerns the whole frame.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, field: None, nonce: None, detail: detail.into() }
    }

    /// Names the field at fault.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Says which message it was about.
    #[must_use]
    pub fn about(mut self, nonce: Option<Nonce>) -> Self {
        self.nonce = nonce;
        self
    }
}
