use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::ROOM_NAME_CHARS;

/// The name of a room in canonical form: NFC, lower case, 1 to 64 letters, digits, marks, `_`, `-`, `.`.
///
/// One canonical name is one room, however people spell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomName(String);

/// Why a text cannot be the name of a room. Each says so in words for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum BadRoomName {
    /// Nothing but white space.
    #[error("A room needs a name.")]
    Empty,
    /// More than 64 characters.
    #[error("A room name has at most {ROOM_NAME_CHARS} characters.")]
    TooLong,
    /// A character that is no letter, digit or mark, nor `_`, `-`, `.`.
    #[error("A room name is made of letters, digits, “_”, “-” and “.”, without spaces.")]
    Character,
    /// `.` and `..` mean folders in a URL: browsers never send them, so nobody could enter.
    #[error("A room name needs a letter or a digit.")]
    Dots,
}

impl RoomName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a name that a server has already made canonical.
    #[must_use]
    pub fn from_canonical(name: String) -> Self {
        Self(name)
    }
}

#[cfg(feature = "parse")]
impl RoomName {
    /// Reads a name as somebody typed it, and makes it canonical.
    ///
    /// # Errors
    /// Says what is wrong with the name, for the person who typed it.
    pub fn parse(typed: &str) -> Result<Self, BadRoomName> {
        // NFC can at most halve the count, so nothing longer than this could ever fit.
        if typed.len() > 64 * ROOM_NAME_CHARS {
            return Err(BadRoomName::TooLong);
        }
        let name = canonical(typed.trim());
        if name.is_empty() {
            return Err(BadRoomName::Empty);
        }
        if !name.chars().all(is_room_char) {
            return Err(BadRoomName::Character);
        }
        if name.chars().count() > ROOM_NAME_CHARS {
            return Err(BadRoomName::TooLong);
        }
        if name == "." || name == ".." {
            return Err(BadRoomName::Dots);
        }
        Ok(Self(name))
    }
}

/// NFC and lower case. Lowering can leave a text that composes further, hence NFC on both sides of it.
#[cfg(feature = "parse")]
fn canonical(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfc().collect::<String>().to_lowercase().nfc().collect()
}

#[cfg(feature = "parse")]
fn is_room_char(c: char) -> bool {
    use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
    matches!(c, '_' | '-' | '.')
        || matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
        )
        || c.general_category() == GeneralCategory::DecimalNumber
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(typed: &str) -> Result<String, BadRoomName> {
        RoomName::parse(typed).map(|room| room.to_string())
    }

    #[test]
    fn one_room_has_many_spellings() {
        assert_eq!(name("  Lobby "), Ok("lobby".into()));
        assert_eq!(name("CAFÉ"), name("cafe\u{301}"));
        assert_eq!(name("로비"), name("\u{1105}\u{1169}\u{1107}\u{1175}"));
        assert_eq!(name("로비"), Ok("로비".into()));
        assert_eq!(name("ロビー"), Ok("ロビー".into()));
        assert_eq!(name("chat٣"), Ok("chat٣".into()));
        assert_eq!(name("v1.2_a-b"), Ok("v1.2_a-b".into()));
    }

    #[test]
    fn what_cannot_be_a_room_is_refused_with_its_reason() {
        assert_eq!(name(" \t"), Err(BadRoomName::Empty));
        assert_eq!(name("two words"), Err(BadRoomName::Character));
        for bad in
            ["a/b", "a?b", "a#b", "a%b", "a\0b", "a\nb", "🙂", "½", "a\u{202e}b", "a\u{200d}b"]
        {
            assert_eq!(name(bad), Err(BadRoomName::Character), "{bad:?}");
        }
        assert_eq!(name("."), Err(BadRoomName::Dots));
        assert_eq!(name(".."), Err(BadRoomName::Dots));
        assert_eq!(name("..."), Ok("...".into()));
    }

    #[test]
    fn sixty_four_characters_fit_in_any_script() {
        assert!(name(&"가".repeat(64)).is_ok());
        assert_eq!(name(&"가".repeat(65)), Err(BadRoomName::TooLong));
        assert_eq!(name(&"x".repeat(1_000_000)), Err(BadRoomName::TooLong));
        // Each becomes two characters when lowered.
        assert_eq!(name(&"İ".repeat(33)), Err(BadRoomName::TooLong));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(typed: String) {
            let _ = name(&typed);
        }

        #[test]
        fn a_canonical_name_is_its_own_canonical_form(typed in "[\\p{L}\\p{M}\\p{Nd}_.-]{1,40}") {
            if let Ok(once) = RoomName::parse(&typed) {
                prop_assert_eq!(RoomName::parse(once.as_str()), Ok(once.clone()));
                prop_assert!(once.as_str().chars().count() <= ROOM_NAME_CHARS);
            }
        }
    }
}
