use std::{
    collections::{BTreeMap, HashMap},
    mem,
    time::{Duration, Instant},
};

use protocol::{Listed, RoomName, limits::LISTED_ROOMS};

use super::{
    crowd::{Crowd, busiest},
    notice::{Notice, Span},
};

/// How often a node tells everything.
const BEAT: Duration = Duration::from_secs(5);

/// A node that has not told anything for so long is dead: three beats and some delay.
const LEASE: Duration = Duration::from_secs(16);

/// Rooms that a node tells, and that are remembered of it; the quietest are left out.
const ROOMS: usize = 1000;

/// Other nodes that are remembered; the quietest are left out.
const NODES: usize = 64;

/// Which rooms have people in them, on all nodes.
///
/// Each node vouches for the rooms that have people on it, and the others believe it for as long as it goes on saying so. It tells
/// everything every 5 seconds, and in between what has changed, so that whatever was lost, doubled or overtaken on the way is
/// right again one beat later. Private rooms are neither told nor believed.
#[derive(Debug)]
pub(crate) struct Directory {
    node: String,
    /// How often there was something to tell.
    turn: u64,
    /// What was told last.
    here: BTreeMap<RoomName, Crowd>,
    there: HashMap<String, Node>,
    /// When everything is to be told next.
    due: Instant,
}

#[derive(Debug)]
struct Node {
    turn: u64,
    renewed: Instant,
    rooms: BTreeMap<RoomName, Crowd>,
}

impl Directory {
    /// Knows nothing yet, and has to tell that at once.
    pub(crate) fn new(node: String, now: Instant) -> Self {
        Self { node, turn: 0, here: BTreeMap::new(), there: HashMap::new(), due: now }
    }

    /// Takes the rooms that have people here now, and gives what there is to tell about them.
    pub(crate) fn tell(
        &mut self,
        rooms: impl IntoIterator<Item = Listed>,
        now: Instant,
    ) -> Vec<Notice> {
        let public = rooms.into_iter().filter(|room| room.people > 0 && room.name.is_guessable());
        let here = busiest(public.map(Crowd::of), ROOMS).into_iter().collect();
        let before = mem::replace(&mut self.here, here);
        self.turn += 1;
        if self.due <= now {
            self.due = now + BEAT;
            let rooms: Vec<_> = self.here.iter().map(|(name, crowd)| crowd.listed(name)).collect();
            return Notice::pages(&self.node, self.turn, &rooms);
        }
        Notice::changes(&self.node, self.turn, &self.changes(&before))
    }

    /// When everything is to be told next.
    pub(crate) fn due(&self) -> Instant {
        self.due
    }

    /// The others may have missed what was told, and are to be told everything anew.
    pub(crate) fn renew(&mut self, now: Instant) {
        self.due = now;
    }

    /// What to tell when this node ends: it has no people any more.
    pub(crate) fn farewell(&mut self) -> Vec<Notice> {
        self.here.clear();
        self.turn += 1;
        Notice::pages(&self.node, self.turn, &[])
    }

    /// A node tells something. One's own words come back too, and say nothing new.
    pub(crate) fn hear(&mut self, notice: Notice, now: Instant) {
        self.there.retain(|_, node| node.is_alive(now));
        let Notice { node, turn, all, rooms } = notice;
        if node == self.node {
            return;
        }
        let fresh = Node { turn, renewed: now, rooms: BTreeMap::new() };
        let known = self.there.entry(node).or_insert(fresh);
        if turn >= known.turn {
            (known.turn, known.renewed) = (turn, now);
            known.take(all.as_ref(), rooms);
        }
        if self.there.len() > NODES {
            self.forget_quietest();
        }
    }

    /// The rooms with people in them, the busiest first. What several nodes say of one room is the most and the newest of it.
    pub(crate) fn listed(&self, now: Instant) -> Vec<Listed> {
        let there = self.there.values().filter(|node| node.is_alive(now)).map(|node| &node.rooms);
        let mut all: HashMap<&RoomName, Crowd> = HashMap::new();
        for (name, crowd) in there.chain([&self.here]).flatten() {
            let known = all.entry(name).or_default();
            *known = known.or(*crowd);
        }
        let busiest = busiest(all, LISTED_ROOMS).into_iter();
        busiest.map(|(name, crowd)| crowd.listed(name)).collect()
    }

    /// Where there are more people than before, or fewer.
    fn changes(&self, before: &BTreeMap<RoomName, Crowd>) -> Vec<Listed> {
        let people = |name| before.get(name).map_or(0, |crowd: &Crowd| crowd.people);
        let here = self.here.iter().filter(|(name, crowd)| people(name) != crowd.people);
        let left = before.iter().filter(|(name, _)| !self.here.contains_key(name));
        let left = left.map(|(name, crowd)| Crowd { people: 0, ..*crowd }.listed(name));
        here.map(|(name, crowd)| crowd.listed(name)).chain(left).collect()
    }

    fn forget_quietest(&mut self) {
        let people = |node: &Node| {
            node.rooms.values().map(|crowd| crowd.people).fold(0, usize::saturating_add)
        };
        let quietest = self.there.iter().min_by_key(|(name, node)| (people(node), *name));
        if let Some(name) = quietest.map(|(name, _)| name.clone()) {
            self.there.remove(&name);
        }
    }
}

impl Node {
    fn is_alive(&self, now: Instant) -> bool {
        now.duration_since(self.renewed) < LEASE
    }

    fn take(&mut self, all: Option<&Span>, rooms: Vec<Listed>) {
        if let Some(span) = all {
            self.rooms.retain(|name, _| !span.holds(name));
        }
        let public = rooms.into_iter().filter(|room| room.name.is_guessable());
        for (name, crowd) in public.map(Crowd::of) {
            if crowd.people == 0 {
                self.rooms.remove(&name);
            } else {
                self.rooms.insert(name, crowd);
            }
        }
        if self.rooms.len() > ROOMS {
            self.rooms = busiest(mem::take(&mut self.rooms), ROOMS).into_iter().collect();
        }
    }
}

#[cfg(test)]
mod tests;
