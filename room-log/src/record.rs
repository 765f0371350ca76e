use std::fmt;
use std::str::from_utf8;

use protocol::{Author, Message, MessageId, Nickname, Nonce, RoomName, Text, UserId};

use crate::health::Pulse;

/// A message as bytes under names: what SQLite and Redis have stored, and what others may have written there.
#[derive(Debug, Default)]
pub(crate) struct Record<'a> {
    pub(crate) author: Option<&'a [u8]>,
    pub(crate) nickname: Option<&'a [u8]>,
    pub(crate) text: Option<&'a [u8]>,
    pub(crate) nonce: Option<&'a [u8]>,
}

impl Record<'_> {
    /// The message, if all of it can be understood.
    pub(crate) fn decode(&self, id: MessageId) -> Option<Message> {
        let author = match (self.author, self.nickname) {
            (None, None) => None,
            (author, nickname) => Some(Author {
                id: UserId::new(string(author?)?),
                nickname: Nickname::parse(from_utf8(nickname?).ok()?).ok()?,
            }),
        };
        let text = Text::new(string(self.text?)?).ok()?;
        let nonce = match self.nonce {
            Some(nonce) => Some(Nonce::parse(from_utf8(nonce).ok()?)?),
            None => None,
        };
        Some(Message { id, author, text, nonce })
    }
}

fn string(bytes: &[u8]) -> Option<String> {
    from_utf8(bytes).ok().map(str::to_owned)
}

/// Leaves a trace of an entry that is left out of what was read.
pub(crate) fn report_undecodable(pulse: &Pulse, room: &RoomName, id: &dyn fmt::Display) {
    tracing::error!(%room, %id, "skipped an entry of the log that cannot be understood");
    pulse.found_undecodable();
}

/// Takes the first `limit` messages, and says whether there are more.
pub(crate) fn cut(mut messages: Vec<Message>, limit: usize) -> (Vec<Message>, bool) {
    let more = messages.len() > limit;
    messages.truncate(limit);
    (messages, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: MessageId = MessageId { ms: 1, seq: 0 };

    #[test]
    fn only_a_whole_message_is_one() {
        let hi = || Record { text: Some(b"hi"), ..Record::default() };
        assert!(hi().decode(ID).is_some());
        assert!(
            Record { author: Some(b"a"), nickname: Some("민준".as_bytes()), ..hi() }
                .decode(ID)
                .is_some()
        );
        for (what, record) in [
            ("no text", Record::default()),
            ("blank text", Record { text: Some(b" "), ..hi() }),
            ("text in no encoding", Record { text: Some(b"\xff"), ..hi() }),
            ("half an author", Record { author: Some(b"a"), ..hi() }),
            ("a nickname of nobody", Record { nickname: Some(b"Ada"), ..hi() }),
            ("a bad nonce", Record { nonce: Some(b"a b"), ..hi() }),
        ] {
            assert_eq!(record.decode(ID), None, "{what}");
        }
    }
}
