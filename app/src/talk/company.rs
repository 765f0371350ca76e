use protocol::{Author, People};

use super::{Conversation, Namesakes, Typists};

/// Who is in the room, who is writing, and who has whose name, as far as the server has told.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// How many are in the room; unknown at first.
    pub count: Option<usize>,
    /// The first of them.
    pub listed: Vec<Author>,
    /// Who is writing.
    pub typists: Typists,
    /// Who of all those, and of those who have said what is shown, has whose name.
    pub namesakes: Namesakes,
}

impl Company {
    /// Takes in who is there.
    pub fn meet(&mut self, people: People) {
        self.count = Some(people.count);
        if let Some(listed) = people.listed {
            self.listed = listed;
        }
    }

    /// How many are there that are not listed.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.count.unwrap_or_default().saturating_sub(self.listed.len())
    }

    /// Finds out who has whose name; true when that has changed. `fold` as in [`Namesakes::among`].
    pub fn tell_apart(&mut self, talk: &Conversation, fold: impl Fn(&str) -> String) -> bool {
        let reader = talk.reader();
        let people = talk.authors().chain(&reader).chain(&self.listed).chain(self.typists.all());
        let namesakes = Namesakes::among(people, fold);
        let changed = namesakes != self.namesakes;
        self.namesakes = namesakes;
        changed
    }
}

#[cfg(test)]
mod tests {
    use protocol::{ServerFrame, Welcome};

    use super::*;
    use crate::talk::samples::{author, message, named};

    #[test]
    fn a_list_stays_until_there_is_another_one() {
        let mut company = Company::default();
        company.meet(People { count: 2, listed: Some(vec![author("kim"), author("lee")]) });
        company.meet(People { count: 5, listed: None });
        assert_eq!((company.count, company.listed.len(), company.unlisted()), (Some(5), 2, 3));
    }

    #[test]
    fn everybody_who_can_be_seen_is_told_apart() {
        let mut talk = Conversation::default();
        let messages = vec![message(1, "kim")];
        let (you, epoch) = (named("me", "me"), "e".to_owned());
        talk.apply(ServerFrame::Welcome(Welcome {
            you,
            epoch,
            reset: true,
            connected: true,
            older: false,
            last: None,
            messages,
            changes: Vec::new(),
        }));
        let mut company = Company::default();
        assert!(!company.tell_apart(&talk, str::to_lowercase));
        company.typists.write(named("other", "KIM"), 0);
        company.meet(People { count: 1, listed: Some(vec![named("third", "me")]) });
        assert!(company.tell_apart(&talk, str::to_lowercase));
        assert!(!company.tell_apart(&talk, str::to_lowercase));
        let tag = |author| company.namesakes.tag(&author).map(str::to_owned);
        assert_eq!(tag(author("kim")).as_deref(), Some("kim"));
        assert_eq!(tag(named("other", "KIM")).as_deref(), Some("othe"));
        assert_eq!(tag(author("me")).as_deref(), Some("me"));
    }
}
