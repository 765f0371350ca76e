use protocol::{Emoji, Message, Reaction, Text, UserId};
use redis::Value;
use serde::Deserialize;

/// What has changed about a message, as `change.lua` remembers it.
#[derive(Debug, Deserialize)]
struct Changed {
    text: Option<String>,
    /// An emoji, and then those who have put it there.
    #[serde(default)]
    reactions: Vec<Vec<String>>,
}

/// A message as it is now, out of how it was said and what has changed about it, if anything has; `None` when that cannot be
/// understood.
pub(super) fn fold(said: &Message, changed: &Value) -> Option<Message> {
    let changed: Changed = match changed {
        Value::Nil => return Some(said.clone()),
        Value::BulkString(json) => serde_json::from_slice(json).ok()?,
        _ => return None,
    };
    let reactions = changed.reactions.into_iter().map(reaction).collect::<Option<_>>()?;
    let message = Message { reactions, ..said.clone() };
    Some(match changed.text {
        Some(text) => Message { text: Text::new(text).ok()?, edited: true, ..message },
        None => message,
    })
}

fn reaction(list: Vec<String>) -> Option<Reaction> {
    let mut list = list.into_iter();
    let emoji = Emoji::parse(&list.next()?)?;
    let by: Vec<_> = list.map(UserId::new).collect();
    Some(Reaction { emoji, count: by.len(), by })
}
