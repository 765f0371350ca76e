//! The dialect of the Django Channels tutorial: `{"message": "…"}` both ways, and nothing else.

use serde::{Deserialize, Serialize};

use crate::Text;

/// The only frame there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// What is said.
    pub message: Text,
}

#[cfg(feature = "parse")]
impl Frame {
    /// Reads a frame from the tutorial's page.
    ///
    /// # Errors
    /// This dialect has no frame for errors: the caller drops what it cannot read.
    pub fn parse(frame: &str) -> Result<Self, crate::FrameError> {
        use crate::{ErrorCode, FrameError};
        let fields = crate::client_frame::object(frame)?;
        let message =
            fields.get("message").and_then(serde_json::Value::as_str).ok_or_else(|| {
                FrameError::new(ErrorCode::Missing, "A message, as text, is missing.")
                    .in_field("message")
            })?;
        let message = Text::parse(message).map_err(|error| {
            FrameError::new(ErrorCode::BadValue, error.to_string()).in_field("message")
        })?;
        Ok(Self { message })
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_text_under_message_is_a_message() {
        let read = |frame| Frame::parse(frame).map(|frame| frame.message.to_string()).ok();
        assert_eq!(read(r#"{"message": "hi", "extra": 1}"#), Some("hi".into()));
        for bad in [
            "",
            "hi",
            "[]",
            "{}",
            r#"{"message":1}"#,
            r#"{"message":null}"#,
            r#"{"message":""}"#,
            r#"{"message":"\ud800"}"#,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(frame: String) {
            let _ = Frame::parse(&frame);
        }
    }
}
