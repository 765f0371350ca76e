use protocol::{Listed, RoomName};
use serde::{Deserialize, Serialize};

/// Rooms in one notice. With names as long as they may be it has 60 kB.
pub(super) const PAGE: usize = 200;

/// What a node tells the others about the rooms that have people on it: a page of all of them, or some that have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// Who tells.
    pub(super) node: String,
    /// Grows with each time that the node has something to tell: what is older than what was heard is of no use.
    pub(super) turn: u64,
    /// The names of which this page has every room with people; without it, the rooms are only those that have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) all: Option<Span>,
    /// One with nobody in it has just been left by the last.
    pub(super) rooms: Vec<Listed>,
}

/// The names after one, up to another and with it; from the first and to the last where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    after: Option<RoomName>,
    until: Option<RoomName>,
}

impl Span {
    pub(super) fn holds(&self, name: &RoomName) -> bool {
        self.after.as_ref().is_none_or(|after| name > after)
            && self.until.as_ref().is_none_or(|until| name <= until)
    }
}

impl Notice {
    /// All rooms of a node, which come by name. Each page stands for itself: one that is lost takes no other with it.
    pub(super) fn pages(node: &str, turn: u64, rooms: &[Listed]) -> Vec<Self> {
        let mut chunks = rooms.chunks(PAGE).peekable();
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let rooms = chunks.next().unwrap_or_default();
            let last = chunks.peek().and(rooms.last());
            let until = last.map(|room| room.name.clone());
            let span = Span { after, until: until.clone() };
            pages.push(Self::of(node, turn, Some(span), rooms));
            if until.is_none() {
                return pages;
            }
            after = until;
        }
    }

    /// Some rooms that have changed.
    pub(super) fn changes(node: &str, turn: u64, rooms: &[Listed]) -> Vec<Self> {
        rooms.chunks(PAGE).map(|rooms| Self::of(node, turn, None, rooms)).collect()
    }

    fn of(node: &str, turn: u64, all: Option<Span>, rooms: &[Listed]) -> Self {
        Self { node: node.to_owned(), turn, all, rooms: rooms.to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(n: usize) -> Listed {
        Listed { name: RoomName::from_canonical(format!("{n:04}")), people: 1, last: None }
    }

    #[test]
    fn nobody_anywhere_is_a_page_too() {
        let pages = Notice::pages("a", 1, &[]);
        assert_eq!(pages, [Notice::of("a", 1, Some(Span::default()), &[])]);
        assert_eq!(Notice::changes("a", 1, &[]), []);
    }

    #[test]
    fn the_largest_notice_is_no_burden() {
        let name = |n: usize| RoomName::from_canonical(format!("{}{n:03}", "가".repeat(61)));
        let room = |n| Listed { name: name(n), people: usize::MAX, last: Some(u64::MAX) };
        let rooms: Vec<_> = (0..PAGE).map(room).collect();
        let json = serde_json::to_string(&Notice::pages("a", 1, &rooms)).expect("plain data");
        assert!(json.len() < 60_000, "{}", json.len());
    }

    proptest! {
        #[test]
        fn each_name_stands_on_one_page(rooms in 0..1000_usize, name in "[0-9a-z]{1,5}") {
            let rooms: Vec<_> = (0..rooms).map(listed).collect();
            let pages = Notice::pages("a", 1, &rooms);
            let told: Vec<_> = pages.iter().flat_map(|page| page.rooms.clone()).collect();
            prop_assert_eq!(&told, &rooms);
            let spans = |name: &RoomName| -> Vec<usize> {
                let holds = |page: &Notice| page.all.as_ref().is_some_and(|span| span.holds(name));
                (0..pages.len()).filter(|page| holds(&pages[*page])).collect()
            };
            prop_assert_eq!(spans(&RoomName::from_canonical(name)).len(), 1);
            for (number, page) in pages.iter().enumerate() {
                prop_assert!(page.rooms.len() <= PAGE);
                for room in &page.rooms {
                    prop_assert_eq!(spans(&room.name), vec![number]);
                }
            }
        }
    }
}
