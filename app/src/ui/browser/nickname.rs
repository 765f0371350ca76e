use protocol::{BadNickname, Nickname, limits::NICKNAME_CHARS};
use serde::{
    Deserialize,
    de::value::{Error, StrDeserializer},
};

/// Takes a nickname as it was typed. The server makes it tidy, and has the last word.
pub(crate) fn nickname(typed: &str) -> Result<Nickname, BadNickname> {
    let typed = typed.trim();
    if typed.chars().count() > NICKNAME_CHARS {
        return Err(BadNickname::TooLong);
    }
    if typed.is_empty() {
        return Err(BadNickname::Empty);
    }
    Nickname::deserialize(StrDeserializer::<Error>::new(typed)).map_err(|_| BadNickname::Empty)
}
