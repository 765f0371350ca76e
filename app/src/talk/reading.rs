use protocol::MessageId;

use super::{Missing, Moment, Row};

/// How somebody reads: where, when, and how far they had got.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Minutes that the reader's clocks are ahead of UTC, at a moment in milliseconds since 1970.
    pub zone: &'a dyn Fn(u64) -> i32,
    /// The moment that it is, in milliseconds since 1970.
    pub now: u64,
    /// The newest message they had read when they came; nothing on a first visit.
    pub read: Option<MessageId>,
}

impl Reading<'_> {
    /// Puts rows in their place in time: their moments, the days that begin among them, and where what is new begins.
    pub fn lay_out(&self, rows: &mut [Row]) {
        let at = |ms| Moment::of(ms, (self.zone)(ms));
        let now = at(self.now);
        let mut day = None;
        let mut read = self.read;
        for row in rows {
            // What waits was said just now, as far as this page knows.
            let moment = row.id.map_or(now, |id| at(id.ms));
            row.moment = row.id.map(|_| moment);
            if day.replace(moment.day) != Some(moment.day) {
                row.day = Some(moment.seen_from(now));
                row.first = true;
            }
            if row.id.zip(read).is_some_and(|(id, read)| id > read) && !row.mine {
                // One line for all that is new. What is missing before it may be new as well, and has a line of its own.
                row.unread = row.missing != Missing::Between;
                row.first = true;
                read = None;
            }
        }
    }
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("now", &self.now).field("read", &self.read).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::{
        Conversation, Day,
        samples::{author, id, message, nonce, text},
    };
    use protocol::{Message, ServerFrame, Welcome};

    const HOUR: u64 = 60 * 60 * 1000;

    fn rows(messages: Vec<Message>, reading: Reading<'_>) -> Vec<Row> {
        let mut talk = Conversation::default();
        let (you, epoch) = (author("me"), "e".to_owned());
        let welcome = Welcome {
            you,
            epoch,
            reset: true,
            connected: true,
            older: false,
            last: messages.last().map(|message| message.id),
            messages,
            changes: Vec::new(),
        };
        talk.apply(ServerFrame::Welcome(welcome));
        talk.say(nonce("n"), text("waits"), 0);
        let mut rows = talk.rows();
        reading.lay_out(&mut rows);
        rows
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        let seoul = |_| 9 * 60;
        let said =
            vec![message(14 * HOUR, "kim"), message(15 * HOUR, "kim"), message(16 * HOUR, "kim")];
        let reading = Reading { zone: &seoul, now: 17 * HOUR, read: None };
        let rows = rows(said, reading);
        let days: Vec<_> = rows.iter().map(|row| row.day).collect();
        assert_eq!(days, [Some(Day::Yesterday), Some(Day::Today), None, None]);
        assert_eq!(rows[1].moment, Some(Moment { day: 1, minute: 0 }));
        assert_eq!(rows[3].moment, None, "what waits has no time yet");
    }

    #[test]
    fn what_is_new_begins_once_and_not_with_ones_own_words() {
        let utc = |_| 0;
        let said = (1..=6).map(|n| message(n, if n < 4 { "me" } else { "kim" })).collect();
        let read = Some(id(1));
        let rows = rows(said, Reading { zone: &utc, now: 10, read });
        let new: Vec<_> = rows.iter().filter(|row| row.unread).filter_map(|row| row.id).collect();
        assert_eq!(new, [id(4)]);
    }

    #[test]
    fn nothing_is_new_on_a_first_visit() {
        let utc = |_| 0;
        let rows = rows(vec![message(1, "kim")], Reading { zone: &utc, now: 10, read: None });
        assert!(rows.iter().all(|row| !row.unread));
    }
}
