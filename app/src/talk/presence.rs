use protocol::{Author, People};

/// Who is in the room, as far as the server has told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// How many they are; unknown at first.
    pub count: Option<usize>,
    /// The first of them.
    pub listed: Vec<Author>,
}

impl Presence {
    /// Takes in what the server tells.
    pub fn apply(&mut self, people: People) {
        self.count = Some(people.count);
        if let Some(listed) = people.listed {
            self.listed = listed;
        }
    }

    /// How many are there that are not listed.
    #[must_use]
    pub fn others(&self) -> usize {
        self.count.unwrap_or_default().saturating_sub(self.listed.len())
    }
}
