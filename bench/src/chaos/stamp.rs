//! What tells every message of a run from every other.

use std::fmt;

use serde::Serialize;

/// Client, room and number of a message, at the start of its text. Programs count as clients after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub(crate) struct Stamp {
    pub(crate) client: usize,
    pub(crate) room: usize,
    pub(crate) number: u64,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}.{}.{};", self.client, self.room, self.number)
    }
}

impl Stamp {
    /// The first stamp in a text.
    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::find_all(text).next()
    }

    /// Every stamp in a text, in its order.
    pub(crate) fn find_all(text: &str) -> impl Iterator<Item = Self> {
        text.split('#').skip(1).filter_map(Self::read)
    }

    /// Reads what stands after the sign of a stamp.
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split_once(';')?.0.split('.');
        let client = numbers.next()?.parse().ok()?;
        let room = numbers.next()?.parse().ok()?;
        let number = numbers.next()?.parse().ok()?;
        numbers.next().is_none().then_some(Self { client, room, number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_found_in_a_text_and_in_a_record_of_it() {
        let stamp = Stamp { client: 3, room: 1, number: 17 };
        assert_eq!(Stamp::find(&format!("{stamp} 안녕")), Some(stamp));
        assert_eq!(Stamp::find(&format!(r##"{{"text":"{stamp} hi"}}"##)), Some(stamp));
        assert_eq!(Stamp::find("hello"), None);
        assert_eq!(Stamp::find("#1.2;"), None);
    }

    #[test]
    fn all_stamps_of_a_file_are_found() {
        let numbers: Vec<_> = Stamp::find_all("# #0.0.1; hi\r\n#0.0.\r\n#2.1.30;")
            .map(|stamp| stamp.number)
            .collect();
        assert_eq!(numbers, [1, 30]);
    }
}
