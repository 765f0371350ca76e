use serde_json::{Map, Value};

use crate::{
    BadNickname, BadText, ClientFrame, Emoji, ErrorCode, FrameError, MessageId, Nickname, Nonce,
    Text,
};

type Fields = Map<String, Value>;

impl ClientFrame {
    /// Reads a frame from a client, and normalizes the texts in it.
    ///
    /// # Errors
    /// Names the field at fault, and the nonce of the message if it can be made out.
    pub fn parse(frame: &str) -> Result<Self, FrameError> {
        let fields = object(frame)?;
        match fields.get("type").and_then(Value::as_str) {
            Some("hello") => hello(&fields),
            Some("say") => marked(&fields, say),
            Some("edit") => marked(&fields, edit),
            Some("delete") => marked(&fields, delete),
            Some("react") => marked(&fields, react),
            Some("rename") => {
                Ok(Self::Rename { nickname: nickname(required(&fields, "nickname")?)? })
            }
            Some("typing") => Ok(Self::Typing),
            Some("older") => Ok(Self::Older { before: required_id(&fields, "before")? }),
            Some(_) => {
                Err(FrameError::new(ErrorCode::UnknownType, "This type of frame is not known."))
            }
            None => Err(FrameError::new(ErrorCode::UnknownType, "A frame needs a type, as text.")),
        }
        .map_err(|error| {
            if error.code == ErrorCode::UnknownType { error.in_field("type") } else { error }
        })
    }
}

/// Reads a text frame that must hold a JSON object.
pub(crate) fn object(frame: &str) -> Result<Fields, FrameError> {
    serde_json::from_str(frame).map_err(|error| {
        FrameError::new(ErrorCode::BadFrame, format!("A frame is a JSON object: {error}."))
    })
}

fn hello(fields: &Fields) -> Result<ClientFrame, FrameError> {
    let since = optional(fields, "since")?.map(|text| id("since", text)).transpose()?;
    let epoch = optional(fields, "epoch")?.map(str::to_owned);
    let nickname = optional(fields, "nickname")?.map(nickname).transpose()?;
    Ok(ClientFrame::Hello { since, epoch, nickname })
}

fn id(field: &str, text: &str) -> Result<MessageId, FrameError> {
    text.parse().map_err(|error| bad_value(field, format!("{error}.")))
}

/// Reads the nonce and then the rest, whose errors are about what has this nonce.
fn marked(
    fields: &Fields,
    read: fn(&Fields, Nonce) -> Result<ClientFrame, FrameError>,
) -> Result<ClientFrame, FrameError> {
    let nonce = Nonce::parse(required(fields, "nonce")?)
        .ok_or_else(|| bad_value("nonce", "A nonce is 1 to 64 visible ASCII characters."))?;
    read(fields, nonce.clone()).map_err(|error| error.about(Some(nonce)))
}

fn say(fields: &Fields, nonce: Nonce) -> Result<ClientFrame, FrameError> {
    let text = text(required(fields, "text")?)?;
    let re = optional(fields, "re")?.map(|text| id("re", text)).transpose()?;
    Ok(ClientFrame::Say { nonce, text, re })
}

fn edit(fields: &Fields, nonce: Nonce) -> Result<ClientFrame, FrameError> {
    let of = required_id(fields, "of")?;
    Ok(ClientFrame::Edit { nonce, of, text: text(required(fields, "text")?)? })
}

fn delete(fields: &Fields, nonce: Nonce) -> Result<ClientFrame, FrameError> {
    Ok(ClientFrame::Delete { nonce, of: required_id(fields, "of")? })
}

fn react(fields: &Fields, nonce: Nonce) -> Result<ClientFrame, FrameError> {
    let of = required_id(fields, "of")?;
    let emoji = Emoji::parse(required(fields, "emoji")?)
        .ok_or_else(|| bad_value("emoji", "A reaction is one emoji, of at most 32 bytes."))?;
    let on = match fields.get("on") {
        Some(Value::Bool(on)) => *on,
        None | Some(Value::Null) => return Err(missing("on")),
        Some(_) => return Err(bad_value("on", "The field “on” is true or false.")),
    };
    Ok(ClientFrame::React { nonce, of, emoji, on })
}

fn text(written: &str) -> Result<Text, FrameError> {
    Text::parse(written).map_err(|error| {
        let code = match error {
            BadText::Empty => ErrorCode::Empty,
            BadText::TooLong => ErrorCode::TooLong,
        };
        FrameError::new(code, error.to_string()).in_field("text")
    })
}

fn nickname(typed: &str) -> Result<Nickname, FrameError> {
    Nickname::parse(typed).map_err(|error| {
        let code = match error {
            BadNickname::Empty => ErrorCode::Empty,
            BadNickname::TooLong => ErrorCode::TooLong,
        };
        FrameError::new(code, error.to_string()).in_field("nickname")
    })
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, FrameError> {
    optional(fields, name)?.ok_or_else(|| missing(name))
}

fn required_id(fields: &Fields, name: &str) -> Result<MessageId, FrameError> {
    id(name, required(fields, name)?)
}

fn optional<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, FrameError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad_value(name, format!("The field “{name}” is text."))),
    }
}

fn missing(name: &str) -> FrameError {
    let detail = format!("The field “{name}” is missing.");
    FrameError::new(ErrorCode::Missing, detail).in_field(name)
}

fn bad_value(field: &str, detail: impl Into<String>) -> FrameError {
    FrameError::new(ErrorCode::BadValue, detail).in_field(field)
}
