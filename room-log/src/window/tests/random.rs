//! Whatever happens to a log and to the layer.

use proptest::prelude::*;
use protocol::Alteration;

use super::truth::{Truth, edit, id, react};
use super::*;

/// Somebody in the room, as a connection treats them: what is not newer than what they were sent is not sent.
#[derive(Debug, Default)]
struct Member {
    connected: bool,
    epoch: Option<Epoch>,
    sent: Option<MessageId>,
    /// Where they say that they stand.
    at: Option<MessageId>,
    shown: Vec<Message>,
    doubled: bool,
}

impl Member {
    fn hear(&mut self, entry: &Entry) {
        if !self.connected || self.sent.is_none_or(|sent| entry.id() <= sent) {
            return;
        }
        self.sent = Some(entry.id());
        self.at = self.sent;
        self.show(entry.clone());
    }

    fn show(&mut self, entry: Entry) {
        match entry {
            Entry::Message(message) => {
                self.doubled |= self.shown.iter().any(|shown| shown.id >= message.id);
                self.shown.push(message);
            }
            Entry::Change(change) if matches!(change.alteration, Alteration::Delete) => {
                self.shown.retain(|shown| shown.id != change.of);
            }
            Entry::Change(change) => {
                let changed = self.shown.iter_mut().find(|shown| shown.id == change.of);
                changed.into_iter().for_each(|message| message.apply(&change));
            }
        }
    }

    fn begin(&mut self, window: &Window) {
        let (epoch, last) = window.position().expect("it has begun");
        let Replay::Reset { messages, .. } = window.replay(None) else { panic!("it has begun") };
        (self.epoch, self.sent, self.at) = (Some(epoch.clone()), Some(last), Some(last));
        self.shown = messages;
    }

    /// Comes back with what it shows.
    fn resume(&mut self, window: &mut Window, truth: &Truth) {
        self.connected = true;
        for _ in 0..2 {
            let since = self.at.zip(self.epoch.as_ref().map(Epoch::as_str));
            match window.replay(since) {
                Replay::Behind => drop(read(window, truth)),
                Replay::Resume { messages, changes } => {
                    let (_, last) = window.position().expect("it has begun");
                    (self.sent, self.at) = (Some(last), Some(last));
                    messages.into_iter().for_each(|message| self.show(Entry::Message(message)));
                    return changes.into_iter().for_each(|change| self.show(Entry::Change(change)));
                }
                Replay::Reset { .. } | Replay::Unknown => return self.begin(window),
            }
        }
        self.begin(window);
    }
}

/// What the driver does when something is missing. True when everybody has to begin anew.
fn read(window: &mut Window, truth: &Truth) -> (Vec<Entry>, bool) {
    if let Want::After(since) = window.want() {
        match window.fill(since, truth.after(since)) {
            Filled::Whole(told) => return (told, false),
            Filled::Part(_) => {
                // What is left is for those who can begin anew.
                read(window, truth);
                return (Vec::new(), true);
            }
            Filled::Broken => {}
        }
    }
    window.begin(truth.newest());
    (Vec::new(), true)
}

#[derive(Clone, Debug)]
enum Step {
    Append,
    /// One of the newest messages is changed by somebody.
    Change {
        which: usize,
        who: usize,
        how: usize,
    },
    /// The layer brings one of what it holds, and keeps it or not.
    Ring {
        which: prop::sample::Index,
        again: bool,
    },
    Lose {
        which: prop::sample::Index,
    },
    Heartbeat,
    Leave(usize),
    Resume(usize),
    /// Many are said at once, and no doorbell rings.
    Burst,
    LoseTail(usize),
    Trim(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => Just(Step::Append),
        8 => (0..6usize, 0..3usize, 0..7usize).prop_map(|(which, who, how)| Step::Change { which, who, how }),
        12 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(which, again)| Step::Ring { which, again }),
        2 => any::<prop::sample::Index>().prop_map(|which| Step::Lose { which }),
        2 => Just(Step::Heartbeat),
        1 => (0..3usize).prop_map(Step::Leave),
        2 => (0..3usize).prop_map(Step::Resume),
        1 => Just(Step::Burst),
        1 => (0..4usize).prop_map(Step::LoseTail),
        1 => (1..40usize).prop_map(Step::Trim),
    ];
    prop::collection::vec(step, 0..120)
}

/// Changes one of the newest messages, if there are so many.
fn change(truth: &mut Truth, which: usize, who: usize, how: usize) -> Option<(Entry, MessageId)> {
    let of = truth.messages().iter().rev().nth(which)?.id;
    let alteration = match how {
        0 => edit("hello"),
        1 => edit("안녕"),
        2 => Alteration::Delete,
        how => react(["👍", "🎉"][how % 2], how > 4),
    };
    Some(truth.change(["ada", "bob", "eve"][who], of, alteration))
}

proptest! {
    #[test]
    fn whatever_the_layer_does_each_member_is_told_the_log_in_order_and_once(steps in steps()) {
        let mut truth = Truth::new();
        let mut window = window_of(&truth);
        let mut bell: Vec<(Entry, MessageId)> = Vec::new();
        let mut members: [Member; 3] = Default::default();
        members.iter_mut().for_each(|member| member.resume(&mut window, &truth));
        for step in steps.into_iter().chain([Step::Heartbeat, Step::Resume(0), Step::Resume(1), Step::Resume(2)]) {
            let mut told: Vec<Entry> = Vec::new();
            let mut missing = false;
            match step {
                Step::Append => bell.push(truth.append("hi")),
                Step::Change { which, who, how } => bell.extend(change(&mut truth, which, who, how)),
                Step::Burst => (0..RESUME_MESSAGES / 2).for_each(|_| drop(truth.append("hi"))),
                Step::Ring { which, again } if !bell.is_empty() => {
                    let at = which.index(bell.len());
                    let (entry, prev) = if again { bell[at].clone() } else { bell.remove(at) };
                    told = window.offer(entry, prev);
                }
                Step::Lose { which } if !bell.is_empty() => drop(bell.remove(which.index(bell.len()))),
                Step::Ring { .. } | Step::Lose { .. } => {}
                Step::Heartbeat => missing = window.differs(&truth.tail()) || window.has_hole(),
                Step::Leave(who) => members[who].connected = false,
                Step::Resume(who) if !members[who].connected => members[who].resume(&mut window, &truth),
                Step::Resume(_) => {}
                // What still rings from before the loss is not in the log any longer.
                Step::LoseTail(count) => truth.lose(count),
                Step::Trim(keep) => truth.trim(keep),
            }
            if missing {
                let (filled, begun) = read(&mut window, &truth);
                told.extend(filled);
                if begun {
                    members.iter_mut().filter(|member| member.connected).for_each(|member| member.begin(&window));
                }
            }
            for member in &mut members {
                told.iter().for_each(|entry| member.hear(entry));
            }
        }
        prop_assert!(!window.differs(&truth.tail()));
        let messages = truth.messages();
        // What was trimmed away from the log may still be shown; from there on it is the log.
        let held = truth.written.first().map_or(id(u64::MAX), Entry::id);
        for member in &members {
            prop_assert!(!member.doubled);
            let shown: Vec<_> = member.shown.iter().filter(|message| message.id >= held).cloned().collect();
            prop_assert!(messages.ends_with(&shown), "{:?} in {:?}", shown, messages);
            prop_assert_eq!(shown.last(), messages.last());
        }
    }
}
