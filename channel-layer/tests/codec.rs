//! Both serializers: what goes in comes out, and no bytes can do harm.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use channel_layer::{InvalidMessage, Map, Message, Serializer, Value};
use proptest::collection::vec;
use proptest::prelude::*;

const BOTH: [Serializer; 2] = [Serializer::MsgPack, Serializer::Json];

/// Any value the format can carry, up to four levels deep.
fn value(serializer: Serializer) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e20..1e20_f64).prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        vec(any::<u8>(), 0..40).prop_map(move |bytes| match serializer {
            Serializer::MsgPack => Value::from(bytes),
            Serializer::Json => Value::Null,
        }),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((".{0,10}", inner), 0..6).prop_map(|entries| Value::from(Map::from_iter(entries))),
        ]
    })
}

fn message(serializer: Serializer) -> impl Strategy<Value = Message> {
    vec((".{0,20}", value(serializer)), 0..8).prop_map(|entries| Map::from_iter(entries).into())
}

fn order(map: &Map) -> Vec<&str> {
    map.iter().map(|(key, _)| key).collect()
}

proptest! {
    #[test]
    fn msgpack_comes_back(message in message(Serializer::MsgPack)) {
        let bytes = Serializer::MsgPack.encode(&message).unwrap();
        let read = Serializer::MsgPack.decode(&bytes).unwrap();
        prop_assert_eq!(&read, &message);
        prop_assert_eq!(order(read.as_map()), order(message.as_map()));
    }

    #[test]
    fn json_comes_back_and_is_ascii(message in message(Serializer::Json)) {
        let bytes = Serializer::Json.encode(&message).unwrap();
        prop_assert!(bytes.iter().all(|byte| (b' '..=b'~').contains(byte)));
        let read = Serializer::Json.decode(&bytes).unwrap();
        prop_assert_eq!(&read, &message);
        prop_assert_eq!(order(read.as_map()), order(message.as_map()));
        prop_assert_eq!(Message::from_json(&message.to_json().unwrap()).unwrap(), message);
    }

    #[test]
    fn no_bytes_do_harm(bytes in vec(any::<u8>(), 0..200)) {
        for serializer in BOTH {
            let _ = serializer.decode(&bytes);
        }
    }

    /// Damaged messages get further into the readers than noise does.
    #[test]
    fn no_damage_does_harm(
        message in message(Serializer::Json),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        for serializer in BOTH {
            let mut bytes = serializer.encode(&message).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = serializer.decode(&bytes);
            let _ = serializer.decode(&bytes[..at]);
        }
    }
}

fn undecodable(serializer: Serializer, bytes: &[u8]) -> bool {
    matches!(serializer.decode(bytes), Err(InvalidMessage::Undecodable(_)))
}

#[test]
fn msgpack_is_read_tolerantly() {
    let read = |bytes: &[u8]| Serializer::MsgPack.decode(bytes).unwrap().get("a").cloned().unwrap();
    assert_eq!(read(b"\x81\xa1a\xcd\x00\x07"), Value::Int(7), "wider than needed");
    assert_eq!(read(b"\x81\xa1a\xd3\x00\x00\x00\x00\x00\x00\x00\x07"), Value::Int(7));
    assert_eq!(read(b"\x81\xa1a\xd0\x85"), Value::Int(-123));
    assert_eq!(read(b"\x81\xa1a\xca\x3f\xc0\x00\x00"), Value::Float(1.5), "32 bits");
    assert_eq!(read(b"\xde\x00\x01\xd9\x01a\xc0"), Value::Null, "long forms of short things");
    assert_eq!(read(b"\x81\xa1a\xd4\x05x"), Value::Null, "an extension");
    assert_eq!(read(b"\x81\xa1a\xc7\x03\x05xyz"), Value::Null, "an extension of any length");
    assert_eq!(read(b"\x82\xa1a\x01\xa1a\x02"), Value::Int(2), "the last of two");
    assert!(matches!(read(b"\x81\xa1a\xcb\x7f\xf8\0\0\0\0\0\0"), Value::Float(x) if x.is_nan()));
}

