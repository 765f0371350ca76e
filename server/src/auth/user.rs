use app::Locale;
use protocol::{Author, Nickname, UserId};
use sha2::{Digest, Sha256};

/// Who is behind a request: a guest, with the nickname they chose or one that was made for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) nickname: Nickname,
}

impl User {
    pub(crate) fn new(id: UserId, chosen: Option<Nickname>, locale: Locale) -> Self {
        let nickname = chosen.unwrap_or_else(|| friendly_nickname(&id, locale));
        Self { id, nickname }
    }
}

impl From<User> for Author {
    fn from(user: User) -> Self {
        Self { id: user.id, nickname: user.nickname }
    }
}

const ENGLISH: ([&str; 16], [&str; 16]) = (
    [
        "Quiet", "Amber", "Brisk", "Calm", "Clever", "Early", "Gentle", "Golden", "Happy", "Lucky",
        "Mellow", "Misty", "Nimble", "Sunny", "Velvet", "Warm",
    ],
    [
        "Otter", "Badger", "Crane", "Dolphin", "Falcon", "Fox", "Heron", "Ibis", "Koala", "Lynx",
        "Magpie", "Panda", "Robin", "Seal", "Tiger", "Wren",
    ],
);

const KOREAN: ([&str; 16], [&str; 16]) = (
    [
        "조용한",
        "다정한",
        "느긋한",
        "명랑한",
        "포근한",
        "부지런한",
        "상냥한",
        "씩씩한",
        "산뜻한",
        "용감한",
        "재빠른",
        "차분한",
        "따뜻한",
        "영리한",
        "행복한",
        "반짝이는",
    ],
    [
        "수달",
        "고라니",
        "두루미",
        "돌고래",
        "다람쥐",
        "여우",
        "왜가리",
        "부엉이",
        "고양이",
        "까치",
        "판다",
        "토끼",
        "물개",
        "호랑이",
        "참새",
        "노루",
    ],
);

/// A name for somebody who has not chosen one. The same person gets the same name at every visit.
fn friendly_nickname(id: &UserId, locale: Locale) -> Nickname {
    let digest = Sha256::digest(id.as_str().as_bytes());
    let (qualities, animals) = if locale == Locale::Ko { KOREAN } else { ENGLISH };
    let pick = |words: [&'static str; 16], byte: usize| words[usize::from(digest[byte]) % 16];
    let number = u16::from_le_bytes([digest[2], digest[3]]) % 100;
    let name = format!("{} {} {number}", pick(qualities, 0), pick(animals, 1));
    #[expect(
        clippy::expect_used,
        reason = "the words above are letters, and the longest pair is short"
    )]
    Nickname::parse(&name).expect("a friendly nickname is a nickname")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_name_and_keeps_it() {
        for n in 0..2000 {
            let id = UserId::new(format!("{n}"));
            for locale in [Locale::En, Locale::Ko] {
                let name = friendly_nickname(&id, locale);
                assert_eq!(name, friendly_nickname(&id, locale));
            }
        }
    }
}
