use proptest::prelude::*;
use protocol::Text;

use super::*;

/// A log as simple as can be: the truth that windows are held against.
#[derive(Debug)]
struct Truth {
    epoch: Epoch,
    messages: Vec<Message>,
    next: u64,
    trimmed: bool,
}

impl Truth {
    fn new() -> Self {
        Self { epoch: Epoch::fresh(), messages: Vec::new(), next: 1, trimmed: false }
    }

    fn spoken(count: u64) -> Self {
        let mut truth = Self::new();
        (0..count).for_each(|_| drop(truth.append("hi")));
        truth
    }

    fn append(&mut self, text: &str) -> (Message, MessageId) {
        let prev = self.last();
        let id = MessageId { ms: self.next, seq: 0 };
        self.next += 1;
        let text = Text::parse(text).expect("a text");
        let message = Message { id, author: None, text, nonce: None };
        self.messages.push(message.clone());
        (message, prev)
    }

    fn last(&self) -> MessageId {
        self.messages.last().map_or(MessageId::START, |message| message.id)
    }

    /// What the store had not written yet is gone, and it knows that something may be.
    fn lose(&mut self, count: usize) {
        self.messages.truncate(self.messages.len().saturating_sub(count));
        self.epoch = Epoch::fresh();
    }

    fn trim(&mut self, keep: usize) {
        let gone = self.messages.len().saturating_sub(keep);
        self.messages.drain(..gone);
        self.trimmed |= gone > 0;
    }

    fn tail(&self) -> Tail {
        Tail { epoch: self.epoch.clone(), last: self.last() }
    }

    fn newest(&self) -> Page {
        let skipped = self.messages.len().saturating_sub(Window::CAPACITY);
        Page {
            epoch: self.epoch.clone(),
            messages: self.messages[skipped..].to_vec(),
            more: skipped > 0 || self.trimmed,
        }
    }

    fn after(&self, since: MessageId) -> Sequel {
        let at = self.messages.partition_point(|message| message.id <= since);
        let joined = match since {
            MessageId::START => !self.trimmed,
            _ => at > 0 && self.messages[at - 1].id == since,
        };
        let missed = &self.messages[at..];
        Sequel {
            epoch: self.epoch.clone(),
            joined,
            messages: missed[..missed.len().min(RESUME_MESSAGES)].to_vec(),
            more: missed.len() > RESUME_MESSAGES,
        }
    }
}

fn ids(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.ms).collect()
}

fn id(ms: u64) -> MessageId {
    MessageId { ms, seq: 0 }
}

fn window_of(truth: &Truth) -> Window {
    let mut window = Window::default();
    window.begin(truth.newest());
    window
}

#[test]
fn what_goes_on_is_delivered_and_what_does_not_is_read() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let (second, after_first) = truth.append("second");
    let (third, after_second) = truth.append("third");
    assert_eq!(ids(&window.offer(second.clone(), after_first)), [2]);
    assert_eq!(ids(&window.offer(second, after_first)), [] as [u64; 0], "once");
    truth.append("lost");
    let (fifth, after_fourth) = truth.append("fifth");
    assert_eq!(ids(&window.offer(fifth.clone(), after_fourth)), [] as [u64; 0]);
    assert!(window.has_hole());
    assert_eq!(window.want(), Want::After(id(2)));
    assert_eq!(window.fill(id(2), truth.after(id(2))).map(|told| ids(&told)), Some(vec![3, 4, 5]));
    assert_eq!(ids(&window.offer(third, after_second)), [] as [u64; 0]);
    assert!(!window.has_hole());
}

#[test]
fn what_comes_early_waits_for_what_it_follows() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let (second, after_first) = truth.append("second");
    let (third, after_second) = truth.append("third");
    assert_eq!(ids(&window.offer(third, after_second)), [] as [u64; 0]);
    assert!(window.has_hole());
    assert_eq!(ids(&window.offer(second, after_first)), [2, 3]);
    assert!(!window.has_hole());
}

#[test]
fn what_rings_and_is_not_in_the_log_is_not_waited_for() {
    let truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let mut other = Truth::spoken(5);
    let (lost, prev) = other.append("lost with its store");
    window.offer(lost, prev);
    assert_eq!(window.want(), Want::After(id(1)));
    assert_eq!(window.fill(id(1), truth.after(id(1))), Some(Vec::new()));
    assert!(!window.has_hole());
}

