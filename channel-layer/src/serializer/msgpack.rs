//! MessagePack, as Python's `msgpack` writes it.

use rmp::{Marker, decode, encode};

use super::DEEPEST;
use crate::{InvalidMessage, Map, Message, Value};

/// Writes a map. Writing to memory cannot fail, so errors of the encoder are depth and length only.
pub(super) fn write(map: &Map) -> Result<Vec<u8>, InvalidMessage> {
    let mut out = Vec::with_capacity(128);
    write_map(&mut out, map, DEEPEST)?;
    Ok(out)
}

fn write_map(out: &mut Vec<u8>, map: &Map, depth: usize) -> Result<(), InvalidMessage> {
    let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
    encode::write_map_len(out, length(map.len())?).map_err(undecodable)?;
    for (key, value) in map.iter() {
        encode::write_str(out, key).map_err(undecodable)?;
        write_value(out, value, depth)?;
    }
    Ok(())
}

fn write_list(out: &mut Vec<u8>, list: &[Value], depth: usize) -> Result<(), InvalidMessage> {
    let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
    encode::write_array_len(out, length(list.len())?).map_err(undecodable)?;
    list.iter().try_for_each(|value| write_value(out, value, depth))
}

fn write_value(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), InvalidMessage> {
    match value {
        Value::Null => encode::write_nil(out).map_err(undecodable),
        Value::Bool(truth) => encode::write_bool(out, *truth).map_err(undecodable),
        Value::Int(number) => encode::write_sint(out, *number).map(drop).map_err(undecodable),
        Value::UInt(number) => encode::write_uint(out, *number).map(drop).map_err(undecodable),
        Value::Float(number) => encode::write_f64(out, *number).map_err(undecodable),
        Value::Text(text) => encode::write_str(out, text).map_err(undecodable),
        Value::Bytes(bytes) => encode::write_bin(out, bytes).map_err(undecodable),
        Value::List(list) => write_list(out, list, depth),
        Value::Map(map) => write_map(out, map, depth),
    }
}

fn length(length: usize) -> Result<u32, InvalidMessage> {
    u32::try_from(length).map_err(undecodable)
}

fn undecodable(reason: impl std::fmt::Display) -> InvalidMessage {
    InvalidMessage::Undecodable(reason.to_string())
}

/// Reads one map that fills the bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Message, InvalidMessage> {
    let mut reader = Reader { rest: bytes };
    match reader.value(DEEPEST)? {
        Value::Map(map) if reader.rest.is_empty() => Ok(map.into()),
        Value::Map(_) => Err(undecodable("bytes after the end")),
        _ => Err(undecodable("not a map")),
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, InvalidMessage> {
        let marker = decode::read_marker(&mut self.rest).map_err(|_| cut_off())?;
        Ok(match marker {
            Marker::Null => Value::Null,
            Marker::True => Value::Bool(true),
            Marker::False => Value::Bool(false),
            Marker::FixPos(number) => Value::Int(number.into()),
            Marker::FixNeg(number) => Value::Int(number.into()),
            Marker::U8 | Marker::U16 | Marker::U32 | Marker::U64 => self.unsigned(marker)?.into(),
            Marker::I8 => Value::Int(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Value::Int(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Value::Int(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Value::Int(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Value::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Value::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                Value::Text(self.text(marker)?)
            }
            Marker::Bin8 => self.bytes(Marker::U8)?,
            Marker::Bin16 => self.bytes(Marker::U16)?,
            Marker::Bin32 => self.bytes(Marker::U32)?,
            Marker::FixArray(length) => self.list(length.into(), depth)?,
            Marker::Array16 => self.sized(Marker::U16, |reader, n| reader.list(n, depth))?,
            Marker::Array32 => self.sized(Marker::U32, |reader, n| reader.list(n, depth))?,
            Marker::FixMap(length) => self.map(length.into(), depth)?,
            Marker::Map16 => self.sized(Marker::U16, |reader, n| reader.map(n, depth))?,
            Marker::Map32 => self.sized(Marker::U32, |reader, n| reader.map(n, depth))?,
            Marker::FixExt1 => self.extension(1)?,
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt8 => self.extension(8)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => self.sized(Marker::U8, Self::extension)?,
            Marker::Ext16 => self.sized(Marker::U16, Self::extension)?,
            Marker::Ext32 => self.sized(Marker::U32, Self::extension)?,
            Marker::Reserved => return Err(undecodable("a reserved marker")),
        })
    }

    /// Lists and maps grow as their elements are read: a length is only a claim, and memory set
    /// aside for it would be at the sender's command.
    fn list(&mut self, length: u64, depth: usize) -> Result<Value, InvalidMessage> {
        let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
        let mut list = Vec::new();
        for _ in 0..length {
            list.push(self.value(depth)?);
        }
        Ok(Value::List(list))
    }

    fn map(&mut self, length: u64, depth: usize) -> Result<Value, InvalidMessage> {
        let depth = depth.checked_sub(1).ok_or(InvalidMessage::TooDeep)?;
        let mut map = Map::new();
        for _ in 0..length {
            let marker = decode::read_marker(&mut self.rest).map_err(|_| cut_off())?;
            let key = self.text(marker)?;
            map.insert(key, self.value(depth)?);
        }
        Ok(Value::Map(map))
    }

    fn text(&mut self, marker: Marker) -> Result<String, InvalidMessage> {
        let length = match marker {
            Marker::FixStr(length) => length.into(),
            Marker::Str8 => self.unsigned(Marker::U8)?,
            Marker::Str16 => self.unsigned(Marker::U16)?,
            Marker::Str32 => self.unsigned(Marker::U32)?,
            _ => return Err(undecodable("a key that is not text")),
        };
        let text = std::str::from_utf8(self.take(length)?).map_err(undecodable)?;
        Ok(text.to_owned())
    }

    fn bytes(&mut self, width: Marker) -> Result<Value, InvalidMessage> {
        let length = self.unsigned(width)?;
        Ok(Value::Bytes(self.take(length)?.to_owned()))
    }

    fn extension(&mut self, length: u64) -> Result<Value, InvalidMessage> {
        self.take(length.saturating_add(1))?; // one byte of type precedes the data
        Ok(Value::Null)
    }

    fn sized(
        &mut self,
        width: Marker,
        read: impl FnOnce(&mut Self, u64) -> Result<Value, InvalidMessage>,
    ) -> Result<Value, InvalidMessage> {
        let length = self.unsigned(width)?;
        read(self, length)
    }

    /// An unsigned number as wide as the marker says.
    fn unsigned(&mut self, width: Marker) -> Result<u64, InvalidMessage> {
        Ok(match width {
            Marker::U8 => u8::from_be_bytes(self.array()?).into(),
            Marker::U16 => u16::from_be_bytes(self.array()?).into(),
            Marker::U32 => u32::from_be_bytes(self.array()?).into(),
            _ => u64::from_be_bytes(self.array()?),
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], InvalidMessage> {
        let (array, rest) = self.rest.split_first_chunk().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*array)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], InvalidMessage> {
        let length = usize::try_from(length).map_err(|_| cut_off())?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn cut_off() -> InvalidMessage {
    undecodable("cut off")
}