#[test]
fn msgpack_that_is_no_message_is_refused() {
    for bytes in [
        &b""[..],
        b"\x01",                          // not a map
        b"\x80\x80",                      // something after it
        b"\x81\x01\x01",                  // a key that is a number
        b"\x81\xc4\x01a\x01",             // a key that is bytes
        b"\x81\xa1a",                     // cut off
        b"\x81\xa1a\xdb\xff\xff\xff\xff", // a text of 4 GiB
        b"\x81\xa1a\xdd\xff\xff\xff\xff", // a list of 4 G values
        b"\x81\xa1a\xc9\xff\xff\xff\xff", // an extension of 4 GiB
        b"\x81\xa1a\xa1\xff",             // no UTF-8
        b"\x81\xa1a\xc1",                 // the reserved marker
    ] {
        assert!(undecodable(Serializer::MsgPack, bytes), "{bytes:x?}");
    }
}

#[test]
fn json_is_read_tolerantly() {
    let read = |text: &str| Message::from_json(text).unwrap().get("a").cloned().unwrap();
    assert_eq!(read(r#"{"a":"h\u00e9 \ud83d\ude00 로비"}"#), Value::from("h\u{e9} \u{1f600} 로비"));
    assert_eq!(read(r#" { "a" : [ 1 , -0.5 ] } "#), vec![Value::Int(1), Value::Float(-0.5)].into());
    assert_eq!(read(r#"{"a":18446744073709551615}"#), Value::UInt(u64::MAX));
    assert_eq!(read(r#"{"a":1,"a":2}"#), Value::Int(2));
}

#[test]
fn json_that_is_no_message_is_refused() {
    for text in ["", "7", "{} {}", r#"{"a":NaN}"#, r#"{"a":Infinity}"#, r#"{"a":"\ud800"}"#] {
        assert!(undecodable(Serializer::Json, text.as_bytes()), "{text}");
    }
    assert!(undecodable(Serializer::Json, b"{\"a\":\"\xff\"}"));
}

#[test]
fn json_says_what_it_cannot_carry() {
    let encode = |value: Value| Serializer::Json.encode(&Message::default().with("a", value));
    assert_eq!(encode(vec![0_u8].into()), Err(InvalidMessage::BytesInJson("a".to_owned())));
    assert_eq!(encode(f64::NAN.into()), Err(InvalidMessage::NumberInJson("a".to_owned())));
    assert_eq!(encode(f64::INFINITY.into()), Err(InvalidMessage::NumberInJson("a".to_owned())));
}

#[test]
fn floats_are_written_as_in_python() {
    for (number, expected) in [
        (1.5, "1.5"),
        (1.0, "1.0"),
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (0.000_012_34, "1.234e-05"),
        (1e100, "1e+100"),
        (5e-324, "5e-324"),
    ] {
        let json = Message::default().with("a", number).to_json().unwrap();
        assert_eq!(json, format!(r#"{{"a": {expected}}}"#));
    }
}

#[test]
fn nesting_has_a_limit_in_both_directions() {
    for serializer in BOTH {
        // The message is one level, and the limit is 128.
        let nested = |levels| (0..levels).fold(Value::Null, |inner, _| vec![inner].into());
        let deep = Message::default().with("a", nested(126));
        let bytes = serializer.encode(&deep).unwrap();
        assert_eq!(serializer.decode(&bytes).unwrap(), deep);
        let too_deep = Message::default().with("a", nested(128));
        assert_eq!(serializer.encode(&too_deep), Err(InvalidMessage::TooDeep));
    }
    let mut bomb = b"\x81\xa1a".to_vec();
    bomb.resize(1_000_000, 0x91);
    assert_eq!(Serializer::MsgPack.decode(&bomb), Err(InvalidMessage::TooDeep));
    let mut bomb = b"{\"a\":".to_vec();
    bomb.resize(1_000_000, b'[');
    assert!(undecodable(Serializer::Json, &bomb));
}

#[test]
fn serializers_have_names() {
    for serializer in BOTH {
        assert_eq!(serializer.to_string().parse(), Ok(serializer));
    }
    assert!("pickle".parse::<Serializer>().is_err());
}
