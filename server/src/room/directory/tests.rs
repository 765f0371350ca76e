use proptest::{prelude::*, sample::Index};

use super::*;
use crate::room::notice::PAGE;

fn room(name: &str, people: usize) -> Listed {
    Listed { name: RoomName::parse(name).expect(name), people, last: None }
}

fn numbered(n: usize) -> Listed {
    room(&format!("room-{n}"), 1 + n)
}

/// What is listed, as `name: people`.
fn seen(directory: &Directory, now: Instant) -> Vec<String> {
    let rooms = directory.listed(now);
    rooms.iter().map(|room| format!("{}: {}", room.name, room.people)).collect()
}

/// Several nodes, and the notices between them.
struct Cluster {
    nodes: Vec<Directory>,
    /// The rooms that have people on each node.
    rooms: Vec<BTreeMap<String, usize>>,
    /// On its way to each node.
    mail: Vec<Vec<Notice>>,
    now: Instant,
}

impl Cluster {
    fn of(nodes: usize) -> Self {
        let now = Instant::now();
        let directory = |n: usize| Directory::new(n.to_string(), now);
        Self {
            nodes: (0..nodes).map(directory).collect(),
            rooms: vec![BTreeMap::new(); nodes],
            mail: vec![Vec::new(); nodes],
            now,
        }
    }

    /// So many people are in a room now, as one node knows.
    fn gather(&mut self, node: usize, name: &str, people: usize) {
        self.rooms[node].insert(name.to_owned(), people);
    }

    fn tell(&mut self, node: usize) {
        let rooms = self.rooms[node].iter().map(|(name, people)| room(name, *people));
        let notices = self.nodes[node].tell(rooms.collect::<Vec<_>>(), self.now);
        self.mail.iter_mut().for_each(|mail| mail.extend(notices.iter().cloned()));
    }

    fn deliver(&mut self) {
        for (node, mail) in self.nodes.iter_mut().zip(&mut self.mail) {
            mail.drain(..).for_each(|notice| node.hear(notice, self.now));
        }
    }

    /// Time passes, and those who are alive tell what they have to.
    fn pass(&mut self, time: Duration, alive: &[usize]) {
        let end = self.now + time;
        while self.now < end {
            alive.iter().for_each(|node| self.tell(*node));
            self.deliver();
            self.now += Duration::from_millis(500);
        }
    }

    fn seen(&self, node: usize) -> Vec<String> {
        seen(&self.nodes[node], self.now)
    }
}

const MOMENT: Duration = Duration::from_millis(500);

#[test]
fn every_node_lists_the_rooms_of_all() {
    let mut cluster = Cluster::of(2);
    cluster.gather(0, "lobby", 3);
    cluster.gather(0, "로비", 5);
    cluster.gather(1, "lobby", 4);
    cluster.gather(1, "empty", 0);
    cluster.pass(MOMENT, &[0, 1]);
    for node in 0..2 {
        assert_eq!(cluster.seen(node), ["로비: 5", "lobby: 4"], "the most that anybody knows of");
    }
}

#[test]
fn a_change_is_told_at_once_and_alone() {
    let mut cluster = Cluster::of(2);
    cluster.gather(0, "lobby", 3);
    cluster.gather(0, "tea", 2);
    cluster.pass(MOMENT, &[0, 1]);
    cluster.gather(0, "tea", 0);
    cluster.gather(0, "coffee", 1);
    cluster.tell(0);
    assert_eq!(cluster.mail[1].len(), 1);
    assert_eq!(cluster.mail[1][0].rooms, [room("coffee", 1), room("tea", 0)]);
    cluster.deliver();
    assert_eq!(cluster.seen(1), ["lobby: 3", "coffee: 1"]);
    cluster.tell(0);
    assert_eq!(cluster.mail[1], [], "nothing has changed");
}

