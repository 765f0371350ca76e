use serde::{Deserialize, Serialize};

/// The languages Parlor speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    /// English, for everybody who reads none of the others.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Locale {
    /// Every language, in the order of preference when a reader takes several equally.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The language's tag, as `<html lang>` has it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// What those call it who speak it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ko => "한국어",
        }
    }

    /// The language a reader likes most, from an `Accept-Language` header or a single tag.
    ///
    /// The highest weight wins, and of equal weights the first. English when nothing fits.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = None;
        for range in header.split(',') {
            let (tag, weight) = weighed(range);
            let Some(locale) = Self::of_tag(tag) else { continue };
            if weight > 0 && best.is_none_or(|(_, most)| weight > most) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale).unwrap_or_default()
    }

    /// The language of a tag. `ko-KR` is Korean; only the first part counts.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }
}

/// A language range and its weight in thousandths; a weight that cannot be read counts as none.
fn weighed(range: &str) -> (&str, u32) {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    (tag, weight.map_or(1000, thousandths))
}

/// Reads `0.8` as 800, without the code that floating point would bring into the page.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
    let fraction =
        digits.fold(0, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0').min(9)));
    match whole {
        "0" => fraction,
        "1" => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_reader_gets_the_language_they_like_most() {
        let locale = Locale::from_accept_language;
        assert_eq!(locale(""), Locale::En);
        assert_eq!(locale("ko"), Locale::Ko);
        assert_eq!(locale("KO-kr"), Locale::Ko);
        assert_eq!(locale("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7"), Locale::Ko);
        assert_eq!(locale("en-US,en;q=0.9,ko;q=0.8"), Locale::En);
        assert_eq!(locale("en;q=0.5, ko;q=0.75"), Locale::Ko);
        assert_eq!(locale("fr-CH, fr;q=0.9, ko;q=0.2, *;q=0.5"), Locale::Ko);
        assert_eq!(locale("ko;q=0, de"), Locale::En, "zero means never");
        assert_eq!(locale("kok"), Locale::En, "Konkani is not Korean");
        assert_eq!(locale("ko, en"), Locale::Ko, "the first of equals");
    }

    proptest! {
        #[test]
        fn any_header_is_answered(header: String) {
            let _ = Locale::from_accept_language(&header);
        }
    }
}
