//! The hub against a model so simple that it can be believed: one list of all messages, one list
//! of all memberships, and every rule applied by looking at all of them.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::Pattern;

const CHANNELS: [&str; 4] = ["a", "b", "specific.p!x", "small"];
const GROUPS: [&str; 2] = ["g", "h"];
const EXPIRY: Duration = Duration::from_secs(60);
const GROUP_EXPIRY: Duration = Duration::from_secs(300);

#[derive(Debug, Clone)]
enum Step {
    Send(usize),
    GroupSend(usize),
    Receive(usize),
    Add(usize, usize),
    Discard(usize, usize),
    Forget(usize),
    Clear,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let (channel, group) = (0..CHANNELS.len(), 0..GROUPS.len());
    prop_oneof![
        8 => channel.clone().prop_map(Step::Send),
        6 => group.clone().prop_map(Step::GroupSend),
        6 => channel.clone().prop_map(Step::Receive),
        6 => (group.clone(), channel.clone()).prop_map(|(g, c)| Step::Add(g, c)),
        2 => (group, channel.clone()).prop_map(|(g, c)| Step::Discard(g, c)),
        1 => channel.prop_map(Step::Forget),
        1 => Just(Step::Clear),
        4 => prop_oneof![0_u64..40, Just(60), 200_u64..400].prop_map(Step::Wait),
    ]
}

#[derive(Default)]
struct Model {
    /// Channel, time of sending, serial number.
    messages: Vec<(usize, Instant, i64)>,
    /// Group, channel, time of adding.
    members: Vec<(usize, usize, Instant)>,
}

impl Model {
    fn send(&mut self, channel: usize, serial: i64, when_full: WhenFull, now: Instant) -> Placed {
        self.messages.retain(|(_, sent, _)| now - *sent < EXPIRY);
        let waiting = self.messages.iter().filter(|message| message.0 == channel).count();
        let is_full = waiting >= if CHANNELS[channel] == "small" { 1 } else { 3 };
        if is_full && when_full == WhenFull::Refuse {
            return Placed::Refused;
        }
        if is_full {
            let oldest = self.messages.iter().position(|message| message.0 == channel);
            self.messages.remove(oldest.unwrap());
        }
        self.messages.push((channel, now, serial));
        if is_full { Placed::Displaced } else { Placed::Queued }
    }

    fn receive(&mut self, channel: usize, now: Instant) -> Option<i64> {
        self.messages.retain(|(_, sent, _)| now - *sent < EXPIRY);
        let first = self.messages.iter().position(|message| message.0 == channel)?;
        Some(self.messages.remove(first).2)
    }
}

fn check(steps: Vec<Step>, when_full: WhenFull) {
    let options = Options {
        capacity: 3,
        channel_capacity: vec![(Pattern::new("sm*"), 1), (Pattern::new("small"), 9)],
        expiry: EXPIRY,
        group_expiry: GROUP_EXPIRY,
        ..Options::default()
    };
    let channels = CHANNELS.map(|name| ChannelName::parse(name).unwrap());
    let groups = GROUPS.map(|name| GroupName::parse(name).unwrap());
    let (mut hub, mut model) = (Hub::new(options, when_full), Model::default());
    let mut now = Instant::now();
    for (serial, step) in (0_i64..).zip(steps) {
        let message = Message::new("t").with("serial", serial);
        match step {
            Step::Send(c) => assert_eq!(
                hub.send(&channels[c], message, now),
                model.send(c, serial, when_full, now)
            ),
            Step::GroupSend(g) => {
                let spread = hub.group_send(&groups[g], &message, now);
                if when_full == WhenFull::Refuse {
                    model.members.retain(|(_, _, added)| now - *added < GROUP_EXPIRY);
                }
                let members: Vec<_> =
                    model.members.iter().filter(|m| m.0 == g).map(|m| m.1).collect();
                let placed: Vec<_> = (members.iter())
                    .map(|c| (*c, model.send(*c, serial, when_full, now)))
                    .collect();
                let full = placed.iter().filter(|(_, placed)| *placed != Placed::Queued).count();
                let mut reached: Vec<_> = (placed.iter())
                    .filter(|(_, placed)| *placed != Placed::Refused)
                    .map(|(c, _)| channels[*c].clone())
                    .collect();
                reached.sort();
                let mut spread = spread;
                spread.reached.sort();
                assert_eq!(spread, Spread { reached, full });
            }
            Step::Receive(c) => {
                let received = hub.receive(&channels[c], now);
                let serial = received.map(|message| message.get("serial").unwrap().as_i64());
                assert_eq!(serial.flatten(), model.receive(c, now));
            }
            Step::Add(g, c) => {
                hub.group_add(&groups[g], &channels[c], now);
                model.members.retain(|m| (m.0, m.1) != (g, c));
                model.members.push((g, c, now));
            }
            Step::Discard(g, c) => {
                hub.group_discard(&groups[g], &channels[c]);
                model.members.retain(|m| (m.0, m.1) != (g, c));
            }
            Step::Forget(c) => {
                hub.forget(&channels[c]);
                model.messages.retain(|message| message.0 != c);
                model.members.retain(|m| m.1 != c);
            }
            Step::Clear => {
                hub.clear();
                model = Model::default();
            }
            Step::Wait(seconds) => now += Duration::from_secs(seconds),
        }
        hub.check_invariants();
    }
}

proptest! {
    #[test]
    fn refusing_hub_equals_the_model(steps in vec(step(), 1..80)) {
        check(steps, WhenFull::Refuse);
    }

    #[test]
    fn dropping_hub_equals_the_model(steps in vec(step(), 1..80)) {
        check(steps, WhenFull::DropOldest);
    }
}

#[test]
fn what_nobody_reads_is_swept() {
    let mut hub = Hub::new(Options::default(), WhenFull::Refuse);
    let start = Instant::now();
    for number in 0..100 {
        let name = ChannelName::parse(&format!("unread-{number}")).unwrap();
        let group = GroupName::parse(&format!("group-{number}")).unwrap();
        assert_eq!(hub.send(&name, Message::new("t"), start), Placed::Queued);
        hub.group_add(&group, &name, start);
    }
    let other = ChannelName::parse("other").unwrap();
    assert_eq!(hub.receive(&other, start + EXPIRY), None);
    assert_eq!(hub.queues.len(), 0);
    assert_eq!(hub.receive(&other, start + Duration::from_secs(86_400)), None);
    assert_eq!(hub.groups.names().len(), 0);
}
