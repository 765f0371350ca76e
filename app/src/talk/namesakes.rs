use protocol::Author;

use super::lookalike::as_it_looks;

/// Letters of an id that tell its owner from others of the same name, as long as they do.
const LETTERS: usize = 4;

/// People who would look the same, and what tells them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namesakes {
    tags: Vec<(Author, String)>,
}

impl Namesakes {
    /// Finds those whose names look the same. `fold` makes two names equal that differ in upper and lower case only.
    pub fn among<'a>(
        people: impl Iterator<Item = &'a Author>,
        fold: impl Fn(&str) -> String,
    ) -> Self {
        // They are few, and a page is downloaded: what sorts or hashes is more code than all of this.
        let mut known: Vec<(&Author, String)> = Vec::new();
        for author in people {
            if !known.iter().any(|(it, _)| *it == author) {
                known.push((author, as_it_looks(&fold(author.nickname.as_str()))));
            }
        }
        let tagged = known.iter().filter_map(|(author, name)| {
            let same = known.iter().filter(|(it, its)| its == name && it.id != author.id);
            Some(((*author).clone(), tag(author, same.map(|(it, _)| *it))?))
        });
        Self { tags: tagged.collect() }
    }

    /// What is shown beside the name; nothing beside a name that only one person has.
    #[must_use]
    pub fn tag(&self, author: &Author) -> Option<&str> {
        self.tags.iter().find(|(it, _)| it == author).map(|(_, tag)| tag.as_str())
    }
}

/// The start of somebody's id that none of the others has.
fn tag<'a>(author: &Author, others: impl Iterator<Item = &'a Author>) -> Option<String> {
    let shared = |other: &Author| {
        let pairs = author.id.as_str().chars().zip(other.id.as_str().chars());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let letters = others.map(|other| shared(other) + 1).max()?.max(LETTERS);
    Some(author.id.as_str().chars().take(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::samples::named;

    fn tags(people: &[(&str, &str)]) -> Vec<Option<String>> {
        let people: Vec<Author> = people.iter().map(|(id, name)| named(id, name)).collect();
        let namesakes = Namesakes::among(people.iter(), str::to_lowercase);
        people.iter().map(|author| namesakes.tag(author).map(str::to_owned)).collect()
    }

    fn some(tag: &str) -> Option<String> {
        Some(tag.to_owned())
    }

    #[test]
    fn who_has_a_name_alone_has_no_tag() {
        let alone = [("1111aaaa", "Ada"), ("2222aaaa", "Bob"), ("1111aaaa", "Ada")];
        assert_eq!(tags(&alone), [None, None, None]);
        let one_person_twice = [("1111aaaa", "Ada"), ("1111aaaa", "ada")];
        assert_eq!(tags(&one_person_twice), [None, None]);
    }

    #[test]
    fn people_of_one_name_are_told_apart() {
        let people = [("2222b", "ada"), ("1111a", "Ada"), ("1111a", "Countess"), ("3", "민지")];
        assert_eq!(tags(&people), [some("2222"), some("1111"), None, None]);
        assert_eq!(tags(&[("1", "É"), ("2", "é")]), [some("1"), some("2")]);
    }

    #[test]
    fn ids_that_begin_alike_are_shown_as_far_as_it_takes() {
        assert_eq!(
            tags(&[("11112a", "Ada"), ("11113a", "Ada"), ("44444", "Ada")]),
            [some("11112"), some("11113"), some("4444")]
        );
    }
}
