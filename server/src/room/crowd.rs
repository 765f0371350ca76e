use protocol::{Listed, RoomName};

/// How much is going on in a room: of two, the busier is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crowd {
    pub(super) people: usize,
    /// When something was last said, in milliseconds since 1970.
    pub(super) last: Option<u64>,
}

impl Crowd {
    /// What two nodes say of one room: each may know of somebody, or something, that the other has not heard of yet.
    pub(super) fn or(self, other: Self) -> Self {
        Self { people: self.people.max(other.people), last: self.last.max(other.last) }
    }

    pub(super) fn of(Listed { name, people, last }: Listed) -> (RoomName, Self) {
        (name, Self { people, last })
    }

    pub(super) fn listed(self, name: &RoomName) -> Listed {
        Listed { name: name.clone(), people: self.people, last: self.last }
    }
}

/// The busiest rooms, in that order: most people, then where something was said last, then by name.
pub(super) fn busiest<N: Ord>(
    rooms: impl IntoIterator<Item = (N, Crowd)>,
    most: usize,
) -> Vec<(N, Crowd)> {
    let order = |a: &(N, Crowd), b: &(N, Crowd)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    let mut rooms: Vec<_> = rooms.into_iter().collect();
    if rooms.len() > most {
        rooms.select_nth_unstable_by(most, order);
        rooms.truncate(most);
    }
    rooms.sort_unstable_by(order);
    rooms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn crowd(people: usize, last: Option<u64>) -> Crowd {
        Crowd { people, last }
    }

    #[test]
    fn most_people_come_first_then_the_newest_word_then_the_name() {
        let rooms = [
            ("quiet", crowd(2, None)),
            ("empty-talk", crowd(1, Some(9))),
            ("b", crowd(2, Some(5))),
            ("a", crowd(2, Some(5))),
            ("newer", crowd(2, Some(6))),
            ("full", crowd(3, None)),
        ];
        let names = |most| busiest(rooms, most).iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(names(9), ["full", "newer", "a", "b", "quiet", "empty-talk"]);
        assert_eq!(names(2), ["full", "newer"]);
        assert!(names(0).is_empty());
    }

    proptest! {
        #[test]
        fn the_busiest_of_many_are_those_of_all(crowds: Vec<(u8, Option<u8>)>, most in 0..20_usize) {
            let of = |(people, last): (u8, Option<u8>)| crowd(people.into(), last.map(u64::from));
            let rooms: Vec<_> = crowds.into_iter().map(of).enumerate().collect();
            let mut all = busiest(rooms.clone(), rooms.len());
            all.truncate(most);
            prop_assert_eq!(busiest(rooms, most), all);
        }
    }
}
