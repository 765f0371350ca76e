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
    Element::new("a").with("href", path).child(Element::new("bdi").child(name))
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

/// Somebody in the list of people, with a remark in small print.
pub(crate) fn person(author: &Author, remark: &str) -> Node {
    let item = Element::new("li").child(Element::new("bdi").child(author.nickname.as_str()));
    match remark {
        "" => item.into(),
        _ => item.child(" ").child(Element::new("small").child(remark)).into(),
    }
}
