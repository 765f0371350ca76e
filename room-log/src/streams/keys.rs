use protocol::{Nonce, RoomName};
use sha2::{Digest, Sha256};

/// Marks the hash of a name: no room's name holds it.
const HASHED: char = '~';

/// What the keys in Redis are called; the table in the crate's documentation has them for operators.
#[derive(Debug)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    pub(super) fn epoch(&self) -> String {
        format!("{}:log", self.prefix)
    }

    pub(super) fn stream(&self, room: &RoomName) -> String {
        // The braces group the keys of a room, for tools that move or count keys as Redis Cluster does.
        format!("{}:log:{{{}}}", self.prefix, readable(room.as_str()))
    }

    pub(super) fn changes(&self, room: &RoomName) -> String {
        format!("{}:changes", self.stream(room))
    }

    pub(super) fn lease(&self, room: &RoomName) -> String {
        format!("{}:lease", self.stream(room))
    }

    /// Nobody is the author without a name.
    pub(super) fn said(&self, room: &RoomName, author: &str, nonce: &Nonce) -> String {
        // Nonces hold no white space, so nothing else has the same hash.
        let mark = format!("{} {author}", nonce.as_str());
        format!("{}:said:{}", self.stream(room), hash(&mark))
    }

    /// On which of several servers a room is.
    pub(super) fn shard(&self, room: &RoomName, shards: usize) -> usize {
        let digest = Sha256::digest(room.as_str());
        let number = digest.iter().take(6).fold(0, |number, byte| number << 8 | usize::from(*byte));
        number % shards
    }
}

fn readable(room: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if room.bytes().all(is_plain) { room.to_owned() } else { format!("{HASHED}{}", hash(room)) }
}

/// Half a SHA-256 is enough to tell names apart.
fn hash(text: &str) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str) -> RoomName {
        RoomName::parse(name).expect(name)
    }

    #[test]
    fn keys_are_readable_where_names_are_ascii() {
        let keys = Keys::new("parlor");
        assert_eq!(keys.epoch(), "parlor:log");
        assert_eq!(keys.stream(&room("lobby")), "parlor:log:{lobby}");
        assert_eq!(keys.changes(&room("lobby")), "parlor:log:{lobby}:changes");
        assert_eq!(keys.lease(&room("v1.2_a-b")), "parlor:log:{v1.2_a-b}:lease");
        let hashed = "parlor:log:{~fb8c8d54ae5ee8c7ce6d3aebcfe04bd5}";
        assert_eq!(keys.stream(&room("로비")).len(), hashed.len());
        assert_ne!(keys.stream(&room("로비")), keys.stream(&room("거실")));
    }

    #[test]
    fn an_author_and_a_nonce_are_told_apart() {
        let keys = Keys::new("parlor");
        let said =
            |author: &str, nonce| keys.said(&room("a"), author, &Nonce::parse(nonce).expect(nonce));
        assert_eq!(said("ada", "n1"), said("ada", "n1"));
        assert_ne!(said("ada", "n1"), said("bob", "n1"));
        assert_ne!(said("b a", "n"), said("a", "n"));
    }

    #[test]
    fn every_room_has_a_server_and_every_server_rooms() {
        let keys = Keys::new("parlor");
        let mut count = [0; 3];
        (0..300).for_each(|n| count[keys.shard(&room(&format!("r{n}")), 3)] += 1);
        assert!(count.iter().all(|rooms| *rooms > 50), "{count:?}");
    }
}
