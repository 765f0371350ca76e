use proptest::prelude::*;
use proptest::sample::Index;

/// What may happen next; people are known by a number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Say,
    /// One of the newest messages is changed by somebody.
    Change(usize, usize, usize),
    /// Many are said at once, and their doorbells ring, or are lost.
    Burst(bool),
    /// Much is said at once, and no doorbell rings.
    LongBurst,
    /// The layer brings one of what it holds, and keeps it or not.
    Ring(Index, bool),
    /// It brings all of it.
    Peal,
    LoseBell(Index),
    /// Something is asked of the log, and answered later.
    Read,
    AskTail,
    Answer,
    LoseAnswer,
    /// The room hears where its log ends, or where it ended when that was asked.
    Compare,
    Enter(usize),
    Leave(usize),
    Listen(usize),
    /// Somebody hears where the room is.
    Heartbeat(usize),
    /// Somebody comes back from another node.
    Travel(usize),
    LoseTail(usize),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        10 => Just(Step::Say),
        6 => (0..6usize, 0..3usize, 0..7usize).prop_map(|(which, who, how)| Step::Change(which, who, how)),
        2 => any::<bool>().prop_map(Step::Burst),
        1 => Just(Step::LongBurst),
        8 => (any::<Index>(), any::<bool>()).prop_map(|(which, again)| Step::Ring(which, again)),
        2 => Just(Step::Peal),
        2 => any::<Index>().prop_map(Step::LoseBell),
        8 => Just(Step::Read),
        1 => Just(Step::AskTail),
        8 => Just(Step::Answer),
        1 => Just(Step::LoseAnswer),
        3 => Just(Step::Compare),
        4 => (0..5usize).prop_map(Step::Enter),
        1 => (0..5usize).prop_map(Step::Leave),
        4 => (0..5usize).prop_map(Step::Listen),
        2 => (0..3usize).prop_map(Step::Heartbeat),
        1 => (0..3usize).prop_map(Step::Travel),
        1 => (0..4usize).prop_map(Step::LoseTail),
    ];
    prop::collection::vec(step, 0..120)
}
