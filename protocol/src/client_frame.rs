use serde::{Deserialize, Serialize};

use crate::{MessageId, Nickname, Nonce, Text};

/// What a page says to the server in `parlor.v1`: one JSON object a text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame: what the page shows already, and the nickname it was given.
    Hello {
        /// The newest message on the page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<MessageId>,
        /// The log that `since` belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        /// The nickname chosen on an earlier visit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nickname: Option<Nickname>,
    },
    /// A message for the room.
    Say {
        /// Comes back in the acknowledgement and in the message itself.
        nonce: Nonce,
        /// What is said.
        text: Text,
    },
    /// A new nickname.
    Rename {
        /// What people are to see from now on.
        nickname: Nickname,
    },
    /// The reader is writing; told at most every [`TYPING_SECONDS`](crate::limits::TYPING_SECONDS).
    Typing,
    /// Asks for the messages before one.
    Older {
        /// The oldest message on the page.
        before: MessageId,
    },
}

#[cfg(feature = "parse")]
pub(crate) use parse::object;

#[cfg(feature = "parse")]
mod parse {
    use serde_json::{Map, Value};

    use crate::{
        BadNickname, BadText, ClientFrame, ErrorCode, FrameError, MessageId, Nickname, Nonce, Text,
    };

    impl ClientFrame {
        /// Reads a frame from a client, and normalizes the texts in it.
        ///
        /// # Errors
        /// Names the field at fault, and the nonce of the message if it can be made out.
        pub fn parse(frame: &str) -> Result<Self, FrameError> {
            let fields = object(frame)?;
            match fields.get("type").and_then(Value::as_str) {
                Some("hello") => hello(&fields),
                Some("say") => say(&fields),
                Some("rename") => {
                    Ok(Self::Rename { nickname: nickname(required(&fields, "nickname")?)? })
                }
                Some("typing") => Ok(Self::Typing),
                Some("older") => {
                    Ok(Self::Older { before: id("before", required(&fields, "before")?)? })
                }
                Some(_) => {
                    Err(FrameError::new(ErrorCode::UnknownType, "This type of frame is not known."))
                }
                None => {
                    Err(FrameError::new(ErrorCode::UnknownType, "A frame needs a type, as text."))
                }
            }
            .map_err(|error| {
                if error.code == ErrorCode::UnknownType { error.in_field("type") } else { error }
            })
        }
    }

    /// Reads a text frame that must hold a JSON object.
    pub(crate) fn object(frame: &str) -> Result<Map<String, Value>, FrameError> {
        serde_json::from_str(frame).map_err(|error| {
            FrameError::new(ErrorCode::BadFrame, format!("A frame is a JSON object: {error}."))
        })
    }

    fn hello(fields: &Map<String, Value>) -> Result<ClientFrame, FrameError> {
        let since = optional(fields, "since")?.map(|text| id("since", text)).transpose()?;
        let epoch = optional(fields, "epoch")?.map(str::to_owned);
        let nickname = optional(fields, "nickname")?.map(nickname).transpose()?;
        Ok(ClientFrame::Hello { since, epoch, nickname })
    }

    fn id(field: &str, text: &str) -> Result<MessageId, FrameError> {
        text.parse().map_err(|error| bad_value(field, format!("{error}.")))
    }

