use super::{
    inline,
    mention::Names,
    node::{Element, Node},
    script::{line, split},
};

/// Begins a block of code at the start of a line, and ends it at the end of one.
const FENCE: &str = "```";

/// Reads a whole message: code, quotes, and what is between them.
pub(super) fn read(mut text: &str, names: Names<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    // Where the line in question begins. The lines before it belong to no block.
    let mut at = 0;
    while at < text.len() {
        let (between, rest) = split(text, at);
        if let Some((block, after)) = code(rest).or_else(|| quote(rest, names)) {
            let between = between.strip_suffix('\n').unwrap_or(between);
            nodes.append(&mut inline::read(between, names));
            nodes.push(block.into());
            text = after;
            at = 0;
        } else {
            at += line(rest).0.len() + 1;
        }
    }
    nodes.append(&mut inline::read(text, names));
    nodes
}

/// Whether a node is code on lines of its own, or a quote.
pub(super) fn is_block(node: &Node) -> bool {
    matches!(node, Node::Element(Element { name: "pre" | "blockquote", .. }))
}

/// A block of code, and what follows it. One with nothing in it is none: whoever wrote it wants the marks seen.
fn code(text: &str) -> Option<(Element, &str)> {
    let mut body = text.strip_prefix(FENCE)?;
    let (language, below) = line(body);
    if !below.is_empty() && is_language(language) {
        body = below;
    }
    let mut length = 0;
    let mut after = body;
    while !after.is_empty() {
        let (last, below) = line(after);
        after = below;
        if let Some(code) = last.trim_ascii_end().strip_suffix(FENCE) {
            length += code.len();
            break;
        }
        length += last.len() + 1;
    }
    let (code, _) = split(body, length);
    if code.trim_ascii().is_empty() {
        return None;
    }
    let code = Element::new("code").child(code.strip_suffix('\n').unwrap_or(code));
    Some((Element::new("pre").child(code), after))
}

/// The word beside a fence that names the language. Anything longer is code already.
fn is_language(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'.' | b'_'))
}

/// A quote, which is all its lines, and what follows it.
fn quote<'a>(mut text: &'a str, names: Names<'_>) -> Option<(Element, &'a str)> {
    let mut quoted = String::new();
    while let Some(rest) = after_mark(text) {
        let (said, below) = line(rest);
        // A mark that nothing stands behind may be in a quote, and cannot begin one.
        if quoted.is_empty() && said.trim_ascii().is_empty() {
            break;
        }
        quoted.push_str(said);
        quoted.push('\n');
        text = below;
    }
    quoted.pop()?;
    Some((Element::new("blockquote").holding(inline::read(&quoted, names)), text))
}

/// What follows the mark of a quote. A face is none: `>_<`.
fn after_mark(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('>')?;
    match rest.bytes().next() {
        Some(b'_' | b'.' | b':' | b';' | b'<' | b'=') => None,
        _ => Some(rest.strip_prefix(' ').unwrap_or(rest)),
    }
}
