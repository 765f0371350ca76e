//! Shell patterns for channel names.

use std::fmt;

/// A shell pattern, matched against the whole of a channel name as Python's `fnmatch` does
/// (`channel_capacity` of `channels_redis`): `*` is any text, `?` one character, `[abc]`, `[a-z]`
/// and `[!a-z]` one character of a set or outside of it. A `[` that is never closed is itself.
///
/// ```
/// use channel_layer::Pattern;
///
/// assert!(Pattern::new("worker-[0-9]*").matches("worker-12"));
/// assert!(!Pattern::new("worker-?").matches("worker-12"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Exactly(char),
    AnyOne,
    AnyText,
    OneOf { ranges: Vec<(char, char)>, inside: bool },
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let (mut parts, mut at) = (Vec::new(), 0);
        while let Some(&char) = chars.get(at) {
            at += 1;
            parts.push(match char {
                '*' => Part::AnyText,
                '?' => Part::AnyOne,
                '[' => match read_set(&chars[at..]) {
                    Some((set, length)) => {
                        at += length;
                        set
                    }
                    None => Part::Exactly('['),
                },
                other => Part::Exactly(other),
            });
        }
        Self { text: text.to_owned(), parts }
    }

    /// Whether the whole name fits. Takes at most (length of name × length of pattern) steps.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut part, mut at) = (0, 0);
        // Where to go on when the text given to the last `*` turns out too short: that one star can
        // take one more character, and earlier ones need never be asked again.
        let mut star: Option<(usize, usize)> = None;
        loop {
            match (self.parts.get(part), name.get(at)) {
                (None, None) => return true,
                (Some(Part::AnyText), _) => {
                    star = Some((part + 1, at));
                    part += 1;
                }
                (Some(wanted), Some(&char)) if wanted.is(char) => {
                    part += 1;
                    at += 1;
                }
                _ => match &mut star {
                    Some((after, taken)) if *taken < name.len() => {
                        *taken += 1;
                        (part, at) = (*after, *taken);
                    }
                    _ => return false,
                },
            }
        }
    }
}

impl Part {
    fn is(&self, char: char) -> bool {
        match self {
            Self::Exactly(expected) => *expected == char,
            Self::AnyOne => true,
            Self::AnyText => false,
            Self::OneOf { ranges, inside } => {
                *inside == ranges.iter().any(|&(first, last)| (first..=last).contains(&char))
            }
        }
    }
}

/// Reads what follows a `[`, and says how many characters that took. A `]` in first place is a
/// member of the set.
fn read_set(chars: &[char]) -> Option<(Part, usize)> {
    let start = usize::from(chars.first() == Some(&'!'));
    let end = start + 1 + chars.get(start + 1..)?.iter().position(|&char| char == ']')?;
    let (mut ranges, mut at) = (Vec::new(), start);
    while at < end {
        if at + 2 < end && chars[at + 1] == '-' {
            ranges.push((chars[at], chars[at + 2]));
            at += 3;
        } else {
            ranges.push((chars[at], chars[at]));
            at += 1;
        }
    }
    Some((Part::OneOf { ranges, inside: start == 0 }, end + 1))
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers checked against Python's `fnmatch.fnmatchcase`.
    #[test]
    fn patterns_match_as_in_python() {
        for (pattern, name, expected) in [
            ("one", "one", true),
            ("one", "one!", false),
            ("", "", true),
            ("*", "", true),
            ("worker-*", "worker-", true),
            ("worker-*", "my-worker-1", false),
            ("*-jobs", "a-jobs-jobs", true),
            ("a*b*c", "abxbxc", true),
            ("a*b*c", "abxbxcd", false),
            ("specific.fed*", "specific.fedcba!x", true),
            ("?", "", false),
            ("[abc]x", "bx", true),
            ("[!abc]x", "bx", false),
            ("[!abc]x", "dx", true),
            ("[a-c]", "b", true),
            ("[a-]", "-", true),
            ("[]a]", "]", true),
            ("[", "[", true),
            ("[]", "[]", true),
            ("[!]", "[!]", true),
            ("[a", "[a", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(name), expected, "{pattern:?} on {name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_a_pattern(pattern in "[a-c*?\\[\\]!-]{0,12}", name in "[a-c!-]{0,12}") {
            let _ = Pattern::new(&pattern).matches(&name);
        }
    }
}
