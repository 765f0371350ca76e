use super::{
    node::Element,
    script::{begins, is_cjk, is_word, split},
};

/// Who can be mentioned. Without names nothing is a mention.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// Everybody's name, the reader's too, in any order. They may hold spaces.
    pub all: &'a [&'a str],
    /// The reader's own: a mention of it has the attribute `data-me`.
    pub me: &'a str,
}

impl Names<'_> {
    /// The mention that a text begins with, and its bytes. The longest name counts.
    pub(super) fn mention(self, text: &str) -> Option<(Element, usize)> {
        let (_, rest) = split(text, 1);
        let mut longest = "";
        for name in self.all {
            if name.len() > longest.len() && names(rest, name) {
                longest = name;
            }
        }
        if longest.is_empty() {
            return None;
        }
        let (written, _) = split(text, 1 + longest.len());
        let mut mention = Element::new("span").with("class", "mention").child(written);
        if longest.eq_ignore_ascii_case(self.me) {
            mention = mention.with("data-me", "");
        }
        Some((mention, written.len()))
    }
}

/// Whether a message may mention somebody: their name stands in it after an `@` that no word goes into, as an address does.
#[must_use]
pub fn mentions(text: &str, name: &str) -> bool {
    let mut before = b'\n';
    text.bytes().enumerate().any(|(at, byte)| {
        let goes_on = std::mem::replace(&mut before, byte).is_ascii_alphanumeric();
        byte == b'@' && !goes_on && names(split(text, at + 1).1, name)
    })
}

/// Whether a text begins with a name that ends there: `@Adam` is not `@Ada`. A name in Hangul, Kanji or kana may be
/// followed by anything, and any name by a letter of these, as particles are: `@민지야`, `@Ada는`.
fn names(text: &str, name: &str) -> bool {
    let (_, rest) = split(text, name.len());
    let last = name.chars().next_back().unwrap_or('\n');
    let next = rest.chars().next().unwrap_or('\n');
    let goes_on = is_word(next) && !is_cjk(next) && !is_cjk(last);
    begins(text, name) && !goes_on
}
