use leptos::prelude::*;
use protocol::{MessageId, UserId};

use super::{Order, Session};
use crate::{
    talk::{Conversation, Reading, Row},
    ui::browser,
};

impl Session {
    /// Every row as the server has rendered it: it knows neither the reader's calendar nor how far they had read.
    pub(in crate::ui) fn rendered(&self) -> Vec<Row> {
        let zone = |_| self.zone;
        self.rows_in(&Reading { zone: &zone, now: browser::now(), read: None })
    }

    /// Every row as the reader is to see it.
    pub(in crate::ui) fn rows(&self) -> Vec<Row> {
        self.midnight.track();
        self.rows_in(&Reading { zone: &browser::zone, now: browser::now(), read: self.read.get() })
    }

    fn rows_in(&self, reading: &Reading<'_>) -> Vec<Row> {
        self.conversation.with(|talk| {
            let mut rows = talk.rows();
            self.company.with(|company| company.silence(&mut rows));
            // A day may begin with what is not heard, and what is new; it begins with what is shown.
            reading.lay_out(&mut rows);
            let reader = talk.reader();
            let me = reader.as_ref().map_or("", |reader| reader.nickname.as_str());
            self.company.with(|company| {
                for row in &mut rows {
                    let tag = row.author.as_ref().and_then(|author| company.namesakes.tag(author));
                    row.tag = tag.map(str::to_owned);
                    row.hue = row.author.as_ref().and_then(|author| company.hues.of(author));
                    row.meet(talk.authors().chain(&company.listed).chain(&reader), me);
                }
            });
            rows
        })
    }

    /// The reader is looking, perhaps at the end of the room: then everything is read.
    pub(in crate::ui) fn look(&self) {
        if self.at_end.get_untracked() && browser::is_looked_at() {
            self.unseen.try_maybe_update(|unseen| (std::mem::take(unseen) > 0, ()));
            if let Some(newest) = self.conversation.with_untracked(Conversation::newest) {
                browser::store(&self.key("read"), &newest.to_string());
            }
        }
    }

    /// Asks for what stands before everything that is shown, if there is more.
    pub(in crate::ui) fn ask_for_earlier(&self) {
        if let Some(before) = self.conversation.with_untracked(Conversation::earlier) {
            self.ask(before);
        }
    }

    /// The reader wants to see what stands before a message.
    pub(in crate::ui) fn ask(&self, before: MessageId) {
        if let Some(frame) = self.conversation.try_update_untracked(|talk| talk.ask(before)) {
            self.order(Order::Send(frame));
        }
    }

    /// The reader is at the end again.
    pub(in crate::ui) fn return_to_end(&self) {
        self.conversation.try_maybe_update(|talk| (talk.return_to_end(), ()));
    }

    /// Does not hear somebody any more, or hears them again.
    pub(in crate::ui) fn ignore(&self, who: &UserId) {
        self.company.update(|company| {
            company.ignore(who);
            let ignored: Vec<_> = company.ignored.iter().map(UserId::as_str).collect();
            browser::store("ignored", &ignored.join(" "));
        });
    }
}
