use std::time::Duration;

use protocol::{Alteration, Author, Nickname, Nonce, Text, UserId};

use super::*;
use crate::retention::NONCE_MEMORY;

const BOUNDS: Bounds = Bounds { room_messages: 30, room_bytes: 30_000, total_bytes: 100_000 };

fn rooms() -> Rooms {
    Rooms { bounds: BOUNDS, ..Rooms::new(Retention { messages: 30, age: Duration::from_hours(1) }) }
}

fn room(name: &str) -> RoomName {
    RoomName::parse(name).expect(name)
}

fn ada() -> Author {
    Author { id: UserId::new("ada".into()), nickname: Nickname::parse("Ada").expect("a name") }
}

fn draft(text: &str, nonce: &str) -> Draft {
    let (author, text) = (Some(ada()), Text::parse(text).expect("a text"));
    Draft { nonce: Nonce::parse(nonce), what: What::Message { author, text, re: None } }
}

impl Rooms {
    fn say(&mut self, now: u64, name: &str, text: &str, nonce: &str) -> Appended {
        self.append(now, &room(name), draft(text, nonce)).expect("a message is not refused")
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
    let quiet = rooms.say(9_000, "quiet", "hi", "n").id();
    for n in 0..300 {
        rooms.say(2, &format!("busy{}", n % 9), &long, &format!("n{n}"));
        rooms.check_invariants();
    }
    assert_eq!(rooms.last(2, &room("quiet")), MessageId::START);
    assert!(!rooms.stands(2, &room("quiet"), MessageId::START), "it may have been forgotten");
    let again = rooms.say(2, "quiet", "hi", "n");
    assert!(again.id() > quiet, "the clock went back, and {} follows {quiet}", again.id());
    assert!(!rooms.stands(2, &room("quiet"), MessageId::START));
}

#[test]
fn nonces_outlive_their_messages_for_ten_minutes() {
    let mut rooms = rooms();
    let first = rooms.say(1, "a", "hi", "first").id();
    for n in 0..40 {
        rooms.say(2, "a", "hi", &format!("n{n}"));
        rooms.check_invariants();
    }
    assert!(!rooms.stands(2, &room("a"), first));
    let again = rooms.say(1 + NONCE_MEMORY, "a", "hi", "first");
    assert_eq!(again, Appended::Known { id: first });
    rooms.say(2 + NONCE_MEMORY, "a", "hi", "later");
    let again = rooms.say(2 + NONCE_MEMORY, "a", "hi", "first");
    assert!(matches!(again, Appended::Fresh { .. }), "the memory has an end");
}

#[test]
fn rooms_where_nobody_speaks_are_emptied_by_others() {
    let mut rooms = rooms();
    let last = rooms.say(1, "old", "hi", "n").id();
    let hour = 3_600_000;
    rooms.say(2 + hour, "other", "hi", "n");
    rooms.check_invariants();
    assert_eq!(rooms.rooms[&room("old")].bytes, crate::memory::room::ROOM_COST);
    let next = rooms.say(3 + hour, "old", "hi", "m");
    assert!(matches!(next, Appended::Fresh { prev, .. } if prev == last), "{next:?}");
}

#[test]
fn what_is_edited_and_deleted_is_counted() {
    let mut rooms = rooms();
    let long = "x".repeat(1000);
    let mut said = Vec::new();
    for n in 0..300_usize {
        said.push(rooms.say(2, "a", &long, &format!("n{n}")).id());
        let alteration = match n % 3 {
            0 => Alteration::Delete,
            _ => Alteration::Edit {
                text: Text::parse(&"y".repeat(100 * (n % 7) + 1)).expect("a text"),
            },
        };
        let of = said[n.saturating_sub(n % 5)];
        let what = What::Change { author: ada(), of, alteration };
        let draft = Draft { nonce: Nonce::parse(&format!("c{n}")), what };
        // What was trimmed or deleted before is refused.
        let _ = rooms.append(2, &room("a"), draft);
        rooms.check_invariants();
    }
}
