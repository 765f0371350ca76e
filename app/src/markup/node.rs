/// A piece of a page, as data: what the server writes as HTML and the browser builds as elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, with nothing escaped in it.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element. What it is called is always written in this program, so no input can become a name.
///
/// Elements without an end tag, such as `br`, are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its tag's name, in lower case.
    pub name: &'static str,
    /// Its attributes and their values, with nothing escaped in them.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

impl Element {
    /// An element with nothing in it.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new() }
    }

    /// With an attribute; an empty value is how one is simply there.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With one more node at the end.
    #[must_use]
    pub fn child(mut self, node: impl Into<Node>) -> Self {
        self.children.push(node.into());
        self
    }

    /// With these nodes in the place of those it had.
    #[must_use]
    pub fn holding(mut self, children: Vec<Node>) -> Self {
        self.children = children;
        self
    }
}

impl Node {
    /// Writes it as HTML, at the end of `out`.
    pub fn html(&self, out: &mut String) {
        let element = match self {
            Self::Text(text) => return escape(text, out),
            Self::Element(element) => element,
        };
        out.push('<');
        out.push_str(element.name);
        for (name, value) in &element.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        out.push('>');
        for child in &element.children {
            child.html(out);
        }
        out.push_str("</");
        out.push_str(element.name);
        out.push('>');
    }

    /// Writes its text alone, at the end of `out`.
    pub(super) fn read_out(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Element(element) => {
                element.children.iter().for_each(|child| child.read_out(out));
            }
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Text that can neither begin a tag nor end an attribute, wherever it stands.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}
