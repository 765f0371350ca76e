//! What a seed means: the store, the nodes, the rooms, who is in them, and which faults happen when.

use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use crate::{
    chaos::{
        fault::Fault,
        schedule::{self, Stage},
    },
    dice::Dice,
};

/// Where messages are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Store {
    /// A file of the only node.
    Sqlite,
    /// Redis, which writes to the disk before it answers.
    RedisAlways,
    /// Redis, which writes to the disk once a second.
    #[value(name = "redis-everysec")]
    RedisEverysec,
}

/// What is asked of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) seed: u64,
    pub(crate) length: Duration,
    /// Decided by the seed when it is missing.
    pub(crate) store: Option<Store>,
    /// Decided by the seed when it is missing.
    pub(crate) nodes: Option<usize>,
}

/// Everything that a run decides beforehand.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) length: Duration,
    pub(crate) store: Store,
    pub(crate) nodes: usize,
    pub(crate) rooms: Vec<&'static str>,
    /// How many people there are. Somebody with several tabs is one.
    pub(crate) people: usize,
    pub(crate) cast: Vec<Role>,
    pub(crate) schedule: Vec<(Duration, Fault)>,
}

/// What a client is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Role {
    pub(crate) dialect: Dialect,
    /// Whose tab this is.
    pub(crate) person: usize,
    pub(crate) room: usize,
    /// Milliseconds between two messages, on average; readers say nothing.
    pub(crate) pace: Option<u64>,
    pub(crate) patience: Patience,
}

/// What a client of `parlor.v1` makes of a silent line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Patience {
    /// It soon asks whether anybody is there.
    Short,
    /// It waits for the heartbeat, as the protocol has it.
    Long,
}

/// What a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Dialect {
    V1,
    Tutorial,
}

/// How often somebody speaks of whom one easily misses hundreds of messages.
const CHATTERBOX: u64 = 60;

/// Names with and without capitals, ASCII and not: the second is in another script.
const ROOMS: [&str; 4] = ["lobby", "로비", "tea_room-2.0", "été"];

impl Plan {
    /// Draws everything from the seed. What is wished for changes nothing else.
    pub(crate) fn draw(wish: Wish) -> Self {
        let mut dice = Dice::new(wish.seed, "plan");
        let stores = [Store::Sqlite, Store::RedisAlways, Store::RedisEverysec];
        let store = dice.one_of(&stores, Store::Sqlite);
        let nodes = 1 + dice.index(3);
        let store = wish.store.unwrap_or(store);
        // Nodes share what Redis keeps; a file belongs to one.
        let nodes = if store == Store::Sqlite { 1 } else { wish.nodes.unwrap_or(nodes) };
        let rooms = ROOMS[..2 + dice.index(ROOMS.len() - 1)].to_vec();
        let cast = cast(&mut dice, rooms.len());
        let people = cast.iter().map(|role| role.person + 1).max().unwrap_or_default();
        let stage = Stage { store, nodes, clients: cast.len(), length: wish.length };
        let schedule = schedule::draw(&mut Dice::new(wish.seed, "schedule"), stage);
        Self { seed: wish.seed, length: wish.length, store, nodes, rooms, people, cast, schedule }
    }
}

/// The first clients of a room are the ones without which nothing would be checked; chance adds more.
fn cast(dice: &mut Dice, rooms: usize) -> Vec<Role> {
    let mut cast: Vec<Role> = Vec::new();
    let loud = dice.index(rooms);
    for room in 0..rooms {
        let person = cast.iter().map(|role| role.person + 1).max().unwrap_or_default();
        let role = |dialect, person, pace, patience| Role { dialect, person, room, pace, patience };
        let v1 = |person, pace, patience| role(Dialect::V1, person, pace, patience);
        let tutorial = |person, pace| role(Dialect::Tutorial, person, pace, Patience::Long);
        let mut pace = || Some(dice.number(300..=2500));
        let first_pace = if room == loud { Some(CHATTERBOX) } else { pace() };
        let two_tabs =
            [v1(person, first_pace, Patience::Short), v1(person, pace(), Patience::Long)];
        let others = [v1(person + 1, pace(), Patience::Short), tutorial(person + 2, None)];
        let more = [
            tutorial(person + 3, pace().map(|pace| pace * 2)),
            v1(person + 4, None, Patience::Long),
            v1(person + 5, pace(), Patience::Short),
            v1(person + 6, pace(), Patience::Long),
        ];
        cast.extend(two_tabs.into_iter().chain(others));
        cast.extend(&more[..1 + dice.index(more.len())]);
    }
    cast
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(seed: u64) -> Plan {
        let length = Duration::from_secs(60);
        Plan::draw(Wish { seed, length, store: None, nodes: None })
    }

    #[test]
    fn every_seed_has_what_there_is_to_check() {
        for seed in 0..50 {
            let plan = plan(seed);
            assert!((2..=4).contains(&plan.rooms.len()));
            assert!((10..=32).contains(&plan.cast.len()), "{}", plan.cast.len());
            assert!(plan.rooms.contains(&"로비"));
            assert!(plan.store != Store::Sqlite || plan.nodes == 1);
            let tabs = |person| plan.cast.iter().filter(|role| role.person == person).count();
            assert_eq!((0..plan.people).map(tabs).max(), Some(2));
            assert_eq!((0..plan.people).map(tabs).min(), Some(1));
        }
    }

    #[test]
    fn seeds_decide_on_stores_and_nodes_unless_somebody_does() {
        let plans: Vec<_> = (0..50).map(plan).collect();
        for store in [Store::Sqlite, Store::RedisAlways, Store::RedisEverysec] {
            assert!(plans.iter().any(|plan| plan.store == store), "{store:?}");
        }
        for nodes in 1..=3 {
            assert!(plans.iter().any(|plan| plan.nodes == nodes), "{nodes}");
        }
        let wish = Wish {
            seed: 1,
            length: Duration::from_secs(60),
            store: Some(Store::RedisAlways),
            nodes: Some(2),
        };
        let wished = Plan::draw(wish);
        assert_eq!((wished.store, wished.nodes), (Store::RedisAlways, 2));
        assert_eq!(wished.cast, plan(1).cast, "nothing else has changed");
    }
}
