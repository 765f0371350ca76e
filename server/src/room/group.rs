use channel_layer::GroupName;
use protocol::RoomName;
use sha2::{Digest, Sha256};

/// The group of a room on the channel layer.
///
/// An ASCII name gives the group that Django's tutorial builds, `chat_ROOM`. Groups take nothing but ASCII, so any
/// other name is hashed, under a prefix that no room can be named into: what follows `chat` there is never a dot.
pub(crate) fn group_of(room: &RoomName) -> GroupName {
    let name = room.as_str();
    let group = if name.is_ascii() {
        format!("chat_{name}")
    } else {
        let digest = Sha256::digest(name.as_bytes());
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("chat.{hex}")
    };
    #[expect(
        clippy::expect_used,
        reason = "room names of ASCII hold only what a group name may, and 5 + 64 < 100"
    )]
    GroupName::parse(&group).expect("a room's group is a valid name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(room: &str) -> String {
        group_of(&RoomName::parse(room).expect(room)).to_string()
    }

    #[test]
    fn an_ascii_room_is_the_tutorials_group() {
        assert_eq!(group("Lobby"), "chat_lobby");
        assert_eq!(group(&"x".repeat(64)), format!("chat_{}", "x".repeat(64)));
    }

    #[test]
    fn a_room_in_any_script_has_a_group_of_its_own() {
        assert_eq!(group("로비").len(), "chat.".len() + 32);
        assert_ne!(group("로비"), group("로비2"));
        assert_ne!(
            group("로비"),
            group(&group("로비")),
            "naming a room like the group does not enter it"
        );
    }

    proptest! {
        #[test]
        fn every_room_has_a_group(name in "[\\p{L}\\p{M}\\p{Nd}_.-]{1,64}") {
            if let Ok(room) = RoomName::parse(&name) {
                group_of(&room);
            }
        }
    }
}
