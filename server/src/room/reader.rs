use axum::extract::ws::Utf8Bytes;
use protocol::MessageId;

use super::{ChatEntry, Dialect, Opening, Position};

/// Where one connection's client stands: what of the room it still has to be sent.
#[derive(Debug)]
pub(crate) struct Reader {
    dialect: Dialect,
    /// Where the client says it stands, until it is answered.
    since: Option<Position>,
    /// The newest id that the client needs no more; `None` while it waits to begin.
    sent: Option<MessageId>,
}

impl Reader {
    /// A reader of `parlor.v1`, which waits to be [welcomed](Self::welcome).
    pub(crate) const fn v1() -> Self {
        Self { dialect: Dialect::V1, since: None, sent: None }
    }

    /// The tutorial's page, which is sent whatever is said after this.
    pub(crate) const fn tutorial(last: MessageId) -> Self {
        Self { dialect: Dialect::Tutorial, since: None, sent: Some(last) }
    }

    /// Whether it does not know yet where it stands.
    pub(crate) fn is_waiting(&self) -> bool {
        self.sent.is_none()
    }

    /// It waits for the room to know its log, and stands here.
    pub(crate) fn wait(&mut self, since: Option<Position>) {
        (self.since, self.sent) = (since, None);
    }

    /// It is shown this now.
    pub(crate) fn welcome(&mut self, opening: &Opening) {
        (self.since, self.sent) = (None, Some(opening.last));
    }

    /// The room knows its log now, or has begun anew: what the client is to show, if it can begin anew, out of what the room has
    /// for where it stands.
    pub(crate) fn begin(
        &mut self,
        open: impl FnOnce(Option<&Position>) -> Option<Opening>,
    ) -> Option<Opening> {
        // The tutorial's page cannot begin anew: it is sent each message that it has missed, and what it has been sent stays sent.
        if self.dialect == Dialect::Tutorial {
            return None;
        }
        let opening = open(self.since.as_ref())?;
        self.welcome(&opening);
        Some(opening)
    }

    /// Somebody said or changed something in the room: the frame for this client, unless it has it already or its dialect
    /// has none.
    pub(crate) fn entry(&mut self, entry: &ChatEntry) -> Option<Utf8Bytes> {
        if self.sent.is_none_or(|sent| entry.id() <= sent) {
            return None;
        }
        self.sent = Some(entry.id());
        match self.dialect {
            Dialect::Tutorial => entry.tutorial(),
            Dialect::V1 => Some(entry.v1()),
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Message, Text};
    use room_log::Entry;

    use super::*;

    fn id(ms: u64) -> MessageId {
        MessageId { ms, seq: 0 }
    }

    fn entry(ms: u64) -> ChatEntry {
        let text = Text::parse("hi").expect("a text");
        ChatEntry::new(Entry::Message(Message::new(id(ms), text)))
    }

    #[test]
    fn a_page_that_cannot_begin_anew_is_sent_nothing_twice() {
        let mut tutorial = Reader::tutorial(id(4));
        assert!(tutorial.entry(&entry(4)).is_none(), "it was said before");
        assert!(tutorial.entry(&entry(5)).is_some());
        // The room has read its log before that message stood there, and is told of it afterwards.
        assert!(tutorial.begin(|_| Some(Opening::default())).is_none());
        assert!(tutorial.entry(&entry(5)).is_none());
        assert!(tutorial.entry(&entry(6)).is_some());
    }

    #[test]
    fn who_was_welcomed_stands_where_they_said_no_longer() {
        let mut reader = Reader::v1();
        reader.wait(Some((id(3), "e".into())));
        reader.welcome(&Opening { last: id(5), ..Opening::default() });
        reader.begin(|since| {
            assert_eq!(since, None, "it has more, and would get it twice");
            Some(Opening::default())
        });
    }
}
