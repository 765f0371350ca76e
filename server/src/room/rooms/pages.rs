use std::time::Duration;

use protocol::{Message, MessageId, RoomName, limits};
use room_log::{Entry, LogError, Page};
use tokio::time::timeout;

use super::{
    super::{hall::Opening, shared::lock},
    Rooms,
};

/// How long a page waits for its messages. It is better shown without them.
const PATIENCE: Duration = Duration::from_secs(1);

/// Messages after the one that a page is made around, if there are as many.
const AFTER: usize = limits::PAGE_MESSAGES / 2;

/// What pages begin with. Where the page ends is where its socket goes on, so that nothing is missed in between.
impl Rooms {
    /// The newest page of a room; an empty one while the log cannot be read.
    pub(crate) async fn newest(&self, name: &RoomName) -> Opening {
        let open = lock(&self.open).find(name);
        if let Some(opening) = open.and_then(|room| room.newest()) {
            return opening;
        }
        let page = in_time(self.shared.log.newest(name, limits::PAGE_MESSAGES)).await;
        page.map(|page| opening(page.within(limits::PAGE_BYTES), false)).unwrap_or_default()
    }

    /// The page of a room before a message; an empty one while the log cannot be read.
    pub(crate) async fn before(&self, name: &RoomName, id: MessageId) -> Opening {
        let page = in_time(self.shared.log.before(name, id, limits::PAGE_MESSAGES)).await;
        page.map(|page| opening(page.within(limits::PAGE_BYTES), true)).unwrap_or_default()
    }

    /// The page of a room around a message; `None` when that one is not there, and an empty page while the log cannot be read.
    pub(crate) async fn around(&self, name: &RoomName, id: MessageId) -> Option<Opening> {
        let Some((page, later)) = in_time(self.read_around(name, id)).await else {
            return Some(Opening::default());
        };
        let (page, is_cut) = around(page, id, limits::PAGE_BYTES)?;
        Some(opening(page, later || is_cut))
    }

    /// A page that ends after a message, and whether others stand after it. What stands there is counted first, and then the
    /// page is read back from its end, since only so messages come as they are now.
    async fn read_around(&self, name: &RoomName, id: MessageId) -> Result<(Page, bool), LogError> {
        let (end, later) = self.end_around(name, id).await?;
        let past = MessageId { seq: end.seq.saturating_add(1), ..end };
        Ok((self.shared.log.before(name, past, limits::PAGE_MESSAGES).await?, later))
    }

    /// The entry with which a page ends that is made around a message, and whether other messages stand after it.
    async fn end_around(
        &self,
        name: &RoomName,
        id: MessageId,
    ) -> Result<(MessageId, bool), LogError> {
        let (mut end, mut messages) = (id, 0);
        loop {
            let sequel = self.shared.log.after(name, end, limits::PAGE_MESSAGES).await?;
            for entry in sequel.entries {
                messages += usize::from(matches!(entry, Entry::Message(_)));
                if messages > AFTER {
                    return Ok((end, true));
                }
                end = entry.id();
            }
            if !sequel.more {
                return Ok((end, false));
            }
        }
    }
}

/// What the log says, unless it takes too long or cannot be read.
async fn in_time<T>(read: impl Future<Output = Result<T, LogError>>) -> Option<T> {
    let read = timeout(PATIENCE, read).await.ok()?;
    read.inspect_err(|error| tracing::debug!(%error, "a page is shown without its messages")).ok()
}

fn opening(page: Page, later: bool) -> Opening {
    Opening {
        last: page.last(),
        epoch: page.epoch.to_string(),
        reset: true,
        older: page.more,
        later,
        messages: page.messages,
        changes: Vec::new(),
    }
}

/// As much of a page as fits around a message on it, half of it at most from the message on, and whether something does not
/// fit after it. `None` when the message is not there.
fn around(mut page: Page, id: MessageId, bytes: usize) -> Option<(Page, bool)> {
    let at = page.messages.binary_search_by_key(&id, |message| message.id).ok()?;
    let mut sum = 0;
    let fits = |message: &&Message| {
        sum += message.text.as_str().len();
        sum <= bytes / 2
    };
    let end = at + page.messages[at..].iter().take_while(fits).count();
    let cut = page.messages.get(end).map(|message| message.id);
    if let Some(cut) = cut {
        page.messages.truncate(end);
        page.changes.retain(|change| change.id < cut);
    }
    Some((page.within(bytes), cut.is_some()))
}

#[cfg(test)]
mod tests {
    use protocol::{Alteration, Author, Change, Nickname, Text, UserId};
    use room_log::Epoch;

    use super::*;

    fn id(ms: u64) -> MessageId {
        MessageId { ms, seq: 0 }
    }

    /// Messages of ten bytes each, and a change after them.
    fn page(ids: std::ops::RangeInclusive<u64>) -> Page {
        let text = Text::parse("ten bytes.").expect("a text");
        let change = Change {
            id: id(ids.end() + 1),
            of: id(1),
            author: Author {
                id: UserId::new("u".into()),
                nickname: Nickname::parse("Ada").expect("a name"),
            },
            nonce: None,
            alteration: Alteration::Delete,
        };
        let messages = ids.map(|ms| Message::new(id(ms), text.clone())).collect();
        Page { epoch: Epoch::new("e".into()), messages, changes: vec![change], more: false }
    }

    fn shown(of: u64, bytes: usize) -> Option<(Vec<u64>, MessageId, bool)> {
        let (page, is_cut) = around(page(1..=9), id(of), bytes)?;
        let last = page.last();
        Some((page.messages.iter().map(|message| message.id.ms).collect(), last, is_cut))
    }

    #[test]
    fn a_page_that_fits_stays_as_it_is() {
        assert_eq!(shown(1, 1_000), Some(((1..=9).collect(), id(10), false)));
    }

    #[test]
    fn a_message_is_on_its_page_however_much_stands_around_it() {
        assert_eq!(shown(5, 60), Some((vec![2, 3, 4, 5, 6, 7], id(7), true)));
        assert_eq!(shown(9, 60), Some((vec![4, 5, 6, 7, 8, 9], id(10), false)));
        assert_eq!(shown(1, 20), Some((vec![1], id(1), true)));
    }

    #[test]
    fn what_is_not_there_has_no_page() {
        assert_eq!(shown(10, 1_000), None);
    }
}
