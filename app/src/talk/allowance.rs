use protocol::limits::{COMPOSER_CHARS, TEXT_BYTES};

/// How much more may be written in one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Enough that nobody needs to know.
    Plenty,
    /// So many characters more; shown in the last tenth.
    Left(usize),
    /// So many characters must go.
    Over(usize),
}

impl Allowance {
    /// Measures a text. Two limits hold, one in characters and one in bytes; a text in Hangul or kana meets
    /// the second one first, and is then counted in characters of its own average size.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let chars = text.chars().count();
        let by_bytes = (TEXT_BYTES * chars).checked_div(text.len()).unwrap_or(COMPOSER_CHARS);
        let most = COMPOSER_CHARS.min(by_bytes);
        if chars > most || text.len() > TEXT_BYTES {
            Self::Over(chars.saturating_sub(most).max(1))
        } else if chars * 10 >= most * 9 {
            Self::Left(most - chars)
        } else {
            Self::Plenty
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_count_shows_in_the_last_tenth() {
        let of = |count| Allowance::of(&"a".repeat(count));
        assert_eq!(of(0), Allowance::Plenty);
        assert_eq!(of(7_199), Allowance::Plenty);
        assert_eq!(of(7_200), Allowance::Left(800));
        assert_eq!(of(8_000), Allowance::Left(0));
        assert_eq!(of(8_001), Allowance::Over(1));
    }

    #[test]
    fn hangul_is_counted_in_hangul() {
        let of = |count| Allowance::of(&"가".repeat(count));
        assert_eq!(of(4_000), Allowance::Plenty);
        assert_eq!(of(5_461), Allowance::Left(0));
        assert_eq!(of(5_462), Allowance::Over(1));
    }

    proptest! {
        #[test]
        fn what_is_not_over_is_within_both_limits(parts in prop::collection::vec("[a가😀]{700,900}", 0..12)) {
            let text = parts.concat();
            let fits = text.len() <= TEXT_BYTES && text.chars().count() <= COMPOSER_CHARS;
            prop_assert_eq!(fits, !matches!(Allowance::of(&text), Allowance::Over(_)));
        }
    }
}
