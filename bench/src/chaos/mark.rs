//! What tells every change of a run from every other.

use std::fmt;

use serde::Serialize;

/// Who made a change and which of theirs it is: its nonce. It stands in the text of an edit as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub(crate) struct Mark {
    pub(crate) client: usize,
    pub(crate) number: u64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "~{}.{};", self.client, self.number)
    }
}

impl Mark {
    /// The first mark in a text.
    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::find_all(text).next()
    }

    /// Every mark in a text, in its order.
    pub(crate) fn find_all(text: &str) -> impl Iterator<Item = Self> {
        text.split('~').skip(1).filter_map(Self::read)
    }

    /// Reads what stands after the sign of a mark.
    fn read(text: &str) -> Option<Self> {
        let (client, number) = text.split_once(';')?.0.split_once('.')?;
        Some(Self { client: client.parse().ok()?, number: number.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_wherever_they_stand() {
        let mark = Mark { client: 3, number: 17 };
        assert_eq!(Mark::find(&mark.to_string()), Some(mark));
        let record = format!("$6\r\n{mark}\r\n~4.\r\n#1.0.7; edited ~4.2; hi");
        let numbers: Vec<_> = Mark::find_all(&record).map(|mark| mark.number).collect();
        assert_eq!(numbers, [17, 2]);
        assert_eq!(Mark::find("#1.0.7; hi"), None);
    }
}
