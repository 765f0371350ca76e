//! What travels through a layer.

use std::borrow::Cow;
use std::sync::Arc;

use crate::serializer::json;
use crate::{InvalidMessage, Map, Value};

/// What travels through a layer: a map with text keys, by convention with a `type`.
///
/// Cheap to clone: clones share the map until one of them changes it.
///
/// ```
/// use channel_layer::Message;
///
/// let message = Message::new("chat.message").with("message", "hi").with("id", 7);
/// assert_eq!(message.kind().as_deref(), Some("chat_message"));
/// assert_eq!(message.text("message"), Some("hi"));
/// assert_eq!(message.to_json()?, r#"{"type": "chat.message", "message": "hi", "id": 7}"#);
/// # Ok::<(), channel_layer::InvalidMessage>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message(Arc<Map>);

impl Message {
    /// A message with nothing but its `type`.
    #[must_use]
    pub fn new(kind: impl Into<String>) -> Self {
        Self::default().with("type", kind.into())
    }

    /// The message with one more entry, or with another value for a key it has.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        Arc::make_mut(&mut self.0).insert(key, value);
        self
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The text of a key, if its value is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// The name of the handler this message asks for: `type` with every `.` replaced by `_`, as
    /// Channels consumers do. None if `type` is missing, no text, or would begin with `_`, which
    /// consumers refuse. Match it against your own list; it may come from anybody.
    #[must_use]
    pub fn kind(&self) -> Option<Cow<'_, str>> {
        let kind = self.text("type")?;
        let kind =
            if kind.contains('.') { Cow::Owned(kind.replace('.', "_")) } else { kind.into() };
        (!kind.starts_with('_')).then_some(kind)
    }

    /// The entries.
    #[must_use]
    pub fn as_map(&self) -> &Map {
        &self.0
    }

    /// Reads a message from JSON text, as a person types it.
    ///
    /// # Errors
    /// [`InvalidMessage::Undecodable`] if the text is not one JSON object.
    pub fn from_json(text: &str) -> Result<Self, InvalidMessage> {
        json::read(text.as_bytes())
    }

    /// Writes the message as JSON text, for a person to read. On the wire,
    /// [`Serializer::Json`](crate::Serializer::Json) also escapes everything outside ASCII.
    ///
    /// # Errors
    /// [`InvalidMessage`] if the message contains what JSON has no words for.
    pub fn to_json(&self) -> Result<String, InvalidMessage> {
        json::write(&self.0, json::Charset::Unicode)
    }
}

impl From<Map> for Message {
    fn from(map: Map) -> Self {
        Self(Arc::new(map))
    }
}

impl From<Message> for Map {
    fn from(message: Message) -> Self {
        Arc::unwrap_or_clone(message.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_is_the_handlers_name() {
        let kind = |text: &str| Message::new(text).kind().map(Cow::into_owned);
        assert_eq!(kind("chat.message").as_deref(), Some("chat_message"));
        assert_eq!(kind("chat_message").as_deref(), Some("chat_message"));
        assert_eq!(kind("_private"), None);
        assert_eq!(kind(".private"), None);
        assert_eq!(Message::default().kind(), None);
        assert_eq!(Message::default().with("type", 7).kind(), None);
    }

    #[test]
    fn clones_do_not_see_each_others_changes() {
        let first = Message::new("t").with("a", 1);
        let second = first.clone().with("a", 2);
        assert_eq!(first.get("a"), Some(&Value::Int(1)));
        assert_eq!(second.get("a"), Some(&Value::Int(2)));
    }
}
