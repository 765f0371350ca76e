use protocol::{Author, Nickname, UserId};

/// Letters of an id that tell its owner from others of the same name, as long as they do.
const LETTERS: usize = 4;

/// People who would look the same, and what tells them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namesakes {
    tags: Vec<(UserId, Nickname, String)>,
}

impl Namesakes {
    /// Finds those of equal names. `fold` makes two names equal that differ in upper and lower case only.
    pub fn among<'a>(
        people: impl Iterator<Item = &'a Author>,
        fold: impl Fn(&str) -> String,
    ) -> Self {
        let mut people: Vec<&Author> = people.collect();
        people.sort_unstable_by_key(|author| (&author.id, &author.nickname));
        people.dedup();
        let mut folded: Vec<(String, &Author)> =
            people.into_iter().map(|author| (fold(author.nickname.as_str()), author)).collect();
        // Stable: people of one name stay in the order of their ids.
        folded.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut tags = Vec::new();
        for same in folded.chunk_by(|(a, _), (b, _)| a == b) {
            tags.extend(tagged(same));
        }
        Self { tags }
    }

    /// What is shown beside the name; nothing beside a name that only one person has.
    #[must_use]
    pub fn tag(&self, author: &Author) -> Option<String> {
        let is_it = |(id, name, _): &&(UserId, Nickname, String)| {
            *id == author.id && *name == author.nickname
        };
        self.tags.iter().find(is_it).map(|(_, _, tag)| tag.clone())
    }
}

/// The people of one name, each with the start of their id that no other has.
fn tagged(same: &[(String, &Author)]) -> Vec<(UserId, Nickname, String)> {
    let mut ids: Vec<&str> = same.iter().map(|(_, author)| author.id.as_str()).collect();
    ids.dedup();
    if ids.len() < 2 {
        return Vec::new();
    }
    let start = |id: &str, letters: usize| id.chars().take(letters).collect::<String>();
    let is_clear = |letters: &usize| {
        ids.windows(2).all(|two| start(two[0], *letters) != start(two[1], *letters))
    };
    let longest = ids.iter().map(|id| id.len()).max().unwrap_or_default();
    let letters = (LETTERS..longest).find(is_clear).unwrap_or(longest);
    let tag = |(_, author): &(String, &Author)| {
        (author.id.clone(), author.nickname.clone(), start(author.id.as_str(), letters))
    };
    same.iter().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::samples::named;

    fn tags(people: &[(&str, &str)]) -> Vec<Option<String>> {
        let people: Vec<Author> = people.iter().map(|(id, name)| named(id, name)).collect();
        let namesakes = Namesakes::among(people.iter(), str::to_lowercase);
        people.iter().map(|author| namesakes.tag(author)).collect()
    }

    fn some(tag: &str) -> Option<String> {
        Some(tag.to_owned())
    }

    #[test]
    fn who_has_a_name_alone_has_no_tag() {
        assert_eq!(
            tags(&[("1111aaaa", "Ada"), ("2222aaaa", "Bob"), ("1111aaaa", "Ada")]),
            [None, None, None]
        );
        assert_eq!(
            tags(&[("1111aaaa", "Ada"), ("1111aaaa", "ada")]),
            [None, None],
            "one person, twice"
        );
    }

    #[test]
    fn people_of_one_name_are_told_apart() {
        assert_eq!(
            tags(&[
                ("2222bbbb", "ada"),
                ("1111aaaa", "Ada"),
                ("1111aaaa", "Countess"),
                ("3", "민지")
            ]),
            [some("2222"), some("1111"), None, None]
        );
        assert_eq!(tags(&[("1", "É"), ("2", "é")]), [some("1"), some("2")]);
    }

    #[test]
    fn ids_that_begin_alike_are_shown_as_far_as_it_takes() {
        assert_eq!(
            tags(&[("11112a", "Ada"), ("11113a", "Ada"), ("4444", "Ada")]),
            [some("11112"), some("11113"), some("4444")]
        );
    }
}
