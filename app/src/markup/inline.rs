use super::{
    link,
    mention::Names,
    node::{Element, Node},
    script::{is_space, is_word, split},
};

/// The marks that come in pairs, and what they make of the text between them.
const PAIRS: [(&str, &str); 3] = [("*", "em"), ("**", "strong"), ("_", "em")];

/// Reads text in which there are no blocks.
pub(super) fn read(text: &str, names: Names<'_>) -> Vec<Node> {
    let mut inline =
        Inline { rest: text, before: '\n', nodes: Vec::new(), open: [None; PAIRS.len()] };
    while let Some(c) = inline.rest.chars().next() {
        inline.step(c, names);
    }
    joined(inline.nodes)
}

/// A text that is read from its start to its end. A mark is text first; when its partner comes, what stands between them
/// is moved into an element.
struct Inline<'a> {
    /// What is not read yet.
    rest: &'a str,
    /// The character before it.
    before: char,
    /// What has been read. An opening mark is a node of its own, and so is the text after it.
    nodes: Vec<Node>,
    /// For each pair the last opening mark that has no partner. Those before it stay text, so that nothing is ever
    /// searched for, and nothing nests without end.
    open: [Option<usize>; PAIRS.len()],
}

impl<'a> Inline<'a> {
    /// Reads what begins with `c`.
    fn step(&mut self, c: char, names: Names<'_>) {
        let begins_word = !self.before.is_ascii_alphanumeric();
        let found = match c {
            '*' | '_' => return self.marks(c),
            '`' if self.before != '`' => code(self.rest),
            '@' if begins_word => names.mention(self.rest),
            _ if begins_word => link::begin(self.rest),
            _ => None,
        };
        if let Some((element, length)) = found {
            self.nodes.push(element.into());
            self.take(length);
            return;
        }
        if c == '\n' {
            self.open = [None; PAIRS.len()];
        }
        self.keep(c.len_utf8());
    }

    /// Reads a row of one mark. They hug what they stand for: an opening one has no space behind it, a closing one none
    /// before it. In the middle of a word `_` is a letter, `2*3*4` is a product, and `¯\_(ツ)_/¯` has an arm; what follows
    /// a closing `_` may be a Korean particle.
    fn marks(&mut self, mark: char) {
        let count = self.rest.chars().take_while(|c| *c == mark).count();
        let next = self.rest.chars().nth(count).unwrap_or('\n');
        let before = self.before;
        let low = mark == '_';
        let in_word = if low { is_word(before) } else { before.is_ascii_alphanumeric() };
        let is_letter = count == 1 && (in_word || before == '\\');
        let opens = !(is_letter || is_space(next));
        let closes = !(is_space(before) || low && next.is_ascii_alphanumeric());
        match count {
            1 if low => self.mark(2, opens, closes),
            1 | 2 if !low => self.mark(count - 1, opens, closes),
            3 if !low => {
                // Whichever was opened last is closed first.
                let first = usize::from(!closes || self.open[0] <= self.open[1]);
                self.mark(first, opens, closes);
                self.mark(1 - first, opens, closes);
            }
            _ => self.keep(count),
        }
    }

    /// Reads one mark.
    fn mark(&mut self, pair: usize, opens: bool, closes: bool) {
        let (mark, name) = PAIRS[pair];
        match self.open[pair] {
            Some(at) if closes => {
                let inside = self.nodes.split_off(at + 1);
                self.nodes.pop();
                self.nodes.push(Element::new(name).holding(joined(inside)).into());
                self.take(mark.len());
                // Whatever is still open in there finds no partner outside.
                for open in &mut self.open {
                    *open = open.filter(|open| *open < at);
                }
            }
            _ if opens => {
                self.open[pair] = Some(self.nodes.len());
                self.nodes.push(mark.into());
                self.nodes.push("".into());
                self.take(mark.len());
            }
            _ => self.keep(mark.len()),
        }
    }

    /// Reads bytes as text.
    fn keep(&mut self, length: usize) {
        let text = self.take(length);
        add(&mut self.nodes, text);
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = split(self.rest, length);
        self.rest = rest;
        self.before = taken.chars().next_back().unwrap_or('\n');
        taken
    }
}

/// Code within a line, and its bytes.
fn code(text: &str) -> Option<(Element, usize)> {
    let rest = text.strip_prefix('`')?;
    let length = rest.bytes().position(|b| matches!(b, b'`' | b'\n'))?;
    let (code, end) = split(rest, length);
    let is_code = length > 0 && end.starts_with('`');
    is_code.then(|| (Element::new("code").child(code), length + 2))
}

/// Nodes in which texts that stand side by side are one.
fn joined(nodes: Vec<Node>) -> Vec<Node> {
    let mut joined = Vec::new();
    for node in nodes {
        match node {
            Node::Text(text) => add(&mut joined, &text),
            element => joined.push(element),
        }
    }
    joined
}

fn add(nodes: &mut Vec<Node>, text: &str) {
    match nodes.last_mut() {
        _ if text.is_empty() => {}
        Some(Node::Text(before)) => before.push_str(text),
        _ => nodes.push(text.into()),
    }
}
