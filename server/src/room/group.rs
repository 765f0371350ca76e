use channel_layer::GroupName;
use protocol::RoomName;
use sha2::{Digest, Sha256};

/// The group of a room on the channel layer, shared with Django.
///
/// An ASCII name gives the group that Django's tutorial builds, `chat_ROOM`. Groups take nothing but ASCII, so any
/// other name is hashed, under a prefix that no room can be named into: what follows `chat` there is never a dot.
pub(crate) fn group_of(room: &RoomName) -> GroupName {
    named("chat", '_', '.', room)
}

/// The group in which Parlor's nodes talk among themselves about a room: nothing that Django does not know may come
/// into the shared one, where an unknown type ends every Django socket.
pub(crate) fn own_group_of(room: &RoomName) -> GroupName {
    named("parlor", '.', '-', room)
}

/// The group in which Parlor's nodes tell each other which rooms have people in them. Whatever follows `parlor` in a room's own
/// group, something does: no room can be named into this one.
pub(crate) fn directory_group() -> GroupName {
    #[expect(clippy::expect_used, reason = "it is six letters")]
    GroupName::parse("parlor").expect("a valid name")
}

fn named(kind: &str, plain: char, hashed: char, room: &RoomName) -> GroupName {
    let name = room.as_str();
    let group = if name.is_ascii() {
        format!("{kind}{plain}{name}")
    } else {
        let digest = Sha256::digest(name.as_bytes());
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{kind}{hashed}{hex}")
    };
    #[expect(
        clippy::expect_used,
        reason = "room names of ASCII hold only what a group name may, and 7 + 64 < 100"
    )]
    GroupName::parse(&group).expect("a room's group is a valid name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(room: &str) -> RoomName {
        RoomName::parse(room).expect(room)
    }

    fn group(room: &str) -> String {
        group_of(&name(room)).to_string()
    }

    #[test]
    fn an_ascii_room_is_the_tutorials_group() {
        assert_eq!(group("Lobby"), "chat_lobby");
        assert_eq!(group(&"x".repeat(64)), format!("chat_{}", "x".repeat(64)));
        assert_eq!(own_group_of(&name("Lobby")).to_string(), "parlor.lobby");
    }

    #[test]
    fn a_room_in_any_script_has_groups_of_its_own() {
        assert_eq!(group("로비").len(), "chat.".len() + 32);
        assert_ne!(group("로비"), group("로비2"));
        assert_ne!(
            group("로비"),
            group(&group("로비")),
            "naming a room like the group does not enter it"
        );
        let own = own_group_of(&name("로비")).to_string();
        let hash = own.strip_prefix("parlor-").expect(&own);
        for trick in [hash.to_owned(), format!("-{hash}"), own.clone()] {
            assert_ne!(own, own_group_of(&name(&trick)).to_string());
        }
    }

    proptest! {
        #[test]
        fn every_room_has_its_groups(name in "[\\p{L}\\p{M}\\p{Nd}_.-]{1,64}") {
            if let Ok(room) = RoomName::parse(&name) {
                prop_assert_ne!(group_of(&room), own_group_of(&room));
                prop_assert_ne!(group_of(&room), directory_group());
                prop_assert_ne!(own_group_of(&room), directory_group());
            }
        }
    }
}
