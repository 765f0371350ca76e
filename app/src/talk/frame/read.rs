use protocol::{
    Alteration, Author, Change, FrameError, Message, Older, People, Reaction, ServerFrame, Welcome,
};
use serde::Deserialize;

use crate::json::{Json, word};

/// Reads a frame of the server; `None` for one that this page does not know, as a newer server may send.
#[must_use]
pub fn read<J: Json>(frame: &J) -> Option<ServerFrame> {
    Some(match frame.field("type")?.text()?.as_str() {
        "welcome" => ServerFrame::Welcome(welcome(frame)?),
        "message" => ServerFrame::Message(message(frame)?),
        "change" => ServerFrame::Change(change(frame)?),
        "ack" => ServerFrame::Ack { nonce: required(frame, "nonce")?, id: required(frame, "id")? },
        "renamed" => ServerFrame::Renamed { you: author(&frame.field("you")?)? },
        "error" => ServerFrame::Error(error(frame)?),
        "layer" => ServerFrame::Layer { connected: frame.field("connected")?.truth()? },
        "people" => ServerFrame::People(people(frame)?),
        "typing" => ServerFrame::Typing { who: author(&frame.field("who")?)? },
        "older" => ServerFrame::Older(older(frame)?),
        "heartbeat" => ServerFrame::Heartbeat { last: optional(frame, "last")? },
        _ => return None,
    })
}

/// Reads what a page begins with, in a frame or in the page itself.
pub(crate) fn welcome<J: Json>(welcome: &J) -> Option<Welcome> {
    Some(Welcome {
        you: author(&welcome.field("you")?)?,
        epoch: welcome.field("epoch")?.text()?,
        reset: welcome.field("reset")?.truth()?,
        connected: welcome.field("connected")?.truth()?,
        older: is(welcome, "older")?,
        last: optional(welcome, "last")?,
        messages: all(welcome, "messages", message)?,
        changes: any(welcome, "changes", change)?,
    })
}

fn message<J: Json>(message: &J) -> Option<Message> {
    Some(Message {
        id: required(message, "id")?,
        author: match message.field("author") {
            Some(it) => Some(author(&it)?),
            None => None,
        },
        text: required(message, "text")?,
        nonce: optional(message, "nonce")?,
        re: optional(message, "re")?,
        edited: is(message, "edited")?,
        reactions: any(message, "reactions", reaction)?,
    })
}

fn reaction<J: Json>(reaction: &J) -> Option<Reaction> {
    Some(Reaction {
        emoji: required(reaction, "emoji")?,
        count: usize::try_from(reaction.field("count")?.whole()?).ok()?,
        by: all(reaction, "by", |id| word(&id.text()?))?,
    })
}

fn change<J: Json>(change: &J) -> Option<Change> {
    let on = match change.field("on") {
        Some(on) => Some(on.truth()?),
        None => None,
    };
    Some(Change {
        id: required(change, "id")?,
        of: required(change, "of")?,
        author: author(&change.field("author")?)?,
        nonce: optional(change, "nonce")?,
        alteration: Alteration::of_parts(
            optional(change, "text")?,
            optional(change, "emoji")?,
            on,
        )?,
    })
}

fn older<J: Json>(older: &J) -> Option<Older> {
    Some(Older {
        before: required(older, "before")?,
        messages: all(older, "messages", message)?,
        more: older.field("more")?.truth()?,
    })
}

fn people<J: Json>(people: &J) -> Option<People> {
    let listed = match people.field("listed") {
        Some(_) => Some(all(people, "listed", author)?),
        None => None,
    };
    let count = usize::try_from(people.field("count")?.whole()?).ok()?;
    Some(People { count, listed })
}

fn error<J: Json>(error: &J) -> Option<FrameError> {
    Some(FrameError {
        code: required(error, "code")?,
        field: optional(error, "field")?,
        nonce: optional(error, "nonce")?,
        detail: error.field("detail")?.text()?,
    })
}

fn author<J: Json>(author: &J) -> Option<Author> {
    Some(Author { id: required(author, "id")?, nickname: required(author, "nickname")? })
}

fn all<J: Json, T>(frame: &J, name: &str, one: fn(&J) -> Option<T>) -> Option<Vec<T>> {
    frame.field(name)?.items()?.iter().map(one).collect()
}

/// Nothing when the field is not there.
fn any<J: Json, T>(frame: &J, name: &str, one: fn(&J) -> Option<T>) -> Option<Vec<T>> {
    frame.field(name).map_or(Some(Vec::new()), |_| all(frame, name, one))
}

