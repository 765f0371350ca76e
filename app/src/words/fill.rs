/// A text with values in the places of `{0}`, `{1}` and so on. What is written in braces besides that is not there.
pub(super) fn fill(text: &str, values: &[&str]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let place = part.bytes().next().unwrap_or_default().wrapping_sub(b'0');
        filled.push_str(values.get(usize::from(place)).copied().unwrap_or_default());
        filled.push_str(part.get(2..).unwrap_or_default());
    }
    filled
}

/// A text with a number in it, in the form for that number.
pub(super) fn count(text: &str, number: usize) -> String {
    let (one, any) = text.split_once('|').unwrap_or((text, text));
    fill(if number == 1 { one } else { any }, &[&number.to_string()])
}

/// One of the parts of a text; the last one beyond them.
pub(super) fn part(text: &'static str, at: usize) -> &'static str {
    let mut parts = text.split('|');
    let last = parts.next_back().unwrap_or_default();
    parts.nth(at).unwrap_or(last)
}