#[test]
fn what_rings_while_the_log_is_read_is_still_waited_for() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let since = match window.want() {
        Want::After(since) => since,
        Want::Newest => panic!("it has begun"),
    };
    let read = truth.after(since);
    truth.append("rings later");
    let (third, prev) = truth.append("rings now");
    window.offer(third, prev);
    assert_eq!(window.fill(since, read), Some(Vec::new()));
    assert!(window.has_hole());
}

#[test]
fn what_was_told_while_the_log_was_read_is_not_told_again() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let (second, prev) = truth.append("second");
    truth.append("third");
    let read = truth.after(id(1));
    assert_eq!(ids(&window.offer(second, prev)), [2]);
    assert_eq!(window.fill(id(1), read).map(|told| ids(&told)), Some(vec![3]));
}

#[test]
fn a_window_that_does_not_go_on_has_to_begin_anew() {
    let truth = Truth::spoken(400);
    let mut behind = window_of(&Truth { messages: Vec::new(), ..Truth::spoken(0) });
    assert_eq!(behind.fill(MessageId::START, truth.after(MessageId::START)), None, "too many");
    let mut window = window_of(&truth);
    assert_eq!(window.fill(id(400), Truth::spoken(400).after(id(400))), None, "another epoch");
    let mut lost = Truth { epoch: truth.epoch.clone(), ..Truth::spoken(399) };
    lost.next = 500;
    lost.append("after the loss");
    assert_eq!(window.fill(id(400), lost.after(id(400))), None, "its end is gone");
    assert!(window.differs(&lost.tail()));
    window.begin(lost.newest());
    assert!(!window.differs(&lost.tail()));
}

#[test]
fn a_reader_gets_all_it_missed_or_a_fresh_start() {
    let truth = Truth::spoken(400);
    let window = window_of(&truth);
    let epoch = truth.epoch.as_str();
    let replay = |ms| window.replay(Some((id(ms), epoch)));
    assert_eq!(replay(400), Replay::Resume(Vec::new()));
    let Replay::Resume(missed) = replay(100) else { panic!("{:?}", replay(100)) };
    assert_eq!(ids(&missed), (101..=400).collect::<Vec<_>>(), "as many as may be missed");
    assert_eq!(replay(401), Replay::Behind, "another node may be ahead");
    for since in
        [Some((id(99), epoch)), Some((id(300), "another")), Some((MessageId::START, epoch)), None]
    {
        let Replay::Reset { messages, older } = window.replay(since) else { panic!("{since:?}") };
        assert_eq!(ids(&messages), (351..=400).collect::<Vec<_>>());
        assert!(older);
    }
    assert_eq!(Window::default().replay(None), Replay::Unknown);
}

#[test]
fn an_id_that_stands_between_two_is_forged() {
    let truth = Truth::spoken(10);
    let forged = MessageId { ms: 5, seq: 7 };
    let replay = window_of(&truth).replay(Some((forged, truth.epoch.as_str())));
    assert!(matches!(replay, Replay::Reset { .. }), "{replay:?}");
}

#[test]
fn a_small_room_is_resumed_from_its_start() {
    let truth = Truth::spoken(3);
    let replay = window_of(&truth).replay(Some((MessageId::START, truth.epoch.as_str())));
    let Replay::Resume(missed) = replay else { panic!("{replay:?}") };
    assert_eq!(ids(&missed), [1, 2, 3]);
}

#[test]
fn a_window_and_a_page_are_bounded_in_bytes_too() {
    let mut truth = Truth::new();
    let long = "x".repeat(16 * 1024);
    (0..100).for_each(|_| drop(truth.append(&long)));
    let window = window_of(&truth);
    let Some(known) = &window.known else { panic!("it has begun") };
    assert_eq!(known.messages.len(), 9, "8 times 16 KiB after the first");
    assert!(known.bytes <= RESUME_BYTES);
    let Replay::Reset { messages, older } = window.newest() else { panic!("it has begun") };
    assert_eq!((messages.len(), older), (8, true));
    let epoch = truth.epoch.as_str();
    assert!(matches!(window.replay(Some((id(95), epoch))), Replay::Resume(_)));
    assert!(matches!(window.replay(Some((id(80), epoch))), Replay::Reset { .. }));
}

