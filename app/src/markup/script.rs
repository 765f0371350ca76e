//! What a character is, and where a text is cut. Ranges instead of the standard library's tables, and one cut for all:
//! what stands here travels with every page.

/// White space.
pub(super) const fn is_space(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{3000}')
}

/// A letter or a digit: whatever is no punctuation, symbol or emoji.
pub(super) const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c >= '\u{c0}'
            && !matches!(c, '\u{1680}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}'
                | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff65}' | '\u{1f000}'..='\u{1faff}')
}

/// A letter of Hangul, Kanji or kana: scripts that put the next word, or a particle, right behind a name or an address.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a text begins with another; letters of ASCII are the same in upper and lower case.
pub(super) fn begins(text: &str, with: &str) -> bool {
    text.as_bytes().get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with.as_bytes()))
}

/// The first bytes of a text, and the rest. Where no character ends it is all of the text.
pub(super) fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The first line, and what is below it.
pub(super) fn line(text: &str) -> (&str, &str) {
    let length = text.bytes().position(|b| b == b'\n').unwrap_or(text.len());
    (split(text, length).0, split(text, length + 1).1)
}

/// A text whose white space, line breaks included, is single spaces between words.
pub(super) fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    let mut gap = false;
    for c in text.chars() {
        if is_space(c) {
            gap = !line.is_empty();
        } else {
            if gap {
                line.push(' ');
                gap = false;
            }
            line.push(c);
        }
    }
    line
}
