//! JSON, as Python's `json` writes it.

use std::fmt::Write;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::DEEPEST;
use crate::{InvalidMessage, Map, Message, Value};

/// Which characters stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Only printable ASCII; all others as `\uXXXX`, in pairs above U+FFFF. For the wire.
    Ascii,
    /// All but control characters. For people.
    Unicode,
}

/// Writes a map on one line.
pub(crate) fn write(map: &Map, charset: Charset) -> Result<String, InvalidMessage> {
    let mut writer = Writer { out: String::with_capacity(128), charset };
    writer.map(map, DEEPEST)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    charset: Charset,
}

impl Writer {
    /// `key` is where the value stands, to name it in an error.
    fn value(&mut self, value: &Value, key: &str, depth: usize) -> Result<(), InvalidMessage> {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Value::Int(number) => self.display(number),
            Value::UInt(number) => self.display(number),
            Value::Float(number) if number.is_finite() => self.out.push_str(&float(*number)),
            Value::Float(_) => return Err(InvalidMessage::NumberInJson(key.to_owned())),
            Value::Text(text) => self.text(text),
            Value::Bytes(_) => return Err(InvalidMessage::BytesInJson(key.to_owned())),
            Value::List(list) => self.list(list, key, depth)?,
            Value::Map(map) => self.map(map, depth)?,
        }
        Ok(())
    }

    fn list(&mut self, list: &[Value], key: &str, depth: usize) -> Result<(), InvalidMessage> {
        let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
        self.out.push('[');
        for (index, value) in list.iter().enumerate() {
            self.separate(index);
            self.value(value, key, depth)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn map(&mut self, map: &Map, depth: usize) -> Result<(), InvalidMessage> {
        let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
        self.out.push('{');
        for (index, (key, value)) in map.iter().enumerate() {
            self.separate(index);
            self.text(key);
            self.out.push_str(": ");
            self.value(value, key, depth)?;
        }
        self.out.push('}');
        Ok(())
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push_str(", ");
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for char in text.chars() {
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(char),
                other if self.charset == Charset::Unicode && !other.is_control() => {
                    self.out.push(other);
                }
                other => self.escape(other),
            }
        }
        self.out.push('"');
    }

    fn escape(&mut self, char: char) {
        for unit in char.encode_utf16(&mut [0; 2]) {
            self.display(format_args!("\\u{unit:04x}"));
        }
    }

    fn display(&mut self, text: impl std::fmt::Display) {
        // A string takes whatever is written to it: `fmt::Error` cannot come from here.
        let _ = write!(self.out, "{text}");
    }
}

/// A finite number as Python's `repr` has it: the shortest digits that read back as the same
/// number, with an exponent below 1e-4 and from 1e16 on, of at least two digits.
fn float(number: f64) -> String {
    let shortest = format!("{number:e}");
    let Some((digits, exponent)) = shortest.split_once('e') else { return shortest };
    match exponent.parse::<i32>() {
        Ok(exponent @ (..-4 | 16..)) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => format!("{number:?}"), // writes no exponent in between, either
    }
}

/// Reads one object that fills the bytes.
pub(crate) fn read(bytes: &[u8]) -> Result<Message, InvalidMessage> {
    let undecodable = |error: serde_json::Error| InvalidMessage::Undecodable(error.to_string());
    match serde_json::from_slice(bytes).map_err(undecodable)? {
        Node(Value::Map(map)) => Ok(map.into()),
        Node(_) => Err(InvalidMessage::Undecodable("not a map".to_owned())),
    }
}

/// A value on its way in. Apart from [`Value`], so that the crate makes no promise about other
/// formats of serde. `serde_json` itself refuses what is nested deeper than 128.
struct Node(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor).map(Node)
    }
}

struct NodeVisitor;

impl<'de> DeserializeSeed<'de> for NodeVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = items.next_element_seed(Self)? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            map.insert(key, entries.next_value_seed(Self)?);
        }
        Ok(Value::Map(map))
    }
}
