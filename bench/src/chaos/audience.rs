//! Whether everybody has got to where they should be. No I/O.

use std::collections::BTreeMap;

use crate::{
    chaos::{
        checker::{Kind, Violation},
        plan::{Dialect, Plan},
        status::Status,
    },
    wire::Who,
};

/// All clients of a run, and how each is doing; `None` for those that are gone for good.
#[derive(Debug)]
pub(crate) struct Audience<'a> {
    pub(crate) plan: &'a Plan,
    /// People as they are to be seen, by their numbers.
    pub(crate) people: Vec<Who>,
    pub(crate) clients: Vec<Option<Status>>,
}

impl Audience<'_> {
    /// Who has not got to the end of their room: not connected, something waiting, or behind the others.
    pub(crate) fn unsettled(&self) -> Vec<Violation> {
        let mut ends: BTreeMap<usize, &Status> = BTreeMap::new();
        for (number, status) in self.present() {
            let end = ends.entry(self.plan.cast[number].room).or_insert(status);
            if (status.newest, status.shown) > (end.newest, end.shown) {
                *end = status;
            }
        }
        let is_behind = |number: usize, status: &Status| {
            let role = self.plan.cast[number];
            ends.get(&role.room).is_some_and(|end| match role.dialect {
                Dialect::V1 => (status.newest, status.shown) != (end.newest, end.shown),
                Dialect::Tutorial => status.last.is_some() && status.last != end.last,
            })
        };
        self.present()
            .filter(|(number, status)| {
                status.node.is_none() || !status.settled || is_behind(*number, status)
            })
            .map(|(number, status)| {
                let Status { node, last, shown, words, .. } = status;
                let last = last.map(|stamp| stamp.to_string());
                let detail = format!("on node {node:?}, {words}, {shown} shown, last: {last:?}");
                Violation::new(Kind::Stuck, &format!("client {number}"), detail)
            })
            .collect()
    }

    /// How many messages everybody in a room shows at least.
    pub(crate) fn least_shown(&self, room: usize) -> usize {
        let is_there = |number: usize| {
            let role = self.plan.cast[number];
            role.room == room && role.dialect == Dialect::V1
        };
        let there = self.present().filter(|(number, _)| is_there(*number));
        there.map(|(_, status)| status.shown).min().unwrap_or_default()
    }

    /// Who sees other people in their room than there are, or under other names.
    pub(crate) fn mistaken(&self) -> Vec<Violation> {
        let mut there: BTreeMap<usize, BTreeMap<&str, &str>> = BTreeMap::new();
        for (number, _) in self.present() {
            let role = self.plan.cast[number];
            let Who { id, nickname } = &self.people[role.person];
            there.entry(role.room).or_default().insert(id, nickname);
        }
        let mut mistaken = Vec::new();
        for (number, status) in self.present() {
            let role = self.plan.cast[number];
            let seen = status.people.iter().flatten();
            let seen = seen.map(|who| (who.id.as_str(), who.nickname.as_str())).collect();
            if role.dialect == Dialect::V1 && there.get(&role.room) != Some(&seen) {
                let there = there.get(&role.room);
                let detail =
                    format!("sees {seen:?} on node {:?}, there are {there:?}", status.node);
                mistaken.push(Violation::new(Kind::Presence, &format!("client {number}"), detail));
            }
        }
        mistaken
    }

    /// The node with the most clients.
    pub(crate) fn fullest_node(&self) -> usize {
        (0..self.plan.nodes).max_by_key(|&node| self.on(node).len()).unwrap_or_default()
    }

    /// The clients on a node.
    pub(crate) fn on(&self, node: usize) -> Vec<usize> {
        let there = self.present().filter(|(_, status)| status.node == Some(node));
        there.map(|(number, _)| number).collect()
    }

    /// How many clients on other nodes than this see who is in their room.
    pub(crate) fn observers_of(&self, node: usize) -> usize {
        let sees = |number: usize| self.plan.cast[number].dialect == Dialect::V1;
        let elsewhere = self.present().filter(|(_, status)| status.node != Some(node));
        elsewhere.filter(|(number, _)| sees(*number)).count()
    }

    fn present(&self) -> impl Iterator<Item = (usize, &Status)> {
        let clients = self.clients.iter().enumerate();
        clients.filter_map(|(number, status)| Some((number, status.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        chaos::{plan::Wish, stamp::Stamp},
        wire::Id,
    };

    /// Everybody has settled, and sees who is there; then something changes.
    fn checked(change: impl FnOnce(&mut Audience)) -> (Vec<Kind>, Vec<Kind>) {
        let wish = Wish { seed: 1, length: Duration::from_secs(10), store: None, nodes: Some(1) };
        let plan = Plan::draw(wish);
        let who = |person| Who { id: format!("p{person:02}"), nickname: format!("P{person}") };
        let people: Vec<_> = (0..plan.people).map(who).collect();
        let in_room = |room| {
            let mut there: Vec<_> = plan.cast.iter().filter(|role| role.room == room).collect();
            there.dedup_by_key(|role| role.person);
            there.iter().map(|role| people[role.person].clone()).collect()
        };
        let status = |room| Status {
            node: Some(0),
            settled: true,
            newest: Some(Id { ms: 1, seq: 7 }),
            last: Some(Stamp { client: 0, room, number: 1 }),
            shown: 7,
            people: Some(in_room(room)),
            words: String::new(),
        };
        let clients: Vec<_> = plan.cast.iter().map(|role| Some(status(role.room))).collect();
        let mut audience = Audience { plan: &plan, people: people.clone(), clients };
        change(&mut audience);
        assert_eq!(audience.fullest_node(), 0);
        let kinds = |found: Vec<Violation>| found.iter().map(|one| one.kind).collect();
        (kinds(audience.unsettled()), kinds(audience.mistaken()))
    }

    fn first<'a>(audience: &'a mut Audience) -> &'a mut Status {
        audience.clients[0].as_mut().expect("there")
    }

    /// The first that speaks the tutorial's dialect.
    fn page<'a>(audience: &'a mut Audience) -> &'a mut Status {
        let is_page = |role: &crate::chaos::plan::Role| role.dialect == Dialect::Tutorial;
        let number = audience.plan.cast.iter().position(is_page).expect("in each room");
        audience.clients[number].as_mut().expect("there")
    }

    #[test]
    fn an_audience_that_has_settled_is_fine() {
        assert_eq!(checked(|_| {}), (vec![], vec![]));
    }

    #[test]
    fn whoever_is_stuck_is_found() {
        let stuck = |change: fn(&mut Audience)| assert_eq!(checked(change).0, [Kind::Stuck]);
        stuck(|all| first(all).node = None);
        stuck(|all| first(all).settled = false);
        stuck(|all| first(all).newest = None);
        stuck(|all| first(all).shown = 6);
        stuck(|all| page(all).last = Some(Stamp { client: 9, room: 0, number: 9 }));
        assert_eq!(checked(|all| page(all).last = None).0, [], "it shows nothing yet");
    }

    #[test]
    fn ghosts_and_people_nobody_sees_are_found() {
        let mistaken = |change: fn(&mut Vec<Who>)| {
            checked(|all| change(first(all).people.as_mut().expect("there"))).1
        };
        let ghost = |people: &mut Vec<Who>| {
            people.push(Who { id: "ghost".into(), nickname: "Ghost".into() });
        };
        assert_eq!(mistaken(ghost), [Kind::Presence]);
        assert_eq!(mistaken(|people| drop(people.pop())), [Kind::Presence]);
        // The first two clients are tabs of one person: one may go without a difference.
        assert_eq!(checked(|all| all.clients[0] = None).1, []);
        assert!(!checked(|all| all.clients[2] = None).1.is_empty());
    }

    #[test]
    fn a_name_that_is_not_the_newest_is_found() {
        let old = |all: &mut Audience| {
            first(all).people.as_mut().expect("there")[0].nickname = "before".into();
        };
        assert_eq!(checked(old).1, [Kind::Presence]);
        assert!(!checked(|all| all.people[0].nickname = "Countess".into()).1.is_empty());
    }
}
