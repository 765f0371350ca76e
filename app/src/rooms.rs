use protocol::Listed;

use crate::{Json, json::word};

/// Reads the list of rooms, in the page of a lobby or in the answer of `/rooms`: both have it under `rooms`.
#[must_use]
pub fn rooms<J: Json>(lobby: &J) -> Option<Vec<Listed>> {
    lobby.field("rooms")?.items()?.iter().map(listed).collect()
}

fn listed<J: Json>(room: &J) -> Option<Listed> {
    let last = match room.field("last") {
        Some(last) => Some(u64::try_from(last.whole()?).ok()?),
        None => None,
    };
    Some(Listed {
        name: word(&room.field("name")?.text()?)?,
        people: usize::try_from(room.field("people")?.whole()?).ok()?,
        last,
    })
}

#[cfg(test)]
mod tests {
    use protocol::RoomList;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_list_is_read_as_it_is_written() {
        let told = json!({ "rooms": [
            { "name": "로비", "people": 3, "last": 1_795_409_281_999_u64 },
            { "name": "quiet", "people": 1 },
        ] });
        let list: RoomList = serde_json::from_value(told.clone()).expect("a list");
        assert_eq!(rooms(&told), Some(list.rooms));
    }

    #[test]
    fn what_is_no_list_is_nothing() {
        for told in [
            Value::Null,
            json!({}),
            json!({ "rooms": 3 }),
            json!({ "rooms": [{ "people": 3 }] }),
            json!({ "rooms": [{ "name": "lobby" }] }),
            json!({ "rooms": [{ "name": "lobby", "people": "three" }] }),
            json!({ "rooms": [{ "name": "lobby", "people": 3, "last": "noon" }] }),
        ] {
            assert_eq!(rooms(&told), None, "{told}");
        }
    }
}
