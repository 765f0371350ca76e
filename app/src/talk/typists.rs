use protocol::{Author, Message};

/// Milliseconds for which one notice holds.
const HOLDS: u64 = 5_000;

/// So many are named; more are several people.
const NAMED: usize = 3;

/// Who is writing, besides the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typists {
    /// Each with the moment until which that is believed, in the order in which they began.
    writing: Vec<(Author, u64)>,
}

impl Typists {
    /// Milliseconds after which it is worth to look who has stopped.
    pub const HOLDS: u64 = HOLDS;

    /// Somebody is writing.
    pub fn write(&mut self, who: Author, now: u64) {
        let until = now + HOLDS;
        match self.writing.iter_mut().find(|(author, _)| author.id == who.id) {
            Some(known) => *known = (who, until),
            None => self.writing.push((who, until)),
        }
    }

    /// What somebody was writing is there; true when they were known to write.
    pub fn heard(&mut self, message: &Message) -> bool {
        let Some(author) = &message.author else { return false };
        let before = self.writing.len();
        self.writing.retain(|(writing, _)| writing.id != author.id);
        self.writing.len() < before
    }

    /// Drops those who have stopped.
    pub fn expire(&mut self, now: u64) {
        self.writing.retain(|(_, until)| *until > now);
    }

    /// Everybody who is writing.
    pub fn all(&self) -> impl Iterator<Item = &Author> {
        self.writing.iter().map(|(author, _)| author)
    }

    /// Those to name, of some; nothing when they are too many.
    #[must_use]
    pub fn named(&self, some: impl Fn(&Author) -> bool) -> Option<Vec<&Author>> {
        let some: Vec<_> = self.all().filter(|who| some(who)).collect();
        (some.len() <= NAMED).then_some(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::samples::{author, message};

    fn names(typists: &Typists) -> Option<Vec<&str>> {
        typists.named(|_| true).map(|named| named.into_iter().map(|who| who.id.as_str()).collect())
    }

    #[test]
    fn a_notice_holds_for_five_seconds_or_until_the_message() {
        let mut typists = Typists::default();
        typists.write(author("kim"), 0);
        typists.write(author("lee"), 1_000);
        typists.write(author("kim"), 3_000);
        assert_eq!(names(&typists), Some(vec!["kim", "lee"]));
        typists.expire(6_000);
        assert_eq!(names(&typists), Some(vec!["kim"]));
        assert!(!typists.heard(&message(1, "lee")));
        assert!(typists.heard(&message(2, "kim")));
        assert_eq!(names(&typists), Some(vec![]));
    }

    #[test]
    fn more_than_three_are_several() {
        let mut typists = Typists::default();
        for (at, who) in ["a", "b", "c", "d"].into_iter().enumerate() {
            assert_eq!(names(&typists).map(|names| names.len()), Some(at));
            typists.write(author(who), 0);
        }
        assert_eq!(names(&typists), None);
    }
}
