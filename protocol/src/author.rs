use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::NICKNAME_CHARS;

/// Who said something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Stays the same through changes of the nickname.
    pub id: UserId,
    /// What people call them; a label, not an identity.
    pub nickname: Nickname,
}

/// The lasting identity of a person: what the signed cookie holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// Takes an id that the server made, or that it found under its own signature.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self(id)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What people call somebody: NFC, 1 to 32 characters, no control characters, single spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nickname(String);

/// Why a text cannot be a nickname.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNickname {
    /// Nothing that can be seen.
    #[error("A name needs at least one letter.")]
    Empty,
    /// More than 32 characters.
    #[error("A name has at most {NICKNAME_CHARS} characters.")]
    TooLong,
}

impl Nickname {
    /// The nickname as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Combining marks in a row. Scripts of India need as many; towers of them cover other people's words.
#[cfg(feature = "parse")]
const MARKS: usize = 4;

#[cfg(feature = "parse")]
impl Nickname {
    /// Reads a nickname as somebody typed it: composes it, drops what cannot be seen and marks on top of marks, joins runs of white
    /// space.
    ///
    /// # Errors
    /// Says what is wrong, for the person who typed it.
    pub fn parse(typed: &str) -> Result<Self, BadNickname> {
        use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
        if typed.len() > 64 * NICKNAME_CHARS {
            return Err(BadNickname::TooLong);
        }
        let visible: String = typed
            .nfc()
            .filter(|c| c.is_whitespace() || !crate::visible::is_invisible(*c))
            .scan(0, |marks, c| {
                *marks = if is_combining_mark(c) { *marks + 1 } else { 0 };
                Some((c, *marks <= MARKS))
            })
            .filter_map(|(c, stands)| stands.then_some(c))
            .collect();
        let name = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.chars().any(|c| c.is_alphanumeric() && crate::visible::is_visible(c)) {
            return Err(BadNickname::Empty);
        }
        if name.chars().count() > NICKNAME_CHARS {
            return Err(BadNickname::TooLong);
        }
        Ok(Self(name))
    }
}

impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nickname(typed: &str) -> Result<String, BadNickname> {
        Nickname::parse(typed).map(|name| name.to_string())
    }

    #[test]
    fn nicknames_are_tidied() {
        assert_eq!(nickname("  Ada \t Lovelace\n"), Ok("Ada Lovelace".into()));
        assert_eq!(nickname("김\u{202e}민\0준"), Ok("김민준".into()));
        assert_eq!(nickname("\u{1100}\u{1161}"), Ok("가".into()));
        assert_eq!(
            nickname(&format!("Z{}!", "\u{351}".repeat(31))),
            Ok("Z\u{351}\u{351}\u{351}\u{351}!".into())
        );
        assert_eq!(nickname("क्ष्मि"), Ok("क्ष्मि".into()));
    }

    #[test]
    fn a_nickname_can_be_seen_and_fits() {
        for empty in ["", "  ", "\u{200b}\u{200e}", "…", "\u{3164}"] {
            assert_eq!(nickname(empty), Err(BadNickname::Empty), "{empty:?}");
        }
        assert!(nickname(&"가".repeat(32)).is_ok());
        assert_eq!(nickname(&"가".repeat(33)), Err(BadNickname::TooLong));
    }

    proptest! {
        #[test]
        fn a_tidy_nickname_stays_as_it_is(typed: String) {
            if let Ok(name) = Nickname::parse(&typed) {
                prop_assert_eq!(Nickname::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
