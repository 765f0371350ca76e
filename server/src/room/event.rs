use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use channel_layer::Message as LayerMessage;
use protocol::{
    Alteration, Author, Message, MessageId, Nickname, Nonce, ServerFrame, Text, UserId, tutorial,
};
use room_log::Entry;

/// The handler's name in a shared group. Django's tutorial consumer has one of this name, and an unknown
/// type would end every Django socket in the group.
const CHAT_MESSAGE: &str = "chat_message";

/// An entry of the log on its way to the members of a room, encoded once per dialect however many they are.
#[derive(Debug)]
pub(crate) struct ChatEntry {
    entry: Entry,
    v1: OnceLock<Utf8Bytes>,
    tutorial: OnceLock<Utf8Bytes>,
}

impl ChatEntry {
    pub(crate) fn new(entry: Entry) -> Self {
        Self { entry, v1: OnceLock::new(), tutorial: OnceLock::new() }
    }

    pub(crate) fn id(&self) -> MessageId {
        self.entry.id()
    }

    /// Whether it is something said, and not a change to it.
    pub(crate) fn is_message(&self) -> bool {
        matches!(self.entry, Entry::Message(_))
    }

    /// Bytes of text in it.
    pub(crate) fn len(&self) -> usize {
        match &self.entry {
            Entry::Message(message) => message.text.as_str().len(),
            Entry::Change(change) => match &change.alteration {
                Alteration::Edit { text } => text.as_str().len(),
                Alteration::Delete | Alteration::React { .. } => 0,
            },
        }
    }

    /// The frame for a reader of `parlor.v1`.
    pub(crate) fn v1(&self) -> Utf8Bytes {
        let frame = || match self.entry.clone() {
            Entry::Message(message) => ServerFrame::Message(message),
            Entry::Change(change) => ServerFrame::Change(change),
        };
        self.v1.get_or_init(|| encode(&frame())).clone()
    }

    /// The frame for the tutorial's page, which knows nothing but messages.
    pub(crate) fn tutorial(&self) -> Option<Utf8Bytes> {
        let Entry::Message(message) = &self.entry else { return None };
        let frame = || tutorial::Frame { message: message.text.clone() };
        Some(self.tutorial.get_or_init(|| encode(&frame())).clone())
    }
}

/// A frame as text.
pub(crate) fn encode(frame: &impl serde::Serialize) -> Utf8Bytes {
    // Frames are plain data with text keys; their serialization has no way to fail.
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// What somebody said in the group of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It stands in the log, after `prev`.
    Logged { message: Message, prev: MessageId },
    /// A program that knows nothing of Parlor said it: nobody has put it into the log yet.
    Foreign(Text),
}

/// A message as the channel layer carries it: what Django's tutorial sends, and keys it does not look at.
pub(crate) fn to_layer(message: &Message, prev: MessageId) -> LayerMessage {
    let mut event = LayerMessage::new(CHAT_MESSAGE)
        .with("message", message.text.as_str())
        .with("id", message.id.to_string())
        .with("prev", prev.to_string());
    if let Some(author) = &message.author {
        event = event.with("author", author.id.as_str()).with("nickname", author.nickname.as_str());
    }
    if let Some(re) = message.re {
        event = event.with("re", re.to_string());
    }
    match &message.nonce {
        Some(nonce) => event.with("nonce", nonce.as_str()),
        None => event,
    }
}

/// What somebody said in the group, or `None` for what is no chat message.
pub(crate) fn from_layer(event: &LayerMessage) -> Option<Heard> {
    if event.kind()?.as_ref() != CHAT_MESSAGE {
        return None;
    }
    let text = Text::parse(event.text("message")?).ok()?;
    let (Some(id), Some(prev)) = (id(event, "id"), id(event, "prev")) else {
        return Some(Heard::Foreign(text));
    };
    let author = event
        .text("author")
        .zip(event.text("nickname").and_then(|name| Nickname::parse(name).ok()))
        .map(|(id, nickname)| Author { id: UserId::new(id.to_owned()), nickname });
    let nonce = event.text("nonce").and_then(Nonce::parse);
    let message = Message { author, nonce, re: self::id(event, "re"), ..Message::new(id, text) };
    Some(Heard::Logged { message, prev })
}

fn id(event: &LayerMessage, key: &str) -> Option<MessageId> {
    event.text(key)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Change;

    #[test]
    fn a_message_survives_the_layer() {
        let text = Text::parse("안녕").expect("a text");
        let prev = MessageId { ms: 1, seq: 1 };
        let message = Message {
            author: Some(Author {
                id: UserId::new("u1".into()),
                nickname: Nickname::parse("김민준").expect("a name"),
            }),
            nonce: Nonce::parse("n1"),
            re: Some(prev),
            ..Message::new(MessageId { ms: 1, seq: 2 }, text)
        };
        assert_eq!(from_layer(&to_layer(&message, prev)), Some(Heard::Logged { message, prev }));
    }

    #[test]
    fn the_layer_carries_what_the_document_shows() {
        const DOCUMENT: &str = include_str!("../../../docs/protocol.md");
        let example =
            DOCUMENT.split("```json layer\n").nth(1).and_then(|rest| rest.split('\n').next());
        let event = LayerMessage::from_json(example.expect("an example")).expect("JSON");
        let Some(Heard::Logged { message, prev }) = from_layer(&event) else { panic!("{event:?}") };
        assert_eq!(to_layer(&message, prev), event);
    }

    #[test]
    fn a_message_from_django_is_read_under_either_name() {
        for kind in ["chat_message", "chat.message"] {
            let heard = from_layer(&LayerMessage::new(kind).with("message", "hi"));
            assert_eq!(heard, Some(Heard::Foreign(Text::parse("hi").expect("a text"))));
        }
    }

    #[test]
    fn what_is_no_chat_message_is_nothing() {
        for event in [
            LayerMessage::new("chat_message"),
            LayerMessage::new("chat_message").with("message", 7),
            LayerMessage::new("chat_message").with("message", " "),
            LayerMessage::new("websocket.close").with("message", "hi"),
            LayerMessage::new("_chat_message").with("message", "hi"),
        ] {
            assert_eq!(from_layer(&event), None, "{event:?}");
        }
    }

    #[test]
    fn an_event_is_encoded_once_for_everybody() {
        let text = Text::parse("hi").expect("a text");
        let id = MessageId { ms: 7, seq: 7 };
        let event = ChatEntry::new(Entry::Message(Message::new(id, text)));
        assert_eq!(event.tutorial().as_deref(), Some(r#"{"message":"hi"}"#));
        assert_eq!(event.v1().as_str(), r#"{"type":"message","id":"7-7","text":"hi"}"#);
        assert!(std::ptr::eq(event.v1().as_str(), event.v1().as_str()), "the bytes are shared");
    }

    #[test]
    fn a_change_is_nothing_to_the_tutorials_page() {
        let nickname = Nickname::parse("Ada").expect("a name");
        let author = Author { id: UserId::new("u1".into()), nickname };
        let (id, of) = (MessageId { ms: 7, seq: 7 }, MessageId { ms: 7, seq: 6 });
        let change = Change { id, of, author, nonce: None, alteration: Alteration::Delete };
        let event = ChatEntry::new(Entry::Change(change));
        assert_eq!(event.tutorial(), None);
        let frame =
            r#"{"type":"change","id":"7-7","of":"7-6","author":{"id":"u1","nickname":"Ada"}}"#;
        assert_eq!(event.v1().as_str(), frame);
    }
}
