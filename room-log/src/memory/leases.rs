use std::collections::HashMap;

use protocol::RoomName;

/// Who speaks for the foreign messages of which room, and until when.
#[derive(Debug, Default)]
pub(super) struct Leases {
    held: HashMap<RoomName, Lease>,
    /// At this size the lapsed ones are thrown away.
    crowded: usize,
}

#[derive(Debug)]
struct Lease {
    holder: String,
    until: u64,
}

impl Leases {
    pub(super) fn is_held(&self, now: u64, room: &RoomName, holder: &str) -> bool {
        self.held.get(room).is_some_and(|lease| lease.holder == holder && lease.until > now)
    }

    pub(super) fn claim(&mut self, now: u64, room: &RoomName, holder: &str, ttl: u64) -> bool {
        if let Some(lease) = self.held.get_mut(room) {
            let is_ours = lease.holder == holder || lease.until <= now;
            if is_ours {
                *lease = Lease { holder: holder.to_owned(), until: now.saturating_add(ttl) };
            }
            return is_ours;
        }
        if self.held.len() >= self.crowded {
            self.held.retain(|_, lease| lease.until > now);
            self.crowded = 2 * self.held.len() + 1000;
        }
        let lease = Lease { holder: holder.to_owned(), until: now.saturating_add(ttl) };
        self.held.insert(room.clone(), lease);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lapsed_leases_do_not_pile_up() {
        let mut leases = Leases::default();
        for now in 0..10_000 {
            let room = RoomName::parse(&format!("r{now}")).expect("a name");
            assert!(leases.claim(now, &room, "me", 10));
        }
        assert!(leases.held.len() <= 1100, "{}", leases.held.len());
    }
}
