//! Bytes that Django Channels itself has written: `channels_redis` 4.3.0 with msgpack 1.2.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod support;

use channel_layer::{
    ChannelLayer, ChannelName, GroupName, Map, Message, Options, RedisOptions, Serializer, Value,
};
use support::{RedisServer, pack};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const HI: &str = "82a474797065ac636861745f6d657373616765a76d657373616765a26869";

fn hi() -> Message {
    Message::new("chat_message").with("message", "hi")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn msgpack(message: &Message) -> String {
    hex(&Serializer::MsgPack.encode(message).unwrap())
}

/// P1 and P2, the body.
#[test]
fn a_chat_message_in_msgpack() {
    assert_eq!(msgpack(&hi()), HI);
}

/// P3, and the text of C5.
#[test]
fn chat_messages_in_json() {
    let json = |message: &Message| String::from_utf8(Serializer::Json.encode(message).unwrap());
    assert_eq!(json(&hi()).unwrap(), r#"{"type": "chat_message", "message": "hi"}"#);
    let message = Message::new("chat_message").with("message", "h\u{e9}llo \u{1f600} \"q\"");
    assert_eq!(
        json(&message).unwrap(),
        r#"{"type": "chat_message", "message": "h\u00e9llo \ud83d\ude00 \"q\""}"#
    );
    let message = Message::default().with("a", "\u{0}\u{7f}\u{8}\u{c}\n\r\t/\\");
    assert_eq!(json(&message).unwrap(), r#"{"a": "\u0000\u007f\b\f\n\r\t/\\"}"#);
}

/// P5.
#[test]
fn every_type_of_value() {
    let mut message = Message::new("t").with("nil", None::<bool>).with("t", true).with("f", false);
    for number in [0_u64, 127, 128, 255, 256, 65_535, 65_536] {
        message = message.with(format!("i{number}"), number);
    }
    let wide: [(&str, Value); 13] = [
        ("u32", u64::from(u32::MAX).into()),
        ("u33", (1_u64 << 32).into()),
        ("i63", i64::MAX.into()),
        ("u64", u64::MAX.into()),
        ("n1", Value::Int(-1)),
        ("n32", Value::Int(-32)),
        ("n33", Value::Int(-33)),
        ("n128", Value::Int(-128)),
        ("n129", Value::Int(-129)),
        ("n32768", Value::Int(-32_768)),
        ("n32769", Value::Int(-32_769)),
        ("n31", Value::Int(-(1 << 31))),
        ("n31b", Value::Int(-(1 << 31) - 1)),
    ];
    for (key, value) in wide {
        message = message.with(key, value);
    }
    let list = vec![Value::Int(1), "a".into(), Value::List(Vec::new())];
    let message = message
        .with("n63", i64::MIN)
        .with("f1", 1.5)
        .with("f0", 0.1)
        .with("s", "h\u{e9}llo \u{1f600}")
        .with("b", vec![0_u8, 0xff])
        .with("l", list)
        .with("tup", vec![Value::Int(1), Value::Int(2)])
        .with("d", Map::from_iter([("x", Map::new())]));
    assert_eq!(message.as_map().len(), 32);
    let expected = concat!(
        "de0020a474797065a174a36e696cc0a174c3a166c2a2693000a4693132377fa469313238cc80a46932353",
        "5ccffa469323536cd0100a6693635353335cdffffa6693635353336ce00010000a3753332ceffffffffa3",
        "753333cf0000000100000000a3693633cf7fffffffffffffffa3753634cfffffffffffffffffa26e31ffa",
        "36e3332e0a36e3333d0dfa46e313238d080a46e313239d1ff7fa66e3332373638d18000a66e3332373639",
        "d2ffff7fffa36e3331d280000000a46e333162d3ffffffff7fffffffa36e3633d38000000000000000a26",
        "631cb3ff8000000000000a26630cb3fb999999999999aa173ab68c3a96c6c6f20f09f9880a162c40200ff",
        "a16c9301a16190a3747570920102a16481a17880",
    );
    assert_eq!(msgpack(&message), expected);
    let bytes = Serializer::MsgPack.encode(&message).unwrap();
    assert_eq!(Serializer::MsgPack.decode(&bytes).unwrap(), message);
}

/// P5, the lengths at which another form begins.
#[test]
fn lengths_take_their_shortest_form() {
    let text = |length| Value::from("x".repeat(length));
    let bytes = |length| Value::from(vec![0_u8; length]);
    let list = |length| Value::from(vec![Value::Null; length]);
    let map = |length: usize| {
        Value::from((0..length).map(|number| (number.to_string(), 0)).collect::<Map>())
    };
    for (value, expected) in [
        (text(31), "bf"),
        (text(32), "d920"),
        (text(255), "d9ff"),
        (text(256), "da0100"),
        (text(65_535), "daffff"),
        (text(65_536), "db00010000"),
        (bytes(31), "c41f"),
        (bytes(255), "c4ff"),
        (bytes(256), "c50100"),
        (bytes(65_536), "c600010000"),
        (list(15), "9f"),
        (list(16), "dc0010"),
        (list(65_536), "dd00010000"),
        (map(15), "8f"),
        (map(16), "de0010"),
        (map(65_536), "df00010000"),
    ] {
        let message = Message::default().with("a", value);
        let bytes = Serializer::MsgPack.encode(&message).unwrap();
        assert_eq!(hex(&bytes[3..3 + expected.len() / 2]), expected);
        assert_eq!(Serializer::MsgPack.decode(&bytes).unwrap(), message);
    }
}

/// P6.
#[test]
fn the_references_own_example() {
    let inner = Map::from_iter([("d", Value::List(Vec::new()))]);
    let message = Message::default().with("a", true).with("b", None::<bool>).with("c", inner);
    let json = r#"{"a": true, "b": null, "c": {"d": []}}"#;
    assert_eq!(msgpack(&message), "83a161c3a162c0a16381a16490");
    assert_eq!(Serializer::Json.encode(&message).unwrap(), json.as_bytes());
    let bytes = b"\x83\xa1a\xc3\xa1b\xc0\xa1c\x81\xa1d\x90";
    assert_eq!(Serializer::MsgPack.decode(bytes).unwrap(), message);
    assert_eq!(Serializer::Json.decode(json.as_bytes()).unwrap(), message);
}

/// What a plain subscriber to `topic` reads from its socket when something is sent.
async fn overheard(server: &RedisServer, topic: &str, sending: impl AsyncFnOnce()) -> Vec<u8> {
    let mut subscriber = server.connect().await.unwrap();
    subscriber.write_all(&pack(&["SUBSCRIBE", topic])).await.unwrap();
    let confirmation = format!("*3\r\n$9\r\nsubscribe\r\n${}\r\n{topic}\r\n:1\r\n", topic.len());
    let mut answer = vec![0; confirmation.len()];
    subscriber.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, confirmation.as_bytes());
    sending().await;
    subscriber.write_all(&pack(&["PING"])).await.unwrap();
    let end = b"*2\r\n$4\r\npong\r\n$0\r\n\r\n";
    let mut read = Vec::new();
    while !read.ends_with(end) {
        assert!(subscriber.read_buf(&mut read).await.unwrap() > 0, "closed");
    }
    read.truncate(read.len() - end.len());
    read
}

fn layer(server: &RedisServer, options: Options) -> ChannelLayer {
    let options = RedisOptions { layer: options, ..RedisOptions::new([server.url()]) };
    ChannelLayer::redis_pubsub(options).unwrap()
}

/// P1, the frame a subscriber reads.
#[tokio::test]
async fn a_group_message_on_the_wire() {
    let server = RedisServer::start().await;
    let layer = layer(&server, Options::default());
    let group = GroupName::parse("chat_lobby").unwrap();
    let frame = overheard(&server, "asgi__group__chat_lobby", async || {
        assert_eq!(layer.group_send(&group, &hi()).await.unwrap().reached, 1);
    });
    let expected = concat!(
        "2a330d0a24370d0a6d6573736167650d0a2432330d0a617367695f5f67726f75705f5f636861745f6c6f62",
        "62790d0a2433300d0a82a474797065ac636861745f6d657373616765a76d657373616765a268690d0a",
    );
    assert_eq!(hex(&frame.await), expected);
}

/// P2.
#[tokio::test]
async fn a_direct_message_on_the_wire() {
    let server = RedisServer::start().await;
    let layer = layer(&server, Options::default());
    let name = format!("asgispecific.{}", "a".repeat(32));
    let channel = ChannelName::parse(&name).unwrap();
    let frame = overheard(&server, &name, async || layer.send(&channel, &hi()).await.unwrap());
    let head = format!("*3\r\n$7\r\nmessage\r\n$45\r\n{name}\r\n$30\r\n");
    assert_eq!(hex(&frame.await), format!("{}{HI}0d0a", hex(head.as_bytes())));
}

/// P3.
#[tokio::test]
async fn json_under_another_prefix_on_the_wire() {
    let server = RedisServer::start().await;
    let options =
        Options { prefix: "myapp".into(), serializer: Serializer::Json, ..Options::default() };
    let layer = layer(&server, options);
    let group = GroupName::parse("chat_lobby").unwrap();
    let frame = overheard(&server, "myapp__group__chat_lobby", async || {
        layer.group_send(&group, &hi()).await.unwrap();
    });
    let expected = "*3\r\n$7\r\nmessage\r\n$24\r\nmyapp__group__chat_lobby\r\n$41\r\n\
                    {\"type\": \"chat_message\", \"message\": \"hi\"}\r\n";
    assert_eq!(String::from_utf8(frame.await).unwrap(), expected);
}

/// P1 the other way: a frame published by hand arrives as a message.
#[tokio::test]
async fn a_foreign_group_message_arrives() {
    let server = RedisServer::start().await;
    let layer = layer(&server, Options { serializer: Serializer::Json, ..Options::default() });
    let channel = layer.open().await.unwrap();
    channel.join(&GroupName::parse("chat_lobby").unwrap()).await.unwrap();
    let json = r#"{"type":"chat.message","message":"안녕"}"#;
    assert_eq!(server.command(&["PUBLISH", "asgi__group__chat_lobby", json]).await, ":1\r\n");
    let message = channel.receive().await.unwrap();
    assert_eq!(message, Message::new("chat.message").with("message", "안녕"));
}

/// Names as the reference makes them.
#[tokio::test]
async fn made_names_have_the_references_shape() {
    let server = RedisServer::start().await;
    let on_redis = layer(&server, Options::default()).new_channel().await.unwrap();
    let digits = on_redis.as_str().strip_prefix("asgispecific.").expect("the prefix");
    assert_eq!(digits.len(), 32);
    assert!(digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let in_memory = ChannelLayer::memory(Options::default()).new_channel().await.unwrap();
    assert_eq!(in_memory.base(), "specific..inmemory!");
    assert_eq!(in_memory.as_str().len(), "specific..inmemory!".len() + 12);
    assert!(ChannelName::parse(in_memory.as_str()).is_ok());
}
