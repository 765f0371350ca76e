use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Control and format characters: nothing to see, but able to reverse or hide what stands beside them. The two joiners
/// are not among them, since scripts and emoji need them.
pub(crate) fn is_invisible(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Other
        && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character by itself shows anything. The Hangul fillers are letters, and blank.
pub(crate) fn is_visible(c: char) -> bool {
    let blank =
        matches!(c, '\u{200c}' | '\u{200d}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    !blank && !c.is_whitespace() && !is_invisible(c)
}
