use crate::RoomName;

/// What the names of private rooms are made of. What is taken for one another when it is read or said aloud is left out:
/// `0` and `o`, `1`, `i` and `l`, `u` and `v` but for the `v`.
const ALPHABET: &[u8; 30] = b"abcdefghjkmnpqrstvwxyz23456789";

/// Characters in a private name, and in each of its groups: 30 to the power of 20 is 98 bits.
const DRAWN: usize = 20;
const GROUP: usize = 4;

/// Letters and digits, digits alone, letters alone, and changes from one to the other that only chance puts into a name.
const LENGTH: usize = 16;
const DIGITS: usize = 3;
const LETTERS: usize = 4;
const CHANGES: usize = 5;

impl RoomName {
    /// Makes a name that nobody can guess, such as `k7m2-p9xq-4tbn-w3vd-h8rc`: whoever is told it may enter, and nobody else
    /// finds the way.
    ///
    /// `chance` gives numbers evenly out of all that there are, from a source for secrets. About one draw in eight reads like a
    /// name that a person has chosen, and is done again: numbers that are always the same would be asked for without end.
    #[must_use]
    pub fn private(mut chance: impl FnMut() -> u32) -> Self {
        loop {
            let name = Self::from_canonical(draw(&mut chance));
            if !name.is_guessable() {
                return name;
            }
        }
    }

    /// Whether somebody who was not told the name could come upon it. Rooms whose names cannot be guessed are private: they
    /// are listed nowhere.
    ///
    /// Chance is known by its mixture: many letters and digits, in constant change. Names of [`private`](Self::private)
    /// are of that kind, and UUIDs are; a sentence without digits is not, however long.
    #[must_use]
    pub fn is_guessable(&self) -> bool {
        let (mut letters, mut digits, mut changes) = (0, 0, 0);
        let mut before = None;
        for byte in self.as_str().bytes().filter(u8::is_ascii_alphanumeric) {
            let is_digit = byte.is_ascii_digit();
            if is_digit {
                digits += 1
            } else {
                letters += 1
            }
            changes += usize::from(before.is_some_and(|before| before != is_digit));
            before = Some(is_digit);
        }
        letters + digits < LENGTH || digits < DIGITS || letters < LETTERS || changes < CHANGES
    }
}

fn draw(chance: &mut impl FnMut() -> u32) -> String {
    let mut name = String::with_capacity(DRAWN + DRAWN / GROUP);
    for place in 0..DRAWN {
        if place > 0 && place % GROUP == 0 {
            name.push('-');
        }
        // The upper bits of a product: every character as likely as the others, to one part in a hundred million.
        let drawn = (u64::from(chance()) * ALPHABET.len() as u64) >> 32;
        name.push(char::from(ALPHABET[drawn as usize]));
    }
    name
}

#[cfg(all(test, feature = "parse"))]
mod tests {
    use super::*;
    use crate::BadRoomName;
    use proptest::prelude::*;

    fn is_guessable(name: &str) -> Result<bool, BadRoomName> {
        RoomName::parse(name).map(|room| room.is_guessable())
    }

    /// SplitMix64: chance that a test can repeat.
    fn chance(mut seed: u64) -> impl FnMut() -> u32 {
        move || {
            seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 32) as u32
        }
    }

    #[test]
    fn names_that_people_choose_can_be_guessed() {
        for name in [
            "general",
            "lobby",
            "로비",
            "team-meeting-2024",
            "2024-11-25-standup",
            "aaaaaaaaaaaaaaaaaaaaaa",
            "12345678901234567890",
            "correct-horse-battery-staple-4-you",
            "3학년-2반-수학-2024-1학기",
            "web3-dev",
            "192.168.100.200",
            "k7m2-p9xq-4tbn",
        ] {
            assert_eq!(is_guessable(name), Ok(true), "{name}");
        }
    }

    #[test]
    fn names_of_chance_cannot() {
        for name in [
            "k7m2-p9xq-4tbn-w3vd-h8rc",
            "K7M2-P9XQ-4TBN-W3VD-H8RC",
            "로비-k7m2p9xq4tbnw3vdh8rc",
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "d41d8cd98f00b204e9800998ecf8427e",
        ] {
            assert_eq!(is_guessable(name), Ok(false), "{name}");
        }
    }

    #[test]
    fn most_draws_are_good_at_once() {
        let mut chance = chance(1);
        let guessable = |name: String| RoomName::from_canonical(name).is_guessable();
        let again = (0..10_000).filter(|_| guessable(draw(&mut chance))).count();
        assert!((500..2_000).contains(&again), "{again} of 10,000");
    }

    #[test]
    fn hardly_a_uuid_can_be_guessed() {
        let mut chance = chance(2);
        let mut uuid = || {
            let [a, b, c, d] = std::array::from_fn(|_| chance());
            // Version 4, as programs make them.
            format!(
                "{a:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{d:08x}",
                b >> 16,
                b & 0xfff,
                c >> 16,
                c & 0xffff
            )
        };
        let guessable = (0..10_000).filter(|_| is_guessable(&uuid()) != Ok(false)).count();
        assert!(guessable < 30, "{guessable} of 10,000");
    }

    proptest! {
        #[test]
        fn a_private_name_is_canonical_and_cannot_be_guessed(seed: u64) {
            let name = RoomName::private(chance(seed));
            prop_assert!(!name.is_guessable());
            prop_assert_eq!(RoomName::parse(name.as_str()), Ok(name.clone()));
            let groups: Vec<_> = name.as_str().split('-').collect();
            prop_assert_eq!(groups.len(), DRAWN / GROUP);
            for group in groups {
                prop_assert_eq!(group.len(), GROUP);
                prop_assert!(group.bytes().all(|byte| ALPHABET.contains(&byte)));
            }
        }

        #[test]
        fn two_private_names_are_two_rooms(seed: u64) {
            let mut chance = chance(seed);
            prop_assert_ne!(RoomName::private(&mut chance), RoomName::private(&mut chance));
        }

        #[test]
        fn words_and_a_number_can_be_guessed(name in "[a-z가-힣]{1,9}([-_.][a-z가-힣]{1,9}){0,4}[-_.]?[0-9]{0,9}") {
            prop_assert_eq!(is_guessable(&name), Ok(true));
        }

        #[test]
        fn every_name_is_judged(name: String) {
            let _ = RoomName::from_canonical(name).is_guessable();
        }
    }
}