    fn say(fields: &Map<String, Value>) -> Result<ClientFrame, FrameError> {
        let nonce = Nonce::parse(required(fields, "nonce")?)
            .ok_or_else(|| bad_value("nonce", "A nonce is 1 to 64 visible ASCII characters."))?;
        match required(fields, "text").and_then(text) {
            Ok(text) => Ok(ClientFrame::Say { nonce, text }),
            Err(error) => Err(error.about(Some(nonce))),
        }
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

    fn required<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, FrameError> {
        optional(fields, name)?.ok_or_else(|| {
            FrameError::new(ErrorCode::Missing, format!("The field “{name}” is missing."))
                .in_field(name)
        })
    }

    fn optional<'a>(
        fields: &'a Map<String, Value>,
        name: &str,
    ) -> Result<Option<&'a str>, FrameError> {
        match fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(bad_value(name, format!("The field “{name}” is text."))),
        }
    }

    fn bad_value(field: &str, detail: impl Into<String>) -> FrameError {
        FrameError::new(ErrorCode::BadValue, detail).in_field(field)
    }
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use crate::{ErrorCode, limits::TEXT_BYTES};
    use proptest::prelude::*;

    fn refused(frame: &str) -> (ErrorCode, Option<String>, Option<String>) {
        let Err(error) = ClientFrame::parse(frame) else { panic!("{frame} was read") };
        (error.code, error.field, error.nonce.map(|nonce| nonce.as_str().to_owned()))
    }

    #[test]
    fn an_error_names_the_field_and_the_message() {
        let field = |name: &str| Some(name.to_owned());
        assert_eq!(refused("hi"), (ErrorCode::BadFrame, None, None));
        assert_eq!(refused("[1]"), (ErrorCode::BadFrame, None, None));
        assert_eq!(refused(""), (ErrorCode::BadFrame, None, None));
        assert_eq!(refused("{}"), (ErrorCode::UnknownType, field("type"), None));
        assert_eq!(refused(r#"{"type":7}"#), (ErrorCode::UnknownType, field("type"), None));
        assert_eq!(refused(r#"{"type":"shout"}"#), (ErrorCode::UnknownType, field("type"), None));
        assert_eq!(
            refused(r#"{"type":"say","text":"hi"}"#),
            (ErrorCode::Missing, field("nonce"), None)
        );
        assert_eq!(
            refused(r#"{"type":"say","nonce":"a b","text":"hi"}"#),
            (ErrorCode::BadValue, field("nonce"), None)
        );
        assert_eq!(
            refused(r#"{"type":"say","nonce":"n1"}"#),
            (ErrorCode::Missing, field("text"), field("n1"))
        );
        assert_eq!(
            refused(r#"{"type":"say","nonce":"n1","text":7}"#),
            (ErrorCode::BadValue, field("text"), field("n1"))
        );
        assert_eq!(
            refused(r#"{"type":"say","nonce":"n1","text":" "}"#),
            (ErrorCode::Empty, field("text"), field("n1"))
        );
        let long =
            format!(r#"{{"type":"say","nonce":"n1","text":"{}"}}"#, "a".repeat(TEXT_BYTES + 1));
        assert_eq!(refused(&long), (ErrorCode::TooLong, field("text"), field("n1")));
        assert_eq!(
            refused(r#"{"type":"rename","nickname":""}"#),
            (ErrorCode::Empty, field("nickname"), None)
        );
        assert_eq!(
            refused(r#"{"type":"hello","since":"yesterday"}"#),
            (ErrorCode::BadValue, field("since"), None)
        );
        assert_eq!(refused(r#"{"type":"older"}"#), (ErrorCode::Missing, field("before"), None));
        assert_eq!(
            refused(r#"{"type":"older","before":"7"}"#),
            (ErrorCode::BadValue, field("before"), None)
        );
    }

    #[test]
    fn a_lone_surrogate_is_a_broken_frame() {
        assert_eq!(
            refused(r#"{"type":"say","nonce":"n1","text":"\ud83d"}"#),
            (ErrorCode::BadFrame, None, None)
        );
    }

    #[test]
    fn texts_are_composed_on_the_way_in() {
        let frame = ClientFrame::parse(r#"{"type":"say","nonce":"n","text":"\u1100\u1161"}"#);
        let Ok(ClientFrame::Say { text, .. }) = frame else { panic!("{frame:?}") };
        assert_eq!(text.as_str(), "가");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(frame: String) {
            let _ = ClientFrame::parse(&frame);
        }

        #[test]
        fn any_object_is_answered(kind in "hello|say|rename|older|x", field in "since|nonce|text|nickname|before", value: String) {
            let frame = serde_json::json!({ "type": kind, "nonce": "n", field: value });
            let _ = ClientFrame::parse(&frame.to_string());
        }

        #[test]
        fn what_a_page_writes_the_server_reads(text in "[ -~가-힣😀]{0,80}x", nonce in "[!-~]{1,64}") {
            let said = ClientFrame::Say {
                nonce: Nonce::parse(&nonce).expect("drawn from what is allowed"),
                text: Text::parse(&text).expect("ends in a letter"),
            };
            let wire = serde_json::to_string(&said).expect("frames are plain data");
            prop_assert_eq!(ClientFrame::parse(&wire), Ok(said));
        }
    }
}
