use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use channel_layer::Message as LayerMessage;
use protocol::{Author, Message, MessageId, Nickname, Nonce, ServerFrame, Text, UserId, tutorial};

/// The handler's name in a shared group. Django's tutorial consumer has one of this name, and an unknown
/// type would end every Django socket in the group.
const CHAT_MESSAGE: &str = "chat_message";

/// One message on its way to the members of a room, encoded once per dialect however many they are.
#[derive(Debug)]
pub(crate) struct ChatMessage {
    pub(crate) message: Message,
    v1: OnceLock<Utf8Bytes>,
    tutorial: OnceLock<Utf8Bytes>,
}

impl ChatMessage {
    pub(crate) fn new(message: Message) -> Self {
        Self { message, v1: OnceLock::new(), tutorial: OnceLock::new() }
    }

    /// The frame for a reader of `parlor.v1`.
    pub(crate) fn v1(&self) -> Utf8Bytes {
        self.v1.get_or_init(|| encode(&ServerFrame::Message(self.message.clone()))).clone()
    }

    /// The frame for the tutorial's page.
    pub(crate) fn tutorial(&self) -> Utf8Bytes {
        let frame = || tutorial::Frame { message: self.message.text.clone() };
        self.tutorial.get_or_init(|| encode(&frame())).clone()
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
    let id = |key| event.text(key).and_then(|id| id.parse().ok());
    let (Some(id), Some(prev)) = (id("id"), id("prev")) else { return Some(Heard::Foreign(text)) };
    let author = event
        .text("author")
        .zip(event.text("nickname").and_then(|name| Nickname::parse(name).ok()))
        .map(|(id, nickname)| Author { id: UserId::new(id.to_owned()), nickname });
    let nonce = event.text("nonce").and_then(Nonce::parse);
    Some(Heard::Logged { message: Message { id, author, text, nonce }, prev })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_layer() {
        let message = Message {
            id: MessageId { ms: 1, seq: 2 },
            author: Some(Author {
                id: UserId::new("u1".into()),
                nickname: Nickname::parse("김민준").expect("a name"),
            }),
            text: Text::parse("안녕").expect("a text"),
            nonce: Nonce::parse("n1"),
        };
        let prev = MessageId { ms: 1, seq: 1 };
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
        let event = ChatMessage::new(Message { id, author: None, text, nonce: None });
        assert_eq!(event.tutorial().as_str(), r#"{"message":"hi"}"#);
        assert_eq!(event.v1().as_str(), r#"{"type":"message","id":"7-7","text":"hi"}"#);
        assert!(std::ptr::eq(event.v1().as_str(), event.v1().as_str()), "the bytes are shared");
    }
}