#[test]
fn the_newest_word_counts_whoever_has_heard_it() {
    let now = Instant::now();
    let mut here = Directory::new("here".into(), now);
    let mut there = Directory::new("there".into(), now);
    let said = |people, last| Listed { last: Some(last), ..room("lobby", people) };
    let notices = there.tell([said(1, 7)], now);
    here.tell([said(2, 5)], now);
    notices.into_iter().for_each(|notice| here.hear(notice, now));
    assert_eq!(here.listed(now), [said(2, 7)]);
}

#[test]
fn a_private_room_is_neither_told_nor_believed() {
    let now = Instant::now();
    let mut honest = Directory::new("honest".into(), now);
    let private = room("k7m2-p9xq-4tbn-w3vd-h8rc", 9);
    let notices = honest.tell([private.clone(), room("lobby", 1)], now);
    assert_eq!(seen(&honest, now), ["lobby: 1"]);
    assert!(notices.iter().all(|notice| notice.rooms == [room("lobby", 1)]), "{notices:?}");
    honest.hear(Notice { node: "other".into(), turn: 1, all: None, rooms: vec![private] }, now);
    assert_eq!(seen(&honest, now), ["lobby: 1"]);
}

#[test]
fn the_rooms_of_a_dead_node_are_gone_after_its_lease() {
    let mut cluster = Cluster::of(2);
    cluster.gather(0, "here", 1);
    cluster.gather(1, "there", 1);
    cluster.pass(Duration::from_secs(60), &[0, 1]);
    assert_eq!(cluster.seen(0), ["here: 1", "there: 1"], "who is alive stays");
    cluster.pass(Duration::from_secs(10), &[0]);
    assert_eq!(cluster.seen(0), ["here: 1", "there: 1"], "it may be slow");
    cluster.pass(Duration::from_secs(6), &[0]);
    assert_eq!(cluster.seen(0), ["here: 1"]);
    assert!(cluster.nodes[0].there.is_empty(), "and nothing is kept of it");
}

#[test]
fn the_rooms_of_a_node_that_ends_are_gone_at_once() {
    let mut cluster = Cluster::of(2);
    cluster.gather(1, "there", 1);
    cluster.pass(MOMENT, &[0, 1]);
    let now = cluster.now;
    let farewell = cluster.nodes[1].farewell();
    farewell.into_iter().for_each(|notice| cluster.nodes[0].hear(notice, now));
    assert_eq!(cluster.seen(0), [""; 0]);
    assert_eq!(cluster.seen(1), [""; 0]);
}

#[test]
fn everything_is_told_again_after_an_outage() {
    let mut cluster = Cluster::of(2);
    cluster.pass(MOMENT, &[0, 1]);
    cluster.gather(0, "lobby", 1);
    cluster.tell(0);
    cluster.mail[1].clear();
    cluster.nodes[0].renew(cluster.now);
    cluster.pass(MOMENT, &[0]);
    assert_eq!(cluster.seen(1), ["lobby: 1"]);
}

#[test]
fn the_busiest_are_listed_and_told() {
    let now = Instant::now();
    let mut here = Directory::new("here".into(), now);
    let notices = here.tell((0..ROOMS + 10).map(numbered), now);
    let told: Vec<_> = notices.iter().flat_map(|notice| &notice.rooms).collect();
    assert_eq!(told.len(), ROOMS);
    assert!(told.iter().all(|room| room.people > 10), "the quietest are left out");
    assert!(notices.iter().all(|notice| notice.rooms.len() <= PAGE));
    let listed = here.listed(now);
    assert_eq!((listed.len(), &listed[0]), (LISTED_ROOMS, &numbered(ROOMS + 9)));
}

#[test]
fn what_is_remembered_is_bounded() {
    let now = Instant::now();
    let mut here = Directory::new("here".into(), now);
    let notice = |node: usize, rooms| Notice { node: node.to_string(), turn: 1, all: None, rooms };
    here.hear(notice(0, (0..2 * ROOMS).map(numbered).collect()), now);
    assert_eq!(here.there["0"].rooms.len(), ROOMS);
    for node in 1..2 * NODES {
        here.hear(notice(node, vec![numbered(node)]), now);
        assert!(here.there.len() <= NODES);
    }
    assert!(here.there.contains_key("0") && !here.there.contains_key("1"), "the busiest stay");
}

