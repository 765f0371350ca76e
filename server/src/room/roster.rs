use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use protocol::{Author, Nickname, People, UserId, limits::LISTED_PEOPLE};
use serde::{Deserialize, Serialize};

/// How often a node says that its people are still here.
const BEAT: Duration = Duration::from_secs(8);

/// A node that has not said so for so long is dead, and its people are gone: three beats and some delay.
const LEASE: Duration = Duration::from_secs(26);

/// How soon a change is told after a quiet time, so that what happens at once is told at once.
const GATHER: Duration = Duration::from_millis(100);

/// How long is between two changes that are told: a thousand people who arrive are a frame a second.
const PACE: Duration = Duration::from_secs(1);

/// Who is in a room, over all nodes.
///
/// Each node vouches for its own people, and the others believe it for as long as it goes on saying so. It tells
/// changes, numbered; whoever finds a number missing asks for the whole. Nothing is stored anywhere, so nobody can be left
/// behind.
#[derive(Debug)]
pub(crate) struct Roster {
    node: String,
    version: u64,
    here: BTreeMap<UserId, Guest>,
    /// What the other nodes know of `here`.
    announced: BTreeMap<UserId, Named>,
    there: HashMap<String, Node>,
    told: Told,
    /// What this node has to say to others about the whole of its people, or ask them.
    answer: bool,
    ask: Option<Option<String>>,
    beaten: Instant,
    paced: Instant,
    /// When what has changed is to be told.
    due: Option<Instant>,
}

#[derive(Debug)]
struct Guest {
    named: Named,
    seats: usize,
}

/// A nickname, and when it was taken, in milliseconds since 1970: of several names of one person the newest counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Named {
    at: u64,
    nickname: Nickname,
}

#[derive(Debug)]
struct Node {
    version: u64,
    renewed: Instant,
    people: BTreeMap<UserId, Named>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    count: usize,
    listed: Vec<Author>,
}

/// What nodes say to each other about who is in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Gossip {
    /// Everybody on this node.
    All { node: String, version: u64, people: Vec<(UserId, Named)> },
    /// What has changed since the version before this one.
    Change { node: String, version: u64, came: Vec<(UserId, Named)>, left: Vec<UserId> },
    /// Nothing has changed.
    Beat { node: String, version: u64 },
    /// Asks one node, or every one, for everybody.
    Who { node: String, whom: Option<String> },
}

/// What there is to tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Telling {
    /// To the other nodes, in this order.
    pub(crate) gossip: Vec<Gossip>,
    /// To the people here who know the list, if it or the number is another than before.
    pub(crate) changed: Option<People>,
}

impl Roster {
    /// The people of a room that has just been opened: nobody here, and the others unknown until they answer.
    pub(crate) fn new(node: String, now: Instant) -> Self {
        Self {
            node,
            version: 0,
            here: BTreeMap::new(),
            announced: BTreeMap::new(),
            there: HashMap::new(),
            told: Told::default(),
            answer: false,
            ask: Some(None),
            beaten: now,
            paced: now.checked_sub(PACE).unwrap_or(now),
            due: Some(now),
        }
    }

    /// Somebody takes a seat here.
    pub(crate) fn enter(&mut self, person: &Author, at: u64, now: Instant) {
        let named = Named { at, nickname: person.nickname.clone() };
        let guest = Guest { named: named.clone(), seats: 0 };
        let guest = self.here.entry(person.id.clone()).or_insert(guest);
        guest.seats += 1;
        // Another page of theirs may have been given another name in the meantime.
        if guest.named.nickname != named.nickname {
            guest.named = named;
        }
        self.introduce(now);
    }

    /// Somebody here waits to be told who is here.
    pub(crate) fn introduce(&mut self, now: Instant) {
        self.stir(now);
    }

    /// Somebody leaves a seat.
    pub(crate) fn leave(&mut self, person: &UserId, now: Instant) {
        let Some(guest) = self.here.get_mut(person) else { return };
        guest.seats -= 1;
        if guest.seats == 0 {
            self.here.remove(person);
            self.stir(now);
        }
    }

    /// Somebody here takes another name.
    pub(crate) fn rename(&mut self, person: &Author, at: u64, now: Instant) {
        let named = Named { at, nickname: person.nickname.clone() };
        let guest = self.here.get_mut(&person.id);
        if let Some(guest) = guest.filter(|guest| guest.named.nickname != named.nickname) {
            guest.named = named;
            self.stir(now);
        }
    }

    /// Another node says something. One's own words come back too, and say nothing new.
    pub(crate) fn hear(&mut self, gossip: Gossip, now: Instant) {
        match gossip {
            Gossip::All { node, version, people } if node != self.node => {
                self.there.remove(&node);
                // A node whose people have all left says so once, and is forgotten.
                if !people.is_empty() {
                    let people = people.into_iter().collect();
                    self.there.insert(node, Node { version, renewed: now, people });
                }
                self.stir(now);
            }
            Gossip::Change { node, version, came, left } if node != self.node => {
                let known = self.there.get_mut(&node);
                let Some(known) = known.filter(|known| known.version + 1 == version) else {
                    return self.ask(node, now);
                };
                (known.version, known.renewed) = (version, now);
                left.iter().for_each(|id| drop(known.people.remove(id)));
                known.people.extend(came);
                if known.people.is_empty() {
                    self.there.remove(&node);
                }
                self.stir(now);
            }
            Gossip::Beat { node, version } if node != self.node => {
                match self.there.get_mut(&node) {
                    Some(known) if known.version == version => known.renewed = now,
                    _ => self.ask(node, now),
                }
            }
            Gossip::Who { node, whom } if node != self.node => self.asked(whom, now),
            _ => {}
        }
    }

