use channel_layer::Message as LayerMessage;
use protocol::{Author, Change, Message, MessageId};
use serde::{Deserialize, Serialize};

use super::{notice::Notice, roster::Gossip};

/// The handler's name in Parlor's own groups.
const NOTE: &str = "parlor.note";

/// What the nodes tell each other, in groups that only they are in: one for each room, and one for what is said of all rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub(crate) enum Note {
    /// A foreign message stands in the log now. Those who are in the shared group have heard it already.
    Adopted { message: Message, prev: MessageId },
    /// A change stands in the log now: the shared group is not told of it, where it would be an unknown type, or a message.
    Changed { change: Change, prev: MessageId },
    /// Who is here.
    Gossip { gossip: Gossip },
    /// Somebody is writing.
    Typing { who: Author },
    /// Which rooms have people in them; in the group for all rooms, the others in that of a room.
    Rooms { notice: Notice },
}

impl Note {
    /// As the channel layer carries it: one JSON text, since nobody else has to read it.
    pub(crate) fn to_layer(&self) -> LayerMessage {
        // Plain data with text keys: its serialization has no way to fail.
        let json = serde_json::to_string(self).unwrap_or_default();
        LayerMessage::new(NOTE).with("json", json)
    }

    /// Reads a note; `None` for one that this version does not know.
    pub(crate) fn from_layer(event: &LayerMessage) -> Option<Self> {
        if event.text("type") != Some(NOTE) {
            return None;
        }
        serde_json::from_str(event.text("json")?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{Alteration, Emoji, Nickname, Nonce, Text, UserId};

    #[test]
    fn a_note_survives_the_layer() {
        let (id, prev) = (MessageId { ms: 2, seq: 0 }, MessageId::START);
        let message = Message::new(id, Text::parse("the build is green").expect("a text"));
        let nickname = Nickname::parse("김민준").expect("a name");
        let author = Author { id: UserId::new("u1".into()), nickname };
        let alteration =
            Alteration::React { emoji: Emoji::parse("👍").expect("an emoji"), on: true };
        let change = Change { id, of: id, author, nonce: Nonce::parse("n"), alteration };
        let gossip = Gossip::Who { node: "a".into(), whom: None };
        for note in [
            Note::Adopted { message, prev },
            Note::Changed { change, prev },
            Note::Gossip { gossip },
        ] {
            assert_eq!(Note::from_layer(&note.to_layer()), Some(note));
        }
    }

    #[test]
    fn what_is_no_note_is_nothing() {
        for event in [
            LayerMessage::new("chat_message").with("json", "{}"),
            LayerMessage::new(NOTE),
            LayerMessage::new(NOTE).with("json", "{\"note\":\"from the future\"}"),
        ] {
            assert_eq!(Note::from_layer(&event), None, "{event:?}");
        }
    }
}
