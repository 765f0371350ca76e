use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn person(id: &str, nickname: &str) -> Author {
    Author { id: UserId::new(id.into()), nickname: Nickname::parse(nickname).expect("a name") }
}

/// Several nodes whose gossip reaches everybody, unless it is lost.
struct Cluster {
    nodes: Vec<Roster>,
    frames: usize,
    now: Instant,
}

impl Cluster {
    fn of(nodes: usize) -> Self {
        let now = Instant::now();
        let nodes = (0..nodes).map(|n| Roster::new(n.to_string(), now)).collect();
        Self { nodes, frames: 0, now }
    }

    fn enter(&mut self, node: usize, id: &str) {
        self.nodes[node].enter(&person(id, id), 0, self.now);
    }

    fn leave(&mut self, node: usize, id: &str) {
        self.nodes[node].leave(&UserId::new(id.into()), self.now);
    }

    /// Lets time pass; whoever is `dead` says and hears nothing, and every `lost`th word does not arrive.
    fn pass(&mut self, time: Duration, dead: Option<usize>, lost: Option<usize>) {
        let end = self.now + time;
        let mut said = 0;
        while self.now < end {
            for speaker in 0..self.nodes.len() {
                let roster = &mut self.nodes[speaker];
                if dead == Some(speaker) || roster.due().is_none_or(|due| due > self.now) {
                    continue;
                }
                let telling = roster.tell(self.now, false);
                self.frames += usize::from(telling.changed.is_some());
                for gossip in telling.gossip {
                    said += 1;
                    if lost.is_some_and(|lost| said % lost == 0) {
                        continue;
                    }
                    for (listener, roster) in self.nodes.iter_mut().enumerate() {
                        if dead != Some(listener) {
                            roster.hear(gossip.clone(), self.now);
                        }
                    }
                }
            }
            self.now += Duration::from_millis(50);
        }
    }

    fn seen(&self, node: usize) -> Vec<String> {
        let people = self.nodes[node].people();
        let listed = people.listed.expect("the whole");
        assert_eq!(people.count, listed.len());
        listed.iter().map(|person| person.nickname.to_string()).collect()
    }
}

const MOMENT: Duration = Duration::from_secs(2);

#[test]
fn everybody_is_seen_on_every_node_once() {
    let mut cluster = Cluster::of(2);
    cluster.enter(0, "ada");
    cluster.enter(0, "ada");
    cluster.enter(1, "ada");
    cluster.enter(1, "bob");
    cluster.pass(MOMENT, None, None);
    for node in 0..2 {
        assert_eq!(cluster.seen(node), ["ada", "bob"]);
    }
    cluster.leave(0, "ada");
    cluster.leave(1, "ada");
    cluster.pass(MOMENT, None, None);
    assert_eq!(cluster.seen(1), ["ada", "bob"], "she has another page open");
    cluster.leave(0, "ada");
    cluster.pass(MOMENT, None, None);
    assert_eq!(cluster.seen(1), ["bob"]);
}

#[test]
fn a_node_that_opens_the_room_later_learns_who_is_there() {
    let mut cluster = Cluster::of(1);
    cluster.enter(0, "ada");
    cluster.pass(MOMENT, None, None);
    cluster.nodes.push(Roster::new("later".into(), cluster.now));
    cluster.enter(1, "bob");
    cluster.pass(MOMENT, None, None);
    assert_eq!(cluster.seen(1), ["ada", "bob"]);
}

#[test]
fn the_people_of_a_killed_node_are_gone_within_thirty_seconds() {
    let mut cluster = Cluster::of(2);
    cluster.enter(0, "ada");
    cluster.enter(1, "bob");
    cluster.pass(Duration::from_secs(60), None, None);
    assert_eq!(cluster.seen(0), ["ada", "bob"], "who is alive stays");
    cluster.pass(Duration::from_secs(28), Some(1), None);
    assert_eq!(cluster.seen(0), ["ada"]);
}