    /// This node may have missed what others said. They are believed for another lease, and asked.
    pub(crate) fn resync(&mut self, now: Instant) {
        self.there.values_mut().for_each(|node| node.renewed = now);
        (self.ask, self.answer, self.due) = (Some(None), !self.announced.is_empty(), Some(now));
    }

    /// When [`tell`](Self::tell) has something to do next.
    pub(crate) fn due(&self) -> Option<Instant> {
        let beat = (!self.announced.is_empty()).then(|| self.beaten + BEAT);
        let expiry = self.there.values().map(|node| node.renewed + LEASE).min();
        [self.due, beat, expiry].into_iter().flatten().min()
    }

    /// When a change is to be told, if there is one.
    pub(crate) const fn due_change(&self) -> Option<Instant> {
        self.due
    }

    /// What there is to tell now. While this node is `deaf` it cannot know who is dead.
    pub(crate) fn tell(&mut self, now: Instant, deaf: bool) -> Telling {
        if deaf {
            self.there.values_mut().for_each(|node| node.renewed = now);
        }
        self.there.retain(|_, node| now.duration_since(node.renewed) < LEASE);
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
        }
        let gossip = self.gossip(now);
        let told = self.told();
        let listed = (told.listed != self.told.listed).then(|| told.listed.clone());
        let changed = told != self.told;
        if changed {
            self.paced = now;
        }
        self.told = told;
        let changed = changed.then_some(People { count: self.told.count, listed });
        Telling { gossip, changed }
    }

    /// What to tell the other nodes when this one ends, if they know of anybody here.
    pub(crate) fn farewell(&mut self) -> Option<Gossip> {
        self.version += 1;
        let known = !std::mem::take(&mut self.announced).is_empty();
        let (node, version, people) = (self.node.clone(), self.version, Vec::new());
        known.then_some(Gossip::All { node, version, people })
    }

    /// The whole, for somebody who has not been told yet: what the others have been told.
    pub(crate) fn people(&self) -> People {
        People { count: self.told.count, listed: Some(self.told.listed.clone()) }
    }

    /// How many people are in the room, over all nodes, if this one has told the others that somebody is here.
    pub(crate) fn vouched(&self) -> Option<usize> {
        (!self.announced.is_empty()).then_some(self.told.count)
    }

    fn gossip(&mut self, now: Instant) -> Vec<Gossip> {
        let node = || self.node.clone();
        let mut gossip = Vec::new();
        if let Some(whom) = self.ask.take() {
            gossip.push(Gossip::Who { node: node(), whom });
        }
        let here: BTreeMap<_, _> =
            self.here.iter().map(|(id, guest)| (id.clone(), guest.named.clone())).collect();
        let changed = here != self.announced;
        if changed {
            self.version += 1;
        }
        let version = self.version;
        if std::mem::take(&mut self.answer) || (changed && self.announced.is_empty()) {
            let people = here.clone().into_iter().collect();
            gossip.push(Gossip::All { node: node(), version, people });
        } else if changed {
            let came = here.iter().filter(|(id, named)| self.announced.get(id) != Some(named));
            let came = came.map(|(id, named)| (id.clone(), named.clone())).collect();
            let left = self.announced.keys().filter(|id| !here.contains_key(id)).cloned().collect();
            gossip.push(Gossip::Change { node: node(), version, came, left });
        } else if !here.is_empty() && self.beaten + BEAT <= now {
            gossip.push(Gossip::Beat { node: node(), version });
        }
        self.announced = here;
        if gossip.iter().any(|gossip| !matches!(gossip, Gossip::Who { .. })) {
            self.beaten = now;
        }
        gossip
    }

    fn told(&self) -> Told {
        let mut people: BTreeMap<&UserId, &Named> = BTreeMap::new();
        let here = self.here.iter().map(|(id, guest)| (id, &guest.named));
        let there = self.there.values().flat_map(|node| &node.people);
        for (id, named) in here.chain(there) {
            let newest = people.entry(id).or_insert(named);
            *newest = (*newest).max(named);
        }
        let author = |(id, named): (&&UserId, &&Named)| Author {
            id: (*id).clone(),
            nickname: named.nickname.clone(),
        };
        Told {
            count: people.len(),
            listed: people.iter().take(LISTED_PEOPLE).map(author).collect(),
        }
    }

    fn asked(&mut self, whom: Option<String>, now: Instant) {
        if whom.is_none_or(|whom| whom == self.node) && !self.announced.is_empty() {
            self.answer = true;
            self.due = Some(now);
        }
    }

    fn ask(&mut self, node: String, now: Instant) {
        // Two nodes to be asked are all nodes.
        self.ask = Some(if self.ask.is_none() { Some(node) } else { None });
        self.due = Some(now);
    }

    /// Something has changed, and is told together with what changes until then.
    fn stir(&mut self, now: Instant) {
        let soonest = (now + GATHER).max(self.paced + PACE);
        self.due = Some(self.due.map_or(soonest, |due| due.min(soonest)));
    }
}

#[cfg(test)]
mod tests;
