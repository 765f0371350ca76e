use std::fmt;

use serde::{Deserialize, Serialize};

/// A sign that somebody puts on a message: 1 to 32 bytes of UTF-8, no white space and no ASCII letters, and something in
/// it that is neither ASCII nor invisible. Digits are allowed, since “1️⃣” begins with one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Emoji(String);

impl Emoji {
    /// The emoji as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "parse")]
impl Emoji {
    /// Reads an emoji that a stranger sent, and composes it (NFC); `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        use unicode_normalization::UnicodeNormalization;

        use crate::{limits::EMOJI_BYTES, visible};
        if text.len() > EMOJI_BYTES {
            return None;
        }
        // The flags of some countries are spelled with tags, which are invisible.
        let is_tag = |c: char| matches!(c, '\u{e0020}'..='\u{e007f}');
        let fits = |c: char| {
            !c.is_whitespace()
                && !c.is_ascii_alphabetic()
                && (is_tag(c) || !visible::is_invisible(c))
        };
        let shows = |c: char| !c.is_ascii() && visible::is_visible(c);
        let sign: String = text.nfc().collect();
        let is_one = sign.len() <= EMOJI_BYTES && sign.chars().all(fits) && sign.chars().any(shows);
        is_one.then_some(Self(sign))
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn emoji_are_short_and_can_be_seen() {
        for emoji in ["👍", "❤️", "1️⃣", "#️⃣", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇰🇷", "👍🏽", "가", "ㅋㅋ"]
        {
            assert_eq!(Emoji::parse(emoji).map(|emoji| emoji.0).as_deref(), Some(emoji));
        }
        for text in [
            "",
            " ",
            "1",
            ":)",
            "a",
            "👍a",
            "👍 👍",
            "\u{200b}",
            "\u{fe0f}\u{202e}👍",
            "👍\n",
            "\u{200d}",
        ] {
            assert_eq!(Emoji::parse(text), None, "{text:?}");
        }
        assert_eq!(Emoji::parse(&"👍".repeat(9)), None, "36 bytes");
        assert_eq!(Emoji::parse("\u{1100}\u{1161}"), Emoji::parse("가"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text: String) {
            if let Some(emoji) = Emoji::parse(&text) {
                prop_assert_eq!(Emoji::parse(emoji.as_str()), Some(emoji));
            }
        }
    }
}
