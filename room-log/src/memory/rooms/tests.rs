use std::time::Duration;

use protocol::{Author, Nickname, Nonce, Text, UserId};

use super::*;
use crate::retention::NONCE_MEMORY;

const BOUNDS: Bounds = Bounds { room_messages: 30, room_bytes: 30_000, total_bytes: 100_000 };

fn rooms() -> Rooms {
    Rooms { bounds: BOUNDS, ..Rooms::new(Retention { messages: 30, age: Duration::from_hours(1) }) }
}

fn room(name: &str) -> RoomName {
    RoomName::parse(name).expect(name)
}

fn draft(text: &str, nonce: &str) -> Draft {
    let ada = Nickname::parse("Ada").expect("a name");
    Draft {
        author: Some(Author { id: UserId::new("ada".into()), nickname: ada }),
        text: Text::parse(text).expect("a text"),
        nonce: Nonce::parse(nonce),
    }
}

impl Rooms {
    fn check_invariants(&self) {
        assert!(self.bytes <= self.bounds.total_bytes);
        assert_eq!(self.bytes, self.rooms.values().map(|room| room.bytes).sum::<usize>());
        assert_eq!(self.rooms.len(), self.quiet.len());
        for (touched, name) in &self.quiet {
            assert_eq!(self.rooms[name].touched, *touched);
        }
        for room in self.rooms.values() {
            assert!(room.bytes <= self.bounds.room_bytes);
            room.check_invariants();
        }
    }
}

#[test]
fn the_quietest_room_is_forgotten_first_and_never_reuses_an_id() {
    let mut rooms = rooms();
    let long = "x".repeat(1000);
    let quiet = rooms.append(9_000, &room("quiet"), draft("hi", "n")).id();
    for n in 0..300 {
        rooms.append(2, &room(&format!("busy{}", n % 9)), draft(&long, &format!("n{n}")));
        rooms.check_invariants();
    }
    assert_eq!(rooms.last(2, &room("quiet")), MessageId::START);
    assert!(!rooms.stands(2, &room("quiet"), MessageId::START), "it may have been forgotten");
    let again = rooms.append(2, &room("quiet"), draft("hi", "n"));
    assert!(again.id() > quiet, "the clock went back, and {} follows {quiet}", again.id());
    assert!(!rooms.stands(2, &room("quiet"), MessageId::START));
}

#[test]
fn nonces_outlive_their_messages_for_ten_minutes() {
    let mut rooms = rooms();
    let first = rooms.append(1, &room("a"), draft("hi", "first")).id();
    for n in 0..40 {
        rooms.append(2, &room("a"), draft("hi", &format!("n{n}")));
        rooms.check_invariants();
    }
    assert!(!rooms.stands(2, &room("a"), first));
    let again = rooms.append(1 + NONCE_MEMORY, &room("a"), draft("hi", "first"));
    assert_eq!(again, Appended::Known { id: first });
    rooms.append(2 + NONCE_MEMORY, &room("a"), draft("hi", "later"));
    let again = rooms.append(2 + NONCE_MEMORY, &room("a"), draft("hi", "first"));
    assert!(matches!(again, Appended::Fresh { .. }), "the memory has an end");
}

#[test]
fn rooms_where_nobody_speaks_are_emptied_by_others() {
    let mut rooms = rooms();
    let last = rooms.append(1, &room("old"), draft("hi", "n")).id();
    let hour = 3_600_000;
    rooms.append(2 + hour, &room("other"), draft("hi", "n"));
    rooms.check_invariants();
    assert_eq!(rooms.rooms[&room("old")].bytes, crate::memory::room::ROOM_COST);
    let next = rooms.append(3 + hour, &room("old"), draft("hi", "m"));
    assert!(matches!(next, Appended::Fresh { prev, .. } if prev == last), "{next:?}");
}
