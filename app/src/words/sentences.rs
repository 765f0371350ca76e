//! What is said of something: which text it is, with what is told in it.

use protocol::{BadNickname, BadRoomName, ErrorCode};

use super::{
    Words,
    fill::{count, fill, part},
};
use crate::talk::{Date, Failure, Link};

impl Words {
    /// Why a text names no room.
    pub(crate) const fn bad_room(&self, problem: BadRoomName) -> &'static str {
        match problem {
            BadRoomName::Empty => self.room_empty,
            BadRoomName::TooLong => self.room_too_long,
            BadRoomName::Character => self.room_character,
            BadRoomName::Dots => self.room_dots,
        }
    }

    /// Why a text is no name.
    pub(crate) const fn bad_nickname(&self, problem: BadNickname) -> &'static str {
        match problem {
            BadNickname::Empty => self.name_empty,
            BadNickname::TooLong => self.name_too_long,
        }
    }

    /// So many people are in the room.
    pub(crate) fn here(&self, people: usize) -> String {
        count(self.here, people)
    }

    /// So many are not listed.
    pub(crate) fn and_more(&self, people: usize) -> String {
        count(self.and_more, people)
    }

    /// So many earlier messages have come.
    pub(crate) fn earlier_shown(&self, messages: usize) -> String {
        count(self.earlier_shown, messages)
    }

    /// So many messages are new.
    pub(crate) fn several(&self, messages: usize) -> String {
        count(self.several, messages)
    }

    /// So many messages are new and stand above.
    pub(crate) fn unread_above(&self, messages: usize) -> String {
        count(self.unread_above, messages)
    }

    /// So many characters fit.
    pub(crate) fn left(&self, characters: usize) -> String {
        count(self.left, characters)
    }

    /// So many characters must go.
    pub(crate) fn over(&self, characters: usize) -> String {
        count(self.over, characters)
    }

    /// Why a message was not sent.
    pub(crate) fn refused(&self, failure: &Failure) -> String {
        match failure {
            Failure::Unsent => self.unsent.to_owned(),
            Failure::Refused(error) => match error.code {
                ErrorCode::Empty => self.unsent_empty.to_owned(),
                ErrorCode::TooLong => self.unsent_too_long.to_owned(),
                ErrorCode::NotFound => self.unsent_gone.to_owned(),
                ErrorCode::NotYours => self.unsent_not_yours.to_owned(),
                _ => fill(self.unsent_because, &[&error.detail]),
            },
        }
    }

    /// These people are writing; nothing when it is nobody.
    pub(crate) fn typing(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [name] => fill(self.one_typing, &[name]),
            [names @ .., last] => fill(self.more_typing, &[&names.join(self.and), last]),
        }
    }

    /// Who has come and who has gone since something was last said; nothing when it is nobody.
    pub(crate) fn comings(&self, came: &[&str], went: &[&str]) -> String {
        let sides = [(self.came, came), (self.went, went)].map(|(text, names)| match names {
            [] => String::new(),
            _ => fill(text, &[&names.join(self.and)]),
        });
        sides.join(if came.is_empty() || went.is_empty() { "" } else { " · " })
    }

    /// Above the composer while somebody is answered.
    pub(crate) fn answering(&self, name: &str) -> String {
        fill(self.answering, &[name])
    }

    /// The time of a day, by the minutes of it that are over.
    pub(crate) fn time(&self, minute: u32) -> String {
        let (hour, minute) = (minute / 60, minute % 60);
        let text = part(self.time, usize::from(hour >= 12));
        let two = |number: u32| format!("{}{}", number / 10, number % 10);
        fill(text, &[&two(hour), &((hour + 11) % 12 + 1).to_string(), &two(minute)])
    }

    /// A day in full.
    pub(crate) fn date(&self, Date { year, month, day, weekday }: Date) -> String {
        let name_of_month = part(self.months, (month as usize).saturating_sub(1));
        let weekday = part(self.weekdays, weekday as usize);
        let (year, month, day) = (year.to_string(), month.to_string(), day.to_string());
        fill(self.date, &[&year, &month, name_of_month, &day, weekday])
    }

    /// How the page stands with the server; nothing when all is well.
    pub(crate) const fn link(&self, link: Link) -> &'static str {
        match link {
            Link::Connecting => self.connecting,
            Link::Online => "",
            Link::Degraded => self.degraded,
            Link::Reconnecting => self.reconnecting,
            Link::Offline => self.offline,
            Link::Closed(4500) => self.closed_for_flood,
            Link::Closed(_) => self.closed,
        }
    }
}