#[test]
fn whoever_cannot_begin_anew_is_told_what_was_said_since() {
    let mut truth = Truth::spoken(3);
    let mut window = Window::default();
    let (fourth, after_third) = truth.append("heard before the log was read");
    window.offer(fourth, after_third);
    assert_eq!(ids(&window.begin(truth.newest())), [4], "and nothing of what was said before");
    (0..400).for_each(|_| drop(truth.append("missed")));
    let told = window.begin(truth.newest());
    assert_eq!(told.len(), Window::CAPACITY);
    assert_eq!(window.begin(truth.newest()), []);
}

/// Somebody in the room, as a connection treats them: what is not newer than what they were sent is not sent.
#[derive(Debug, Default)]
struct Member {
    connected: bool,
    epoch: Option<Epoch>,
    sent: Option<MessageId>,
    shown: Vec<Message>,
    doubled: bool,
}

impl Member {
    fn hear(&mut self, message: &Message) {
        if !self.connected || self.sent.is_none_or(|sent| message.id <= sent) {
            return;
        }
        self.sent = Some(message.id);
        self.show(message.clone());
    }

    fn show(&mut self, message: Message) {
        self.doubled |= self.shown.iter().any(|shown| shown.id >= message.id);
        self.shown.push(message);
    }

    fn begin(&mut self, window: &Window) {
        let (epoch, last) = window.position().expect("it has begun");
        let Replay::Reset { messages, .. } = window.newest() else { panic!("it has begun") };
        (self.epoch, self.sent) = (Some(epoch.clone()), Some(last));
        self.shown = messages;
    }

    /// Comes back with what it shows.
    fn resume(&mut self, window: &mut Window, truth: &Truth) {
        self.connected = true;
        let shown = self.shown.last().map(|message| message.id);
        for _ in 0..2 {
            let since = shown.zip(self.epoch.as_ref().map(Epoch::as_str));
            match window.replay(since) {
                Replay::Behind => drop(read(window, truth)),
                Replay::Resume(missed) => {
                    self.sent = missed.last().map(|message| message.id).or(shown);
                    return missed.into_iter().for_each(|message| self.show(message));
                }
                Replay::Reset { .. } | Replay::Unknown => return self.begin(window),
            }
        }
        self.begin(window);
    }
}

/// What the driver does when something is missing. True when everybody has to begin anew.
fn read(window: &mut Window, truth: &Truth) -> (Vec<Message>, bool) {
    if let Want::After(since) = window.want()
        && let Some(told) = window.fill(since, truth.after(since))
    {
        return (told, false);
    }
    window.begin(truth.newest());
    (Vec::new(), true)
}

#[derive(Clone, Debug)]
enum Step {
    Append,
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
        8 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(which, again)| Step::Ring { which, again }),
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

proptest! {
    #[test]
    fn whatever_the_layer_does_each_member_is_told_the_log_in_order_and_once(steps in steps()) {
        let mut truth = Truth::new();
        let mut window = window_of(&truth);
        let mut bell: Vec<(Message, MessageId)> = Vec::new();
        let mut members: [Member; 3] = Default::default();
        members.iter_mut().for_each(|member| member.resume(&mut window, &truth));
        for step in steps.into_iter().chain([Step::Heartbeat, Step::Resume(0), Step::Resume(1), Step::Resume(2)]) {
            let mut told: Vec<Message> = Vec::new();
            let mut missing = false;
            match step {
                Step::Append => bell.push(truth.append("hi")),
                Step::Burst => (0..RESUME_MESSAGES / 2).for_each(|_| drop(truth.append("hi"))),
                Step::Ring { which, again } if !bell.is_empty() => {
                    let at = which.index(bell.len());
                    let (message, prev) = if again { bell[at].clone() } else { bell.remove(at) };
                    told = window.offer(message, prev);
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
                told.iter().for_each(|message| member.hear(message));
            }
        }
        prop_assert!(!window.differs(&truth.tail()));
        for member in &members {
            prop_assert!(!member.doubled);
            // What was trimmed away from the log may still be shown; from there on it is the log.
            let held = truth.messages.first().map_or(id(u64::MAX), |first| first.id);
            let shown: Vec<_> = member.shown.iter().filter(|message| message.id >= held).cloned().collect();
            prop_assert!(truth.messages.ends_with(&shown), "{:?} in {:?}", ids(&shown), ids(&truth.messages));
            if let Some(last) = truth.messages.last() {
                prop_assert_eq!(member.shown.last(), Some(last));
            }
        }
    }
}
