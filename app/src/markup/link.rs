use super::{
    node::Element,
    script::{begins, is_cjk, is_word, split},
};

/// How a link begins as it is written, and in the page. No other scheme is ever one.
const BEGINNINGS: [(&str, &str); 4] = [
    ("https://", "https://"),
    ("http://", "http://"),
    ("mailto:", "mailto:"),
    ("www.", "https://www."),
];

/// The link that a text begins with, and its bytes.
pub(super) fn begin(text: &str) -> Option<(Element, usize)> {
    let (written, meant) = BEGINNINGS.iter().find(|(written, _)| begins(text, written))?;
    let (_, rest) = split(text, written.len());
    let (address, _) = split(rest, length(rest));
    if address.is_empty() {
        return None;
    }
    let mut href = String::from(*meant);
    href.push_str(address);
    let (shown, _) = split(text, written.len() + address.len());
    let link = Element::new("a")
        .with("href", href)
        .with("rel", "noopener noreferrer nofollow")
        .with("target", "_blank")
        .child(shown);
    Some((link, shown.len()))
}

/// Bytes of an address behind its scheme, without the punctuation of the sentence it stands in.
fn length(text: &str) -> usize {
    let mut length = 0;
    let mut open = 0;
    let mut parts = 0;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        match c {
            // A host has none, so this is a remark: `example.com(공식)`.
            '(' if parts == 0 => break,
            '(' => open += 1,
            // Whoever opened it stands before the address.
            ')' if open == 0 => break,
            ')' => open -= 1,
            '/' | '?' | '#' => parts += 1,
            _ if is_cjk(c) && ends(before, parts) => break,
            _ if !belongs(c) => break,
            _ => {}
        }
        if !matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '(' | ']' | '}') {
            length = at + c.len_utf8();
        }
        before = c;
    }
    length
}

/// Whether an address ends before a letter of Hangul, Kanji or kana. These are written right behind it, and may stand
/// in it too. Right after a Latin letter or a digit they are the next word, as in `example.com에서`; after the slash
/// that ends a host as well, since `example.com/を見て` is written more often than pages are called so. Anywhere else
/// they are a part of it: `한국.kr`, `/wiki/서울`, `?q=東京`.
const fn ends(before: char, parts: usize) -> bool {
    before.is_ascii_alphanumeric() || before == '/' && parts == 1
}

const fn belongs(c: char) -> bool {
    if c.is_ascii() { c > ' ' && !matches!(c, '<' | '>' | '"' | '`') } else { is_word(c) }
}
