use protocol::{Author, FrameError, Message, MessageId, Nonce, ServerFrame, Welcome};
use serde::Deserialize;

/// The fields of all the small frames. What a frame has not, stays empty.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, rename = "type")]
    kind: &'a str,
    nonce: Option<Nonce>,
    id: Option<MessageId>,
    you: Option<Author>,
    connected: Option<bool>,
}

/// Reads a frame of the server; `None` for one that this page does not know, as a newer server may send.
///
/// The same as the protocol's own `Deserialize`, which buffers every frame before it knows the type: that is
/// as much code again as all the rest of reading, and a page is downloaded.
#[must_use]
pub fn read(frame: &str) -> Option<ServerFrame> {
    let fields: Fields<'_> = of(frame)?;
    Some(match fields.kind {
        "welcome" => ServerFrame::Welcome(of::<Welcome>(frame)?),
        "message" => ServerFrame::Message(of::<Message>(frame)?),
        "error" => ServerFrame::Error(of::<FrameError>(frame)?),
        "ack" => ServerFrame::Ack { nonce: fields.nonce?, id: fields.id? },
        "renamed" => ServerFrame::Renamed { you: fields.you? },
        "layer" => ServerFrame::Layer { connected: fields.connected? },
        "heartbeat" => ServerFrame::Heartbeat,
        _ => return None,
    })
}

fn of<'a, T: Deserialize<'a>>(frame: &'a str) -> Option<T> {
    serde_json::from_str(frame).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_frame_is_read_as_the_protocol_reads_it() {
        let you = json!({ "id": "u1", "nickname": "김민준" });
        let message =
            json!({ "id": "5-1", "author": you, "text": "hi \"there\"\n", "nonce": "n1" });
        let mut told = message.clone();
        told["type"] = "message".into();
        for frame in [
            json!({ "type": "welcome", "you": you, "epoch": "e", "reset": true, "connected": false, "messages": [message] }),
            told,
            json!({ "type": "message", "id": "5-1", "text": "from a program" }),
            json!({ "type": "ack", "nonce": "n1", "id": "5-1" }),
            json!({ "type": "renamed", "you": you }),
            json!({ "type": "error", "code": "too_fast", "nonce": "n1", "detail": "slower" }),
            json!({ "type": "error", "code": "empty", "field": "nickname", "detail": "no name" }),
            json!({ "type": "layer", "connected": true }),
            json!({ "type": "heartbeat" }),
            json!({ "type": "ack", "nonce": "n1" }),
            json!({ "type": "from the future" }),
            json!([1]),
        ] {
            let frame = frame.to_string();
            assert_eq!(read(&frame), serde_json::from_str(&frame).ok(), "{frame}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(frame: String) {
            let _ = read(&frame);
        }
    }
}
