use protocol::{Author, UserId};

/// So many colours can be told from each other, and each of them read, in either light. The style sheet has them.
const HUES: u8 = 12;

/// From a colour to the next one that is tried, far away on the wheel. Such steps lead to every one of them.
const STEP: u8 = 5;

/// The colours of people, by which those in one room differ as long as there are enough.
///
/// Everybody has one of their own, the same on every page. Whoever was met after somebody of the same gets another one, and keeps
/// it while the page is open. The server and the browser meet people in the same order.
#[derive(Clone, Debug, Default)]
pub struct Hues {
    given: Vec<(UserId, u8)>,
}

impl Hues {
    /// Gives a colour to everybody who has none: of those that the fewest have, the first from their own on.
    pub fn meet<'a>(&mut self, people: impl Iterator<Item = &'a Author>) {
        for author in people {
            if self.of(author).is_none() {
                let mut hue = own(&author.id);
                // Given in this way, no colour has more than one owner above any other.
                while self.owners(hue) > self.given.len() / usize::from(HUES) {
                    hue = (hue + STEP) % HUES;
                }
                self.given.push((author.id.clone(), hue));
            }
        }
    }

    /// Somebody's colour, from 0 on; none before they were met.
    #[must_use]
    pub fn of(&self, author: &Author) -> Option<u8> {
        self.given.iter().find(|(id, _)| *id == author.id).map(|(_, hue)| *hue)
    }

    fn owners(&self, hue: u8) -> usize {
        self.given.iter().filter(|(_, given)| *given == hue).count()
    }
}

/// The colour that somebody has wherever nobody else has it.
fn own(id: &UserId) -> u8 {
    id.as_str().bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % HUES
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::talk::samples::author;

    fn met(ids: &[String]) -> Vec<u8> {
        let people: Vec<Author> = ids.iter().map(|id| author(id)).collect();
        let mut hues = Hues::default();
        hues.meet(people.iter());
        people.iter().filter_map(|author| hues.of(author)).collect()
    }

    proptest! {
        #[test]
        fn as_many_people_as_there_are_colours_differ(
            ids in prop::collection::hash_set("[0-9a-f]{20}", usize::from(HUES)),
        ) {
            let ids: Vec<String> = ids.into_iter().collect();
            let mut hues = met(&ids);
            prop_assert_eq!(hues[0], own(&author(&ids[0]).id), "the first has their own");
            hues.sort_unstable();
            prop_assert_eq!(hues, (0..HUES).collect::<Vec<_>>());
        }
    }

    #[test]
    fn who_was_met_keeps_their_colour() {
        let mut hues = Hues::default();
        // Letters so many places apart are of the same colour.
        let (ada, same) = (author("a"), author("m"));
        assert_eq!(own(&ada.id), own(&same.id));
        hues.meet([&ada, &same].into_iter());
        let (first, second) = (hues.of(&ada), hues.of(&same));
        assert_eq!(second, first.map(|hue| (hue + STEP) % HUES));
        hues.meet([&same, &ada].into_iter());
        assert_eq!((hues.of(&ada), hues.of(&same)), (first, second));
        assert_eq!(hues.of(&author("b")), None);
    }

    #[test]
    fn a_crowd_shares_them_evenly() {
        let ids: Vec<String> = (0..3 * HUES).map(|n| format!("user {n}")).collect();
        let hues = met(&ids);
        for hue in 0..HUES {
            assert_eq!(hues.iter().filter(|it| **it == hue).count(), 3);
        }
    }
}
