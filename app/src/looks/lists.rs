use protocol::{Author, Listed};

use crate::{
    markup::{Element, Node},
    talk::{Day, Moment},
    words::Words,
};

/// Where people are now: each room with how many they are, and when something was last said.
pub(crate) fn live(
    rooms: &[Listed],
    words: &'static Words,
    now: u64,
    zone: &dyn Fn(u64) -> i32,
) -> Vec<Node> {
    let room = |room: &Listed| {
        let count = Element::new("span").with("class", "count").child(words.here(room.people));
        let link = link(room.name.as_str()).child(" ").child(count);
        let item = Element::new("li").child(link);
        match room.last {
            Some(last) => item.child(" ").child(when(last, words, now, zone)).into(),
            None => item.into(),
        }
    };
    rooms.iter().map(room).collect()
}

/// Rooms by their names alone.
pub(crate) fn visited(names: &[String]) -> Vec<Node> {
    names.iter().map(|name| Element::new("li").child(link(name)).into()).collect()
}

fn link(name: &str) -> Element {
    Element::new("a").with("href", path(name)).child(Element::new("bdi").child(name))
}

/// The path of a room's page.
pub(crate) fn path(name: &str) -> String {
    let mut path = String::from("/chat/");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            path.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            path.push('%');
            path.push(char::from(DIGITS[usize::from(byte >> 4)]));
            path.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    path.push('/');
    path
}

/// The time of today, and the day before it.
fn when(last: u64, words: &'static Words, now: u64, zone: &dyn Fn(u64) -> i32) -> Element {
    let at = |ms| Moment::of(ms, zone(ms));
    let moment = at(last);
    let shown = match moment.seen_from(at(now)) {
        Day::Today => words.time(moment.minute),
        Day::Yesterday => words.yesterday.to_owned(),
        Day::On(date) => words.date(date),
    };
    Element::new("time").child(shown)
}

/// Somebody in the list of people, with a remark in small print; and what ignores them, or no longer, if there is to be that. It
/// has their identity for its own.
pub(crate) fn person(
    author: &Author,
    remark: &str,
    ignored: Option<bool>,
    words: &'static Words,
) -> Node {
    let name = author.nickname.as_str();
    let mut item = Element::new("li").child(Element::new("bdi").child(name));
    if !remark.is_empty() {
        item = item.child(" ").child(Element::new("small").child(remark));
    }
    if let Some(ignored) = ignored {
        let button = Element::new("button")
            .with("type", "button")
            .with("class", "quiet")
            .with("id", author.id.as_str())
            .with("aria-pressed", if ignored { "true" } else { "false" })
            .with("aria-label", format!("{}: {name}", words.ignore))
            .child(words.ignore);
        item = item.child(" ").child(button);
    }
    item.into()
}

/// A name that may be mentioned, in a list of them.
pub(crate) fn choice(at: usize, name: &str) -> Node {
    Element::new("li")
        .with("id", format!("mention-{at}"))
        .with("role", "option")
        .with("aria-selected", if at == 0 { "true" } else { "false" })
        .child(Element::new("bdi").child(name))
        .into()
}
