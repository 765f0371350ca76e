//! HTML, read so strictly that a browser cannot take it for anything else.

/// What stands in a piece of a page.
#[derive(Default)]
pub(crate) struct Page {
    /// How its elements begin, in order.
    pub(crate) tags: Vec<Tag>,
    /// Its text, without the elements. Blocks stand on lines of their own.
    pub(crate) text: String,
    /// Elements in one another at its deepest place.
    pub(crate) depth: usize,
}

pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Page {
    /// Reads a page. Panics unless every element ends, every value is in double quotes, and every sign that means
    /// something is written as an entity.
    pub(crate) fn read(mut html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<String> = Vec::new();
        while !html.is_empty() {
            let at = html.find('<').unwrap_or(html.len());
            page.text.push_str(&unescaped(&html[..at]));
            let Some(tag) = html[at..].strip_prefix('<') else { break };
            let (tag, rest) = tag.split_once('>').expect("a tag ends");
            html = rest;
            if tag.ends_with("pre") || tag.ends_with("blockquote") {
                page.text.push('\n');
            }
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "what began last ends first");
            } else {
                let tag = Tag::read(tag);
                open.push(tag.name.clone());
                page.tags.push(tag);
                page.depth = page.depth.max(open.len());
            }
        }
        assert!(open.is_empty(), "{open:?} have no end");
        page
    }
}

impl Tag {
    fn read(tag: &str) -> Self {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while !rest.is_empty() {
            let (attribute, value) = rest.split_once("=\"").expect("a name and a value");
            let (value, more) = value.split_once('"').expect("a value ends");
            attributes.push((word(attribute), unescaped(value)));
            rest = match more.strip_prefix(' ') {
                Some(next) => next,
                None if more.is_empty() => "",
                None => panic!("{more:?} follows a value"),
            };
        }
        Self { name: word(name), attributes }
    }
}

fn word(name: &str) -> String {
    assert!(
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
        "{name:?}"
    );
    name.to_owned()
}

fn unescaped(text: &str) -> String {
    assert!(!text.contains(['<', '>', '"', '\'']), "{text:?}");
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').expect("an entity ends");
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => panic!("{entity:?} is no entity of ours"),
        });
        out.push_str(rest);
    }
    out
}
