/// Combining marks in a row. Vietnamese needs two, the phonetic alphabet three; towers of them cover other messages.
const MARKS: usize = 4;

/// The part of a text that may be shown.
///
/// Left out are control characters, what turns the direction of writing around and would have to be closed again, and
/// marks on top of marks. Line breaks of every kind become `\n`.
pub(super) fn part(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        match c {
            '\n' | '\t' => {}
            '\u{2028}' | '\u{2029}' => {
                part.push('\n');
                continue;
            }
            '\0'..=' ' if c != ' ' => continue,
            '\u{7f}'..='\u{9f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => continue,
            _ => {}
        }
        if is_mark(c) {
            marks += 1;
            if marks > MARKS {
                continue;
            }
        } else if !is_passed_over(c) {
            marks = 0;
        }
        part.push(c);
    }
    part
}

/// A mark that is drawn over or under the letter before it. Thai ones are among them because they stack as well.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// What may stand between two marks and is not seen there: it has no width, or makes bold, italics and code.
const fn is_passed_over(c: char) -> bool {
    matches!(c, '*' | '_' | '`' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}')
}
