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
    let long = format!(r#"{{"type":"say","nonce":"n1","text":"{}"}}"#, "a".repeat(TEXT_BYTES + 1));
    assert_eq!(refused(&long), (ErrorCode::TooLong, field("text"), field("n1")));
    assert_eq!(
        refused(r#"{"type":"say","nonce":"n1","text":"hi","re":"that one"}"#),
        (ErrorCode::BadValue, field("re"), field("n1"))
    );
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
fn a_change_says_which_message_it_is_about() {
    for (rest, code, field) in [
        (r#""type":"edit","text":"hi""#, ErrorCode::Missing, "of"),
        (r#""type":"edit","of":"1","text":"hi""#, ErrorCode::BadValue, "of"),
        (r#""type":"edit","of":"1-0""#, ErrorCode::Missing, "text"),
        (r#""type":"edit","of":"1-0","text":" ""#, ErrorCode::Empty, "text"),
        (r#""type":"delete""#, ErrorCode::Missing, "of"),
        (r#""type":"react","of":"1-0","on":true"#, ErrorCode::Missing, "emoji"),
        (r#""type":"react","of":"1-0","emoji":"lol","on":true"#, ErrorCode::BadValue, "emoji"),
        (r#""type":"react","of":"1-0","emoji":"👍""#, ErrorCode::Missing, "on"),
        (r#""type":"react","of":"1-0","emoji":"👍","on":1"#, ErrorCode::BadValue, "on"),
    ] {
        let found = refused(&format!(r#"{{"nonce":"n1",{rest}}}"#));
        assert_eq!(found, (code, Some(field.into()), Some("n1".into())), "{rest}");
    }
    assert_eq!(
        refused(r#"{"type":"delete","of":"1-0"}"#),
        (ErrorCode::Missing, Some("nonce".into()), None)
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
    fn any_object_is_answered(kind in "hello|say|edit|delete|react|rename|older|x", field in "since|nonce|text|nickname|before|of|re|emoji|on", value: String) {
        let frame = serde_json::json!({ "type": kind, "nonce": "n", field: value });
        let _ = ClientFrame::parse(&frame.to_string());
    }

    #[test]
    fn what_a_page_writes_the_server_reads(
        text in "[ -~가-힣😀]{0,80}x",
        nonce in "[!-~]{1,64}",
        ms: u64,
        on: bool,
    ) {
        let nonce = Nonce::parse(&nonce).expect("drawn from what is allowed");
        let text = Text::parse(&text).expect("ends in a letter");
        let emoji = Emoji::parse("👍🏽").expect("an emoji");
        let of = MessageId { ms, seq: 7 };
        for frame in [
            ClientFrame::Say { nonce: nonce.clone(), text: text.clone(), re: on.then_some(of) },
            ClientFrame::Edit { nonce: nonce.clone(), of, text },
            ClientFrame::Delete { nonce: nonce.clone(), of },
            ClientFrame::React { nonce, of, emoji, on },
        ] {
            let wire = serde_json::to_string(&frame).expect("frames are plain data");
            prop_assert_eq!(ClientFrame::parse(&wire), Ok(frame));
        }
    }
}
