use std::fmt;
use std::str::from_utf8;

use protocol::{
    Alteration, Author, Change, Emoji, Message, MessageId, Nickname, Nonce, RoomName, Text, UserId,
};

use crate::Entry;
use crate::health::Pulse;

/// An entry as bytes under names: what SQLite and Redis have stored, and what others may have written there.
#[derive(Debug, Default)]
pub(crate) struct Record<'a> {
    pub(crate) author: Option<&'a [u8]>,
    pub(crate) nickname: Option<&'a [u8]>,
    pub(crate) text: Option<&'a [u8]>,
    pub(crate) nonce: Option<&'a [u8]>,
    pub(crate) re: Option<MessageId>,
    /// A change is about a message.
    pub(crate) of: Option<MessageId>,
    pub(crate) emoji: Option<&'a [u8]>,
    pub(crate) on: Option<bool>,
}

impl Record<'_> {
    /// The entry, if all of it can be understood.
    pub(crate) fn decode(&self, id: MessageId) -> Option<Entry> {
        let author = match (self.author, self.nickname) {
            (None, None) => None,
            (author, nickname) => Some(Author {
                id: UserId::new(string(author?)?),
                nickname: Nickname::parse(from_utf8(nickname?).ok()?).ok()?,
            }),
        };
        let nonce = read(self.nonce, |nonce| Nonce::parse(from_utf8(nonce).ok()?))?;
        let text = read(self.text, |text| Text::new(string(text)?).ok())?;
        let Some(of) = self.of else {
            let said = Message::new(id, text?);
            return Some(Entry::Message(Message { author, nonce, re: self.re, ..said }));
        };
        let emoji = read(self.emoji, |emoji| Emoji::parse(from_utf8(emoji).ok()?))?;
        let alteration = Alteration::of_parts(text, emoji, self.on)?;
        Some(Entry::Change(Change { id, of, author: author?, nonce, alteration }))
    }
}

/// Nothing when there is nothing; `None` when there is something that cannot be read.
fn read<T>(bytes: Option<&[u8]>, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<Option<T>> {
    match bytes {
        Some(bytes) => read(bytes).map(Some),
        None => Some(None),
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

/// Takes the first `limit` entries, and says whether there are more.
pub(crate) fn cut(mut entries: Vec<Entry>, limit: usize) -> (Vec<Entry>, bool) {
    let more = entries.len() > limit;
    entries.truncate(limit);
    (entries, more)
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

    #[test]
    fn only_a_whole_change_is_one() {
        let by_ada = || Record {
            of: Some(ID),
            author: Some(b"ada"),
            nickname: Some(b"Ada"),
            ..Record::default()
        };
        let thumb = Some("👍".as_bytes());
        let alteration = |record: Record<'_>| match record.decode(ID) {
            Some(Entry::Change(change)) => Some(change.alteration),
            _ => None,
        };
        assert_eq!(alteration(by_ada()), Some(Alteration::Delete));
        let edit = Record { text: Some(b"hi"), ..by_ada() };
        assert!(matches!(alteration(edit), Some(Alteration::Edit { .. })));
        let react = Record { emoji: thumb, on: Some(true), ..by_ada() };
        assert!(matches!(alteration(react), Some(Alteration::React { on: true, .. })));
        for (what, record) in [
            ("nobody's", Record { author: None, nickname: None, ..by_ada() }),
            ("no text", Record { text: Some(b""), ..by_ada() }),
            ("half a reaction", Record { emoji: thumb, ..by_ada() }),
            ("a word", Record { emoji: Some(b"word"), on: Some(true), ..by_ada() }),
        ] {
            assert_eq!(record.decode(ID), None, "{what}");
        }
    }
}
