//! Whether everybody has got to where they should be. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use crate::chaos::{
    checker::{Kind, Violation},
    plan::{Dialect, Plan},
    status::Status,
};

/// All clients of a run, and how each is doing; `None` for those that are gone for good.
#[derive(Debug)]
pub(crate) struct Audience<'a> {
    pub(crate) plan: &'a Plan,
    /// The ids of people, by their numbers.
    pub(crate) people: &'a [String],
    pub(crate) clients: Vec<Option<Status>>,
}

impl Audience<'_> {
    /// Who has not got to the end of their room: not connected, something waiting, or behind the others.
    pub(crate) fn unsettled(&self) -> Vec<Violation> {
        let mut newest = BTreeMap::new();
        for (number, status) in self.present() {
            let newest: &mut Option<_> = newest.entry(self.plan.cast[number].room).or_default();
            *newest = (*newest).max(status.newest);
        }
        let is_behind = |number: usize, status: &Status| {
            let role = self.plan.cast[number];
            role.dialect == Dialect::V1 && Some(&status.newest) != newest.get(&role.room)
        };
        self.present()
            .filter(|(number, status)| {
                status.node.is_none() || !status.settled || is_behind(*number, status)
            })
            .map(|(number, status)| {
                let detail = format!("on node {:?}, {}", status.node, status.words);
                Violation::new(Kind::Stuck, &format!("client {number}"), detail)
            })
            .collect()
    }

    /// Who sees other people in their room than there are.
    pub(crate) fn mistaken(&self) -> Vec<Violation> {
        let mut there: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (number, _) in self.present() {
            let role = self.plan.cast[number];
            there.entry(role.room).or_default().insert(&self.people[role.person]);
        }
        let mut mistaken = Vec::new();
        for (number, status) in self.present() {
            let role = self.plan.cast[number];
            let seen = status.people.iter().flatten().map(String::as_str).collect();
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
    use crate::{chaos::plan::Wish, wire::Id};

    /// Everybody has settled, and sees who is there.
    fn checked(change: impl FnOnce(&mut Vec<Option<Status>>)) -> (Vec<Kind>, Vec<Kind>, usize) {
        let wish = Wish { seed: 1, length: Duration::from_secs(10), store: None, nodes: Some(1) };
        let plan = Plan::draw(wish);
        let people: Vec<_> = (0..plan.people).map(|person| format!("p{person:02}")).collect();
        let in_room = |room| -> BTreeSet<_> {
            let there = plan.cast.iter().filter(|role| role.room == room);
            there.map(|role| people[role.person].clone()).collect()
        };
        let status = |room| Status {
            node: Some(0),
            settled: true,
            newest: Some(Id { ms: 1, seq: 7 }),
            people: Some(in_room(room).into_iter().collect()),
            words: String::new(),
        };
        let mut clients: Vec<_> = plan.cast.iter().map(|role| Some(status(role.room))).collect();
        change(&mut clients);
        let audience = Audience { plan: &plan, people: &people, clients };
        let kinds = |found: Vec<Violation>| found.iter().map(|one| one.kind).collect();
        (kinds(audience.unsettled()), kinds(audience.mistaken()), audience.fullest_node())
    }

    #[test]
    fn an_audience_that_has_settled_is_fine() {
        assert_eq!(checked(|_| {}), (vec![], vec![], 0));
    }

    #[test]
    fn whoever_is_stuck_is_found() {
        let set =
            |change: fn(&mut Status)| checked(|all| change(all[0].as_mut().expect("there"))).0;
        assert_eq!(set(|status| status.node = None), [Kind::Stuck]);
        assert_eq!(set(|status| status.settled = false), [Kind::Stuck]);
        assert_eq!(set(|status| status.newest = None), [Kind::Stuck]);
    }

    #[test]
    fn ghosts_and_people_nobody_sees_are_found() {
        let set = |change: fn(&mut Vec<String>)| {
            checked(|all| change(all[0].as_mut().and_then(|it| it.people.as_mut()).expect("there")))
                .1
        };
        assert_eq!(set(|people| people.push("ghost".into())), [Kind::Presence]);
        assert_eq!(set(|people| drop(people.pop())), [Kind::Presence]);
        // The first two clients are tabs of one person: one may go without a difference.
        assert_eq!(checked(|all| all[0] = None).1, []);
        assert!(!checked(|all| all[2] = None).1.is_empty());
    }
}