#[test]
fn the_people_of_a_node_that_ends_are_gone_at_once() {
    let mut cluster = Cluster::of(2);
    cluster.enter(0, "ada");
    cluster.enter(1, "bob");
    cluster.pass(MOMENT, None, None);
    let farewell = cluster.nodes[1].farewell().expect("somebody was there");
    assert_eq!(cluster.nodes[1].farewell(), None, "once");
    let now = cluster.now;
    cluster.nodes[0].hear(farewell, now);
    cluster.pass(MOMENT, Some(1), None);
    assert_eq!(cluster.seen(0), ["ada"]);
}

#[test]
fn a_node_that_is_deaf_buries_nobody() {
    let mut cluster = Cluster::of(2);
    cluster.enter(0, "ada");
    cluster.enter(1, "bob");
    cluster.pass(MOMENT, None, None);
    for _ in 0..10 {
        cluster.now += Duration::from_secs(10);
        cluster.nodes[0].tell(cluster.now, true);
    }
    cluster.nodes[0].resync(cluster.now);
    cluster.pass(MOMENT, None, None);
    assert_eq!(cluster.seen(0), ["ada", "bob"]);
}

#[test]
fn the_newest_name_counts_wherever_it_was_taken() {
    let mut cluster = Cluster::of(2);
    cluster.enter(0, "ada");
    cluster.enter(1, "ada");
    let now = cluster.now;
    cluster.nodes[1].rename(&person("ada", "Countess"), 5, now);
    cluster.pass(MOMENT, None, None);
    for node in 0..2 {
        assert_eq!(cluster.seen(node), ["Countess"]);
    }
}

#[test]
fn a_thousand_people_who_arrive_are_a_frame_a_second() {
    let mut cluster = Cluster::of(2);
    for n in 0..1000 {
        cluster.enter(n % 2, &format!("{n:04}"));
        cluster.pass(Duration::from_millis(10), None, None);
    }
    cluster.pass(MOMENT, None, None);
    assert_eq!(cluster.nodes[0].people().count, 1000);
    assert_eq!(cluster.nodes[0].people().listed.map(|listed| listed.len()), Some(LISTED_PEOPLE));
    // Ten ticks of 50 ms pass for every ten people: fifty seconds on two nodes.
    assert!(cluster.frames <= 2 * 55, "{}", cluster.frames);
}

#[test]
fn a_list_that_is_the_same_is_not_told_again() {
    let mut roster = Roster::new("a".into(), Instant::now());
    let mut now = Instant::now();
    (0..LISTED_PEOPLE).for_each(|n| roster.enter(&person(&format!("a{n}"), "x"), 0, now));
    now += PACE;
    assert!(roster.tell(now, false).changed.is_some_and(|people| people.listed.is_some()));
    roster.enter(&person("z", "last"), 0, now);
    now += PACE;
    let changed = roster.tell(now, false).changed.expect("one more");
    assert_eq!((changed.count, changed.listed), (LISTED_PEOPLE + 1, None));
}

proptest! {
    #[test]
    fn whatever_is_lost_on_the_way_everybody_agrees_in_the_end(
        moves in prop::collection::vec((0..3usize, "[a-d]", any::<bool>(), 0..3000u64), 0..40),
        lost in 2..6usize,
    ) {
        let mut cluster = Cluster::of(3);
        let mut seats: Vec<(usize, String)> = Vec::new();
        for (node, id, enters, pause) in moves {
            if enters {
                cluster.enter(node, &id);
                seats.push((node, id));
            } else if let Some(at) = seats.iter().position(|seat| *seat == (node, id.clone())) {
                cluster.leave(node, &id);
                seats.remove(at);
            }
            cluster.pass(Duration::from_millis(pause), None, Some(lost));
        }
        cluster.pass(Duration::from_secs(60), None, None);
        let expected: BTreeSet<_> = seats.into_iter().map(|(_, id)| id).collect();
        for node in 0..3 {
            prop_assert_eq!(cluster.seen(node).into_iter().collect::<BTreeSet<_>>(), expected.clone());
        }
    }
}
