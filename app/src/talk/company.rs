use protocol::{Author, People, UserId};

use super::{Conversation, Hues, Missing, Namesakes, Row, Typists};

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
    /// The colours of those who have said what is shown.
    pub hues: Hues,
    /// Whom the reader does not want to hear.
    pub ignored: Vec<UserId>,
    /// Who has come since something was last said, and who has gone.
    comings: Vec<(Author, bool)>,
}

impl Company {
    /// Takes in who is there.
    pub fn meet(&mut self, people: People) {
        let knew_all = self.count == Some(self.listed.len());
        self.count = Some(people.count);
        let Some(listed) = people.listed else { return };
        let before = std::mem::replace(&mut self.listed, listed);
        // Who is missing from a part of a list may be there all the same.
        if knew_all && self.unlisted() == 0 {
            let now = self.listed.clone();
            self.note_comings(&before, &now, false);
            self.note_comings(&now, &before, true);
        }
    }

    /// Notes who is in one list and not in another. Who goes and comes again was never away.
    fn note_comings(&mut self, these: &[Author], others: &[Author], came: bool) {
        let is_new = |author: &&Author| others.iter().all(|other| other.id != author.id);
        for author in these.iter().filter(is_new) {
            let noted = self.comings.iter().position(|(noted, _)| noted.id == author.id);
            match noted {
                Some(at) => drop(self.comings.remove(at)),
                None => self.comings.push((author.clone(), came)),
            }
        }
    }

    /// The names of those who have come since something was last said, or of those who have gone.
    #[must_use]
    pub fn comings(&self, came: bool) -> Vec<&str> {
        let these = self.comings.iter().filter(|(_, it)| *it == came);
        these.map(|(author, _)| author.nickname.as_str()).collect()
    }

    /// Something is said: who came and went before that is no news any more. True when there was such news.
    pub fn talk_goes_on(&mut self) -> bool {
        !std::mem::take(&mut self.comings).is_empty()
    }

    /// Does not hear somebody any more, or hears them again.
    pub fn ignore(&mut self, who: &UserId) {
        match self.ignored.iter().position(|ignored| ignored == who) {
            Some(at) => drop(self.ignored.remove(at)),
            None => self.ignored.push(who.clone()),
        }
    }

    /// Whether somebody is heard; a program is.
    #[must_use]
    pub fn hears(&self, author: Option<&Author>) -> bool {
        author.is_none_or(|author| !self.ignored.contains(&author.id))
    }

    /// Takes the rows of those away who are not heard, and what others answer to them. One before which messages are missing
    /// stays, without its text: the way to them stands on it.
    pub fn silence(&self, rows: &mut Vec<Row>) {
        rows.retain_mut(|row| {
            let hears = self.hears(row.author.as_ref());
            if !hears {
                "…".clone_into(&mut row.text);
            }
            if let Some(quote) = &mut row.quote
                && !self.hears(quote.author.as_ref())
            {
                quote.text.clear();
            }
            hears || row.missing != Missing::Nothing
        });
    }

    /// Those who are heard and writing, to be named; nothing when they are too many.
    #[must_use]
    pub fn typing(&self) -> Option<Vec<&Author>> {
        self.typists.named(|who| self.hears(Some(who)))
    }

    /// How many are there that are not listed.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.count.unwrap_or_default().saturating_sub(self.listed.len())
    }

    /// Finds out who has whose name, and gives colours; true when names have changed. `fold` as in [`Namesakes::among`].
    pub fn tell_apart(&mut self, talk: &Conversation, fold: impl Fn(&str) -> String) -> bool {
        let reader = talk.reader();
        self.hues.meet(talk.authors().chain(&reader));
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
    use crate::talk::{
        Quote,
        samples::{author, id, message, named},
    };

    #[test]
    fn a_list_stays_until_there_is_another_one() {
        let mut company = Company::default();
        company.meet(People { count: 2, listed: Some(vec![author("kim"), author("lee")]) });
        company.meet(People { count: 5, listed: None });
        assert_eq!((company.count, company.listed.len(), company.unlisted()), (Some(5), 2, 3));
    }

    fn people(names: &[&str]) -> People {
        let listed = names.iter().map(|name| author(name)).collect();
        People { count: names.len(), listed: Some(listed) }
    }

    #[test]
    fn who_comes_and_goes_is_news_until_something_is_said() {
        let mut company = Company::default();
        company.meet(people(&["kim", "lee"]));
        assert!(company.comings(true).is_empty(), "they were there before");
        company.meet(people(&["kim", "park"]));
        assert_eq!((company.comings(true), company.comings(false)), (vec!["park"], vec!["lee"]));
        company.meet(people(&["kim", "park", "lee"]));
        assert!(company.comings(false).is_empty(), "it was a reload");
        assert!(company.talk_goes_on());
        assert!(!company.talk_goes_on());
        company.meet(People { count: 200, listed: Some(vec![author("choi")]) });
        assert!(company.comings(false).is_empty(), "a part of a crowd tells nothing");
    }

    #[test]
    fn who_is_ignored_is_not_heard() {
        let mut company = Company::default();
        let (kim, lee) = (author("kim"), author("lee"));
        company.ignore(&kim.id);
        assert!(!company.hears(Some(&kim)) && company.hears(Some(&lee)) && company.hears(None));
        let row = |at, missing| Row { missing, ..Row::said(&message(at, "kim"), None) };
        let other = Row::said(&message(2, "lee"), None);
        let mut rows = vec![row(1, Missing::Earlier), other.clone(), row(3, Missing::Nothing)];
        company.silence(&mut rows);
        assert_eq!((rows.len(), rows[0].text.as_str(), &rows[1]), (2, "…", &other));
        let answer = |to: &Author| {
            let quote = Quote { id: id(1), author: Some(to.clone()), text: "what".to_owned() };
            Row { quote: Some(quote), ..other.clone() }
        };
        let mut rows = vec![answer(&kim), answer(&lee)];
        company.silence(&mut rows);
        let quoted = |row: &Row| row.quote.as_ref().map(|quote| quote.text.clone());
        assert_eq!(quoted(&rows[0]).as_deref(), Some(""), "nor are they quoted");
        assert_eq!(quoted(&rows[1]).as_deref(), Some("what"));
        company.typists.write(kim.clone(), 0);
        assert_eq!(company.typing(), Some(vec![]), "nor seen to write");
        company.ignore(&kim.id);
        assert_eq!(company.typing(), Some(vec![&kim]));
        assert!(company.hears(Some(&kim)));
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
