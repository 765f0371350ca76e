use std::str::from_utf8;

use protocol::MessageId;
use redis::Value;

use crate::record::Record;
use crate::{Appended, Entry, Epoch, LogError, Refusal};

/// What a script has answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) epoch: Epoch,
    /// Whether the script has begun it.
    pub(super) is_begun: bool,
    rest: std::vec::IntoIter<Value>,
}

impl Reply {
    pub(super) fn parse(value: Value) -> Result<Self, LogError> {
        let mut rest = array(value)?.into_iter();
        let mut next = || rest.next().ok_or_else(broken);
        let epoch = String::from_utf8(bytes(next()?)?).map_err(|_| broken())?;
        let is_begun = flag(&next()?)?;
        Ok(Self { epoch: Epoch::new(epoch), is_begun, rest })
    }

    /// What has become of a draft.
    pub(super) fn appended(&mut self) -> Result<Appended, LogError> {
        let word = bytes(self.next()?)?;
        match &*word {
            b"not_found" => return Err(Refusal::NotFound.into()),
            b"not_held" => return Err(Refusal::NotHeld.into()),
            b"not_yours" => return Err(Refusal::NotYours.into()),
            b"too_many" => return Err(Refusal::TooMany.into()),
            _ => {}
        }
        let id = place(&word).ok_or_else(broken)?;
        match self.rest.next() {
            Some(prev) => Ok(Appended::Fresh { id, prev: self::id(prev)? }),
            None => Ok(Appended::Known { id }),
        }
    }

    pub(super) fn flag(&mut self) -> Result<bool, LogError> {
        flag(&self.next()?)
    }

    pub(super) fn array(&mut self) -> Result<Vec<Value>, LogError> {
        array(self.next()?)
    }

    fn next(&mut self) -> Result<Value, LogError> {
        self.rest.next().ok_or_else(broken)
    }
}

/// An entry of a stream: its id, and the entry itself if it can be understood.
pub(super) fn entry(value: Value) -> Result<(MessageId, Option<Entry>), LogError> {
    let [name, fields] = <[Value; 2]>::try_from(array(value)?).map_err(|_| broken())?;
    let id = id(name)?;
    let fields = array(fields)?.into_iter().map(bytes).collect::<Result<Vec<_>, _>>()?;
    let mut record = Record::default();
    for pair in fields.chunks_exact(2) {
        let value = Some(&*pair[1]);
        match &*pair[0] {
            b"author" => record.author = value,
            b"nickname" => record.nickname = value,
            b"text" => record.text = value,
            b"nonce" => record.nonce = value,
            b"emoji" => record.emoji = value,
            b"on" => record.on = Some(&*pair[1] == b"1"),
            name @ (b"re" | b"of") => match place(&pair[1]) {
                Some(id) if name == b"re" => record.re = Some(id),
                Some(id) => record.of = Some(id),
                None => return Ok((id, None)),
            },
            // A later version may say more.
            _ => {}
        }
    }
    Ok((id, record.decode(id)))
}

pub(super) fn id(value: Value) -> Result<MessageId, LogError> {
    place(&bytes(value)?).ok_or_else(broken)
}

fn place(bytes: &[u8]) -> Option<MessageId> {
    from_utf8(bytes).ok()?.parse().ok()
}

fn flag(value: &Value) -> Result<bool, LogError> {
    if let Value::Int(number) = value { Ok(*number != 0) } else { Err(broken()) }
}

fn array(value: Value) -> Result<Vec<Value>, LogError> {
    if let Value::Array(values) = value { Ok(values) } else { Err(broken()) }
}

fn bytes(value: Value) -> Result<Vec<u8>, LogError> {
    if let Value::BulkString(bytes) = value { Ok(bytes) } else { Err(broken()) }
}

pub(super) fn broken() -> LogError {
    LogError::Damaged("Redis gave an answer that cannot be understood".to_owned())
}
