use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::TEXT_BYTES;

/// What a message says: NFC, 1 byte to 16 KiB, something that can be seen, no control characters but line breaks and
/// tabs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

/// Why a text cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing but white space.
    #[error("A message needs some text.")]
    Empty,
    /// More than 16 KiB.
    #[error("A message holds at most 16 KiB of text.")]
    TooLong,
}

impl Text {
    /// Takes what a person wrote, as it is, when there is something in it.
    ///
    /// # Errors
    /// Nothing but white space, or over the limit in bytes.
    pub fn new(written: String) -> Result<Self, BadText> {
        if written.len() > TEXT_BYTES {
            Err(BadText::TooLong)
        } else if written.chars().all(|c| c.is_whitespace() || c.is_control()) {
            Err(BadText::Empty)
        } else {
            Ok(Self(written))
        }
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "parse")]
impl Text {
    /// Reads what a stranger sent: composes it, so that the same words are the same bytes whatever keyboard
    /// wrote them (macOS can send Hangul in pieces), and takes out control characters.
    ///
    /// # Errors
    /// As [`Text::new`].
    pub fn parse(written: &str) -> Result<Self, BadText> {
        use unicode_normalization::UnicodeNormalization;
        if written.len() > TEXT_BYTES * 3 {
            return Err(BadText::TooLong);
        }
        let said: String =
            written.nfc().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if !said.chars().any(crate::visible::is_visible) {
            return Err(BadText::Empty);
        }
        Self::new(said)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_in_bytes_of_composed_text() {
        assert!(Text::parse(&"a".repeat(TEXT_BYTES)).is_ok());
        assert_eq!(Text::parse(&"a".repeat(TEXT_BYTES + 1)), Err(BadText::TooLong));
        let decomposed = "\u{1100}\u{1161}".repeat(TEXT_BYTES / 3);
        assert_eq!(Text::parse(&decomposed), Text::new("가".repeat(TEXT_BYTES / 3)));
    }

    #[test]
    fn nothing_is_not_a_message() {
        for nothing in ["", " ", "\n\t\u{3000}", "\0", "\u{200b}", "\u{feff}\u{202e}", "\u{3164}"] {
            assert_eq!(Text::parse(nothing), Err(BadText::Empty), "{nothing:?}");
        }
        assert_eq!(
            Text::parse("a\0\u{1b}b\tc\n").map(|text| text.to_string()),
            Ok("ab\tc\n".into())
        );
        assert_eq!(Text::parse("  hi\n").map(|text| text.to_string()), Ok("  hi\n".into()));
    }
}