/// What may happen between nodes.
#[derive(Clone, Debug)]
enum Event {
    Gather {
        node: usize,
        room: u8,
        people: usize,
    },
    Tell(usize),
    Beat,
    /// A notice arrives, any of those on their way; it may arrive once more.
    Arrive {
        node: usize,
        which: Index,
        again: bool,
    },
    Lose {
        node: usize,
        which: Index,
    },
}

fn event() -> impl Strategy<Value = Event> {
    let node = 0..3_usize;
    let which = any::<Index>;
    prop_oneof![
        4 => (node.clone(), 0..6_u8, 0..4_usize)
            .prop_map(|(node, room, people)| Event::Gather { node, room, people }),
        4 => node.clone().prop_map(Event::Tell),
        1 => Just(Event::Beat),
        4 => (node.clone(), which(), any::<bool>())
            .prop_map(|(node, which, again)| Event::Arrive { node, which, again }),
        2 => (node, which()).prop_map(|(node, which)| Event::Lose { node, which }),
    ]
}

impl Cluster {
    fn happen(&mut self, event: &Event) {
        match *event {
            Event::Gather { node, room, people } => self.gather(node, &format!("r{room}"), people),
            Event::Tell(node) => self.tell(node),
            Event::Beat => self.now += BEAT,
            Event::Lose { node, which } if !self.mail[node].is_empty() => {
                let at = which.index(self.mail[node].len());
                self.mail[node].remove(at);
            }
            Event::Arrive { node, which, again } if !self.mail[node].is_empty() => {
                let at = which.index(self.mail[node].len());
                let notice =
                    if again { self.mail[node][at].clone() } else { self.mail[node].remove(at) };
                self.nodes[node].hear(notice, self.now);
            }
            Event::Arrive { .. } | Event::Lose { .. } => {}
        }
    }

    /// What everybody should see.
    fn truth(&self) -> Vec<String> {
        let mut most = BTreeMap::new();
        for (name, people) in self.rooms.iter().flatten().filter(|(_, people)| **people > 0) {
            let known = most.entry(name.clone()).or_insert(0);
            *known = (*known).max(*people);
        }
        let mut rooms: Vec<_> = most.into_iter().collect();
        rooms.sort_by_key(|(name, people)| (std::cmp::Reverse(*people), name.clone()));
        rooms.into_iter().map(|(name, people)| format!("{name}: {people}")).collect()
    }
}

proptest! {
    #[test]
    fn after_a_quiet_beat_all_nodes_agree(
        events in proptest::collection::vec(event(), 0..120),
        late: bool,
    ) {
        let mut cluster = Cluster::of(3);
        events.iter().for_each(|event| cluster.happen(event));
        // What is still under way arrives before all is told anew, or after it.
        let under_way = cluster.mail.clone();
        cluster.mail.iter_mut().for_each(Vec::clear);
        if !late {
            cluster.mail = under_way.clone();
            cluster.deliver();
        }
        cluster.now += BEAT;
        (0..3).for_each(|node| cluster.tell(node));
        cluster.deliver();
        if late {
            cluster.mail = under_way;
            cluster.deliver();
        }
        for node in 0..3 {
            prop_assert_eq!(cluster.seen(node), cluster.truth());
        }
    }

    #[test]
    fn a_page_that_is_lost_takes_no_other_with_it(rooms in 1..900_usize, lost: Index) {
        let now = Instant::now();
        let (mut here, mut there) = (Directory::new("a".into(), now), Directory::new("b".into(), now));
        let mut notices = there.tell((0..rooms).map(numbered), now);
        let lost = notices.remove(lost.index(notices.len()));
        notices.into_iter().for_each(|notice| here.hear(notice, now));
        let known = here.there.get("b").map_or(0, |node| node.rooms.len());
        prop_assert_eq!(known, rooms - lost.rooms.len());
    }
}