/// False when the field is not there.
fn is<J: Json>(frame: &J, name: &str) -> Option<bool> {
    frame.field(name).map_or(Some(false), |value| value.truth())
}

fn required<J: Json, T: for<'a> Deserialize<'a>>(frame: &J, name: &str) -> Option<T> {
    word(&frame.field(name)?.text()?)
}

/// Nothing when the field is not there; `None` when it is there and wrong.
fn optional<J: Json, T: for<'a> Deserialize<'a>>(frame: &J, name: &str) -> Option<Option<T>> {
    match frame.field(name) {
        Some(value) => word(&value.text()?).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn frames() -> Vec<Value> {
        let you = json!({ "id": "u1", "nickname": "김민준" });
        let message =
            json!({ "id": "5-1", "author": you, "text": "hi \"there\"\n", "nonce": "n1" });
        let mut told = message.clone();
        told["type"] = "message".into();
        let mut changed = told.clone();
        changed["re"] = "4-0".into();
        changed["edited"] = true.into();
        changed["reactions"] = json!([{ "emoji": "👍", "count": 60, "by": ["u1", "u2"] }]);
        let change = json!({ "type": "change", "id": "6-0", "of": "5-1", "author": you });
        let with = |fields: Value| {
            let mut change = change.clone();
            change
                .as_object_mut()
                .expect("an object")
                .extend(fields.as_object().cloned().unwrap_or_default());
            change
        };
        vec![
            json!({ "type": "welcome", "you": you, "epoch": "e", "reset": true, "connected": false, "messages": [message] }),
            json!({ "type": "welcome", "you": you, "epoch": "e", "reset": true, "connected": true, "older": true, "messages": [] }),
            json!({ "type": "welcome", "you": you, "epoch": "e", "reset": false, "connected": true, "last": "6-0", "messages": [], "changes": [change] }),
            told,
            changed.clone(),
            json!({ "type": "older", "before": "5-2", "messages": [changed], "more": true }),
            json!({ "type": "message", "id": "5-1", "text": "from a program" }),
            with(json!({ "nonce": "n", "text": "hello" })),
            with(json!({ "nonce": "n" })),
            with(json!({ "emoji": "👍", "on": true })),
            with(json!({ "emoji": "👍", "on": false })),
            with(json!({ "emoji": "👍", "on": false, "text": "a mixture" })),
            json!({ "type": "ack", "nonce": "n1", "id": "5-1" }),
            json!({ "type": "renamed", "you": you }),
            json!({ "type": "error", "code": "too_fast", "nonce": "n1", "detail": "slower" }),
            json!({ "type": "error", "code": "empty", "field": "nickname", "detail": "no name" }),
            json!({ "type": "layer", "connected": true }),
            json!({ "type": "people", "count": 2, "listed": [you] }),
            json!({ "type": "people", "count": 1204 }),
            json!({ "type": "typing", "who": you }),
            json!({ "type": "older", "before": "5-2", "messages": [message], "more": true }),
            json!({ "type": "older", "before": "5-2", "messages": [], "more": false }),
            json!({ "type": "heartbeat" }),
            json!({ "type": "heartbeat", "last": "5-1" }),
            json!({ "type": "from the future" }),
            json!([1]),
        ]
    }

    fn as_the_protocol(frame: Value) -> Result<(), TestCaseError> {
        let said = format!("{frame}");
        prop_assert_eq!(read(&frame), serde_json::from_value(frame).ok(), "{}", said);
        Ok(())
    }

    #[test]
    fn every_frame_is_read_as_the_protocol_reads_it() {
        for frame in frames() {
            as_the_protocol(frame.clone()).expect("the same");
            // Without a field, and with a wrong one.
            for name in frame.as_object().into_iter().flat_map(|fields| fields.keys()) {
                let mut less = frame.clone();
                less.as_object_mut().expect("an object").remove(name);
                as_the_protocol(less).expect("the same");
                let mut wrong = frame.clone();
                wrong[name] = json!([[]]);
                as_the_protocol(wrong).expect("the same");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_the_protocol_reads_it(
            kind in "message|change|ack|error|typing|older|heartbeat|people",
            name in "id|of|re|edited|emoji|on|nonce|text|code|count|last|before|type",
            value: String,
        ) {
            let mut frame = json!({ "id": "1-0", "text": "a", "nonce": "n", "code": "empty", "detail": "" });
            frame["type"] = kind.into();
            frame[name] = value.into();
            as_the_protocol(frame)?;
        }
    }
}
