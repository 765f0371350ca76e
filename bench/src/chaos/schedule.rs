//! Which faults happen when: drawn from the seed before the run begins.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    chaos::{
        fault::{Fault, Harm, Line, Target},
        plan::Store,
    },
    dice::Dice,
    proxy::{Sky, Which},
};

/// Milliseconds from one fault to the next.
const PAUSE: std::ops::RangeInclusive<u64> = 1000..=4000;

/// How long a target is left alone after a fault, so that it is seen to recover.
const REST: Duration = Duration::from_millis(1500);

/// What a schedule is drawn for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stage {
    pub(crate) store: Store,
    pub(crate) nodes: usize,
    pub(crate) clients: usize,
    pub(crate) length: Duration,
}

/// Faults and when they begin, earliest first.
pub(crate) fn draw(dice: &mut Dice, stage: Stage) -> Vec<(Duration, Fault)> {
    let mut schedule = Vec::new();
    let mut busy: BTreeMap<Target, Duration> = BTreeMap::new();
    let mut at = dice.millis(PAUSE);
    while at < stage.length {
        let fault = fault(dice, stage);
        let until = busy.entry(fault.target).or_default();
        if *until <= at {
            *until = at + fault.time + REST;
            schedule.push((at, fault));
            at += dice.millis(PAUSE);
        }
        // Chance alone ends this: some client is always free.
    }
    schedule
}

fn fault(dice: &mut Dice, stage: Stage) -> Fault {
    let node = dice.index(stage.nodes);
    let targets: &[Target] = match stage.store {
        Store::Sqlite => {
            &[Target::Node(node), Target::Line(Line::Clients(node)), client(dice, stage)]
        }
        Store::RedisAlways | Store::RedisEverysec => &[
            Target::Node(node),
            Target::Redis,
            Target::Line(Line::Redis(node)),
            Target::Line(Line::Clients(node)),
            client(dice, stage),
        ],
    };
    let target = dice.one_of(targets, Target::Node(node));
    match target {
        Target::Node(_) => on_node(dice, target),
        Target::Redis => on_redis(dice, stage.store),
        Target::Line(line) => on_line(dice, line),
        Target::Client(_) => on_client(dice, target),
    }
}

fn client(dice: &mut Dice, stage: Stage) -> Target {
    Target::Client(dice.index(stage.clients))
}

fn on_node(dice: &mut Dice, target: Target) -> Fault {
    let (harm, time) = match dice.number(0..=2) {
        0 => (Harm::Kill, dice.millis(0..=3000)),
        1 => (Harm::Terminate, dice.millis(0..=3000)),
        _ => (Harm::Stop, dice.millis(500..=8000)),
    };
    Fault { target, harm, time }
}

fn on_redis(dice: &mut Dice, store: Store) -> Fault {
    let last = if store == Store::RedisEverysec { 4 } else { 3 };
    let (harm, time) = match dice.number(0..=last) {
        0 => (Harm::Kill, dice.millis(0..=3000)),
        1 => (Harm::Terminate, dice.millis(0..=3000)),
        2 => (Harm::Stop, dice.millis(300..=5000)),
        3 => (Harm::KillSubscriptions, Duration::ZERO),
        _ => (Harm::PowerCut(dice.millis(100..=1000)), dice.millis(0..=3000)),
    };
    Fault { target: Target::Redis, harm, time }
}

fn on_line(dice: &mut Dice, line: Line) -> Fault {
    let time = dice.millis(1000..=8000);
    // Long enough for whoever is at its ends to notice by themselves.
    let unnoticed = dice.millis(2000..=20_000);
    let brief = Duration::ZERO;
    let (harm, time) = match dice.number(0..=if matches!(line, Line::Redis(_)) { 9 } else { 6 }) {
        0 => (Harm::Cut(Which::All), brief),
        1 => (Harm::Cut(Which::One(dice.index(1000))), brief),
        2 => (Harm::Partition, time),
        3 => (Harm::Spoil(Sky::Silent), unnoticed),
        4 => (Harm::Spoil(Sky::Slow(dice.index(400) + 20)), time),
        5 => (Harm::Spoil(Sky::Late(dice.millis(20..=700))), time),
        6 => (Harm::Spoil(Sky::Held), time / 4),
        7 => (Harm::Cut(Which::Subscriptions), brief),
        8 => (Harm::SpoilSubscriptions(Sky::Silent), unnoticed),
        _ => (Harm::SpoilSubscriptions(Sky::Muted), unnoticed),
    };
    Fault { target: Target::Line(line), harm, time }
}

fn on_client(dice: &mut Dice, target: Target) -> Fault {
    let (harm, time) = match dice.number(0..=3) {
        0 => (Harm::Crash, dice.millis(0..=3000)),
        1 => (Harm::Amnesia, dice.millis(0..=3000)),
        // The longest is long enough to miss more than can be resumed.
        2 => (Harm::Offline, dice.millis(500..=30_000)),
        _ => (Harm::Deaf, dice.millis(1000..=10_000)),
    };
    Fault { target, harm, time }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn stage(store: Store) -> Stage {
        let nodes = if store == Store::Sqlite { 1 } else { 3 };
        Stage { store, nodes, clients: 12, length: Duration::from_secs(600) }
    }

    fn drawn(seed: u64, store: Store) -> Vec<(Duration, Fault)> {
        draw(&mut Dice::new(seed, "schedule"), stage(store))
    }

    #[test]
    fn a_seed_means_one_schedule() {
        assert_eq!(drawn(1, Store::RedisAlways), drawn(1, Store::RedisAlways));
        assert_ne!(drawn(1, Store::RedisAlways), drawn(2, Store::RedisAlways));
    }

    #[test]
    fn faults_come_every_few_seconds_and_one_at_a_time_to_each() {
        let schedule = drawn(3, Store::RedisEverysec);
        for pair in schedule.windows(2) {
            let pause = u64::try_from((pair[1].0 - pair[0].0).as_millis()).expect("short");
            assert!(PAUSE.contains(&pause), "{pause}");
        }
        for (n, (at, fault)) in schedule.iter().enumerate() {
            let next = schedule[n + 1..].iter().find(|(_, other)| other.target == fault.target);
            assert!(next.is_none_or(|(then, _)| *then >= *at + fault.time), "{fault:?}");
        }
    }

    #[test]
    fn every_kind_of_fault_happens_where_it_can() {
        let kinds = |store| -> BTreeSet<String> {
            (0..8).flat_map(|seed| drawn(seed, store)).map(|(_, fault)| fault.kind()).collect()
        };
        assert_eq!(kinds(Store::Sqlite).len(), 3 + 7 + 4, "{:?}", kinds(Store::Sqlite));
        assert_eq!(kinds(Store::RedisAlways).len(), 3 + 4 + 7 + 10 + 4);
        let everysec = kinds(Store::RedisEverysec);
        assert_eq!(everysec.len(), 3 + 5 + 7 + 10 + 4);
        assert!(everysec.contains("redis without power"), "{everysec:?}");
    }
}
