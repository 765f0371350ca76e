use std::fmt::Write;

use protocol::ClientFrame;

/// Writes a frame of the page.
#[must_use]
pub fn write(frame: &ClientFrame) -> String {
    match frame {
        ClientFrame::Hello { since, epoch, nickname } => object(
            "hello",
            &[
                ("since", since.map(|id| id.to_string()).as_deref()),
                ("epoch", epoch.as_deref()),
                ("nickname", nickname.as_ref().map(|name| name.as_str())),
            ],
        ),
        ClientFrame::Say { nonce, text, re } => object(
            "say",
            &[
                ("nonce", Some(nonce.as_str())),
                ("text", Some(text.as_str())),
                ("re", re.map(|id| id.to_string()).as_deref()),
            ],
        ),
        ClientFrame::Edit { nonce, of, text } => object(
            "edit",
            &[
                ("nonce", Some(nonce.as_str())),
                ("of", Some(&of.to_string())),
                ("text", Some(text.as_str())),
            ],
        ),
        ClientFrame::Delete { nonce, of } => {
            object("delete", &[("nonce", Some(nonce.as_str())), ("of", Some(&of.to_string()))])
        }
        ClientFrame::React { nonce, of, emoji, on } => {
            let mut json = object(
                "react",
                &[
                    ("nonce", Some(nonce.as_str())),
                    ("of", Some(&of.to_string())),
                    ("emoji", Some(emoji.as_str())),
                ],
            );
            json.insert_str(json.len() - 1, if *on { ",\"on\":true" } else { ",\"on\":false" });
            json
        }
        ClientFrame::Rename { nickname } => {
            object("rename", &[("nickname", Some(nickname.as_str()))])
        }
        ClientFrame::Typing => object("typing", &[]),
        ClientFrame::Older { before } => object("older", &[("before", Some(&before.to_string()))]),
    }
}

fn object(kind: &str, fields: &[(&str, Option<&str>)]) -> String {
    let mut json = format!("{{\"type\":\"{kind}\"");
    for (name, value) in fields {
        if let Some(value) = value {
            json.push_str(",\"");
            json.push_str(name);
            json.push_str("\":\"");
            value.chars().for_each(|character| escape(character, &mut json));
            json.push('"');
        }
    }
    json.push('}');
    json
}

/// What a JSON string must not hold as it is: its own signs, and control characters.
fn escape(character: char, json: &mut String) {
    match character {
        '"' | '\\' => json.extend(['\\', character]),
        '\0'..='\u{1f}' => {
            // A `String` takes everything.
            let _ = write!(json, "\\u{:04x}", u32::from(character));
        }
        _ => json.push(character),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use protocol::{MessageId, Nonce, Text};

    use super::*;
    use crate::json::word;

    fn is_what_the_protocol_reads(frame: ClientFrame) {
        let wire = write(&frame);
        assert_eq!(serde_json::from_str::<ClientFrame>(&wire).ok(), Some(frame), "{wire}");
    }

    proptest! {
        #[test]
        fn every_frame_is_what_the_protocol_reads(any: String, ms: u64, seq: u64, there: bool) {
            let id = MessageId { ms, seq };
            let nickname = word(&any);
            is_what_the_protocol_reads(ClientFrame::Hello {
                since: there.then_some(id),
                epoch: there.then(|| any.clone()),
                nickname: nickname.clone().filter(|_| there),
            });
            let nonce = Nonce::parse("n-\"\\").expect("visible ASCII");
            let text = word::<Text>(&any).expect("a text is text");
            let re = there.then_some(id);
            is_what_the_protocol_reads(ClientFrame::Say { nonce: nonce.clone(), text: text.clone(), re });
            is_what_the_protocol_reads(ClientFrame::Edit { nonce: nonce.clone(), of: id, text });
            is_what_the_protocol_reads(ClientFrame::Delete { nonce: nonce.clone(), of: id });
            let emoji = word(&any).expect("so is an emoji");
            is_what_the_protocol_reads(ClientFrame::React { nonce, of: id, emoji, on: there });
            is_what_the_protocol_reads(ClientFrame::Rename { nickname: nickname.expect("so is a name") });
            is_what_the_protocol_reads(ClientFrame::Typing);
            is_what_the_protocol_reads(ClientFrame::Older { before: id });
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        let text = Text::new("\"a\\\0\n\t\u{1f}\u{7f}가".into()).expect("there is an a");
        is_what_the_protocol_reads(ClientFrame::Say {
            nonce: Nonce::parse("n").expect("visible ASCII"),
            text,
            re: None,
        });
    }
}
