//! One situation a test; `random` is whatever can happen, and `truth` what a window is held against.

mod random;
mod truth;

use protocol::Alteration;

use super::*;
use truth::{Truth, edit, id, react};

fn ids(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.ms).collect()
}

fn told(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.id().ms).collect()
}

fn filled(filled: Filled) -> Vec<u64> {
    let Filled::Whole(entries) = filled else { panic!("{filled:?}") };
    told(&entries)
}

/// What somebody has missed when nothing was changed.
fn resumed(replay: Replay) -> Vec<Message> {
    let Replay::Resume { messages, changes } = replay else { panic!("{replay:?}") };
    assert_eq!(changes, []);
    messages
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
    assert_eq!(told(&window.offer(second.clone(), after_first)), [2]);
    assert_eq!(told(&window.offer(second, after_first)), [] as [u64; 0], "once");
    truth.append("lost");
    let (fifth, after_fourth) = truth.append("fifth");
    assert_eq!(told(&window.offer(fifth.clone(), after_fourth)), [] as [u64; 0]);
    assert!(window.has_hole());
    assert_eq!(window.want(), Want::After(id(2)));
    assert_eq!(filled(window.fill(id(2), truth.after(id(2)))), [3, 4, 5]);
    assert_eq!(told(&window.offer(third, after_second)), [] as [u64; 0]);
    assert!(!window.has_hole());
}

#[test]
fn what_comes_early_waits_for_what_it_follows() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let (second, after_first) = truth.append("second");
    let (third, after_second) = truth.append("third");
    assert_eq!(told(&window.offer(third, after_second)), [] as [u64; 0]);
    assert!(window.has_hole());
    assert_eq!(told(&window.offer(second, after_first)), [2, 3]);
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
    assert_eq!(window.fill(id(1), truth.after(id(1))), Filled::Whole(Vec::new()));
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
    assert_eq!(window.fill(since, read), Filled::Whole(Vec::new()));
    assert!(window.has_hole());
}

#[test]
fn what_was_told_while_the_log_was_read_is_not_told_again() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let (second, prev) = truth.append("second");
    truth.append("third");
    let read = truth.after(id(1));
    assert_eq!(told(&window.offer(second, prev)), [2]);
    assert_eq!(filled(window.fill(id(1), read)), [3]);
}

#[test]
fn what_is_too_much_to_miss_is_gone_through_step_by_step() {
    let mut truth = Truth::new();
    let mut window = window_of(&truth);
    (0..700).for_each(|_| drop(truth.append("missed")));
    let mut told = Vec::new();
    for (since, count) in [(0, 300), (300, 300)] {
        assert_eq!(window.want(), Want::After(id(since)));
        let Filled::Part(entries) = window.fill(id(since), truth.after(id(since))) else {
            panic!("there is more")
        };
        assert_eq!(entries.len(), count);
        told.extend(entries);
    }
    let Filled::Whole(entries) = window.fill(id(600), truth.after(id(600))) else {
        panic!("this is the end")
    };
    told.extend(entries);
    assert!(told.iter().map(Entry::id).eq((1..=700).map(id)));
    assert!(!window.differs(&truth.tail()) && !window.has_hole());
}

#[test]
fn a_window_that_does_not_go_on_has_to_begin_anew() {
    let truth = Truth::spoken(400);
    let mut window = window_of(&truth);
    assert_eq!(
        window.fill(id(400), Truth::spoken(400).after(id(400))),
        Filled::Broken,
        "another epoch"
    );
    let mut lost = Truth::spoken(399);
    lost.epoch = truth.epoch.clone();
    lost.next = 500;
    lost.append("after the loss");
    assert_eq!(window.fill(id(400), lost.after(id(400))), Filled::Broken, "its end is gone");
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
    assert_eq!(resumed(replay(400)), []);
    let Replay::Resume { messages: missed, .. } = replay(100) else { panic!("{:?}", replay(100)) };
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
    assert_eq!(ids(&resumed(replay)), [1, 2, 3]);
}

#[test]
fn a_window_and_a_page_are_bounded_in_bytes_too() {
    let mut truth = Truth::new();
    let long = "x".repeat(16 * 1024);
    (0..100).for_each(|_| drop(truth.append(&long)));
    let window = window_of(&truth);
    let Some(known) = &window.known else { panic!("it has begun") };
    assert_eq!(known.places(), 9, "8 times 16 KiB after the first");
    let Replay::Reset { messages, older } = window.replay(None) else { panic!("it has begun") };
    assert_eq!((messages.len(), older), (8, true));
    let epoch = truth.epoch.as_str();
    assert!(matches!(window.replay(Some((id(95), epoch))), Replay::Resume { .. }));
    assert!(matches!(window.replay(Some((id(80), epoch))), Replay::Reset { .. }));
}

#[test]
fn whoever_cannot_begin_anew_is_told_what_was_said_since() {
    let mut truth = Truth::spoken(3);
    let mut window = window_of(&truth);
    let _lost = truth.append("its doorbell was lost");
    let (fifth, after_fourth) = truth.append("heard");
    window.offer(fifth, after_fourth);
    let told = window.begin(truth.newest());
    assert_eq!(ids(&told), [4, 5], "without a hole, and nothing of what was said before");
    (0..400).for_each(|_| drop(truth.append("missed")));
    let told = window.begin(truth.newest());
    assert_eq!(told.len(), Window::CAPACITY);
    assert_eq!(window.begin(truth.newest()), []);
}

#[test]
fn the_first_page_is_told_to_nobody_but_what_was_heard_and_goes_on_after_it_is() {
    let mut truth = Truth::spoken(3);
    let mut window = Window::default();
    let read = truth.newest();
    let (fourth, after_third) = truth.append("heard while the log was read");
    window.offer(fourth, after_third);
    assert_eq!(ids(&window.begin(read)), [4]);
}

#[test]
fn whoever_cannot_begin_anew_is_told_more_than_others_may_miss() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let long = "x".repeat(16 * 1024);
    (0..100).for_each(|_| drop(truth.append(&long)));
    let early = truth.append("heard while the log was read");
    let mut read = truth.newest();
    window.want();
    window.offer(early.0, early.1);
    read.messages.pop();
    assert_eq!(ids(&window.begin(read)), (2..=102).collect::<Vec<_>>());
}

fn at(truth: &Truth, since: u64) -> Option<(MessageId, &str)> {
    Some((id(since), truth.epoch.as_str()))
}

fn offer_all(window: &mut Window, bells: impl IntoIterator<Item = (Entry, MessageId)>) -> Vec<u64> {
    bells.into_iter().flat_map(|(entry, prev)| told(&window.offer(entry, prev))).collect()
}

#[test]
fn changes_are_told_in_their_place_and_shown_in_their_messages() {
    let mut truth = Truth::spoken(2);
    let mut window = window_of(&truth);
    let edited = truth.change("ada", id(1), edit("hello"));
    let liked = truth.change("bob", id(2), react("👍", true));
    let said = truth.append("and on");
    assert_eq!(offer_all(&mut window, [liked, said.clone(), said, edited]), [3, 4, 5]);
    let Replay::Reset { messages, .. } = window.replay(None) else { panic!("it has begun") };
    assert_eq!(messages, truth.messages());
    assert_eq!((messages[0].text.as_str(), messages[1].reactions.len()), ("hello", 1));
}

#[test]
fn who_resumes_gets_messages_as_they_are_and_changes_of_those_they_have() {
    let mut truth = Truth::spoken(2);
    let mut window = window_of(&truth);
    let bells = [
        truth.change("ada", id(1), edit("hello")),
        truth.append("later"),
        truth.change("bob", id(4), react("👍", true)),
        truth.change("bob", id(4), react("🎉", true)),
        truth.change("bob", id(4), react("👍", false)),
        truth.append("soon gone"),
        truth.change("bob", id(8), Alteration::Delete),
    ];
    offer_all(&mut window, bells);
    for window in [window, window_of(&truth)] {
        let Replay::Resume { messages, changes } = window.replay(at(&truth, 2)) else {
            panic!("it stands there")
        };
        assert_eq!(messages, truth.messages()[2..]);
        let changes: Vec<_> = changes.iter().map(|change| change.id.ms).collect();
        assert_eq!(changes, [3, 9], "what 8 was is gone, but somebody may have it");
        let Replay::Resume { messages, changes } = window.replay(at(&truth, 6)) else {
            panic!("it stands there")
        };
        assert_eq!((ids(&messages), changes.len()), (vec![], 2));
    }
}

#[test]
fn a_message_that_is_deleted_keeps_its_place() {
    let mut truth = Truth::spoken(3);
    let mut window = window_of(&truth);
    let bells = [
        truth.change("ada", id(3), edit("hello")),
        truth.change("ada", id(3), Alteration::Delete),
        truth.append("and on"),
    ];
    offer_all(&mut window, bells);
    for since in [3, 4] {
        let Replay::Resume { messages, changes } = window.replay(at(&truth, since)) else {
            panic!("it stood there")
        };
        assert_eq!((ids(&messages), changes.len()), (vec![6], 1), "{since}");
    }
    let Replay::Reset { messages, .. } = window_of(&truth).replay(at(&truth, 3)) else {
        panic!("a window that was read since knows nothing of it")
    };
    assert_eq!(messages, truth.messages());
}

#[test]
fn a_window_that_ends_where_something_was_deleted_goes_on() {
    let mut truth = Truth::spoken(3);
    let mut window = window_of(&truth);
    truth.change("ada", id(3), Alteration::Delete);
    truth.append("and on");
    let read = truth.after(id(3));
    assert_eq!(filled(window.fill(id(3), read)), [4, 5]);
    let Replay::Reset { messages, .. } = window.replay(None) else { panic!("it has begun") };
    assert_eq!(messages, truth.messages());
}

#[test]
fn however_much_is_changed_a_page_has_messages() {
    let mut truth = Truth::spoken(60);
    let mut window = window_of(&truth);
    for n in 0..400_u64 {
        let (entry, prev) = truth.change("ada", id(30), react("👍", n % 2 == 0));
        window.offer(entry, prev);
    }
    for window in [window, window_of(&truth)] {
        let Replay::Reset { messages, older } = window.replay(None) else { panic!("it has begun") };
        assert_eq!((messages.as_slice(), older), (&truth.messages()[10..], true));
        assert!(matches!(window.replay(at(&truth, 160)), Replay::Resume { .. }));
        assert!(matches!(window.replay(at(&truth, 159)), Replay::Reset { .. }), "too many");
    }
}

#[test]
fn messages_that_were_read_before_something_was_told_are_brought_up_to_it() {
    let mut truth = Truth::spoken(5);
    let mut window = window_of(&truth);
    truth.change("ada", id(1), react("👍", true));
    offer_all(&mut window, [(truth.written[5].clone(), id(5))]);
    let mut read = truth.messages()[..3].to_vec();
    let bells = [
        truth.change("ada", id(1), edit("hello")),
        truth.change("ada", id(2), Alteration::Delete),
        truth.change("ada", id(1), react("👍", false)),
        truth.append("and on"),
    ];
    offer_all(&mut window, bells);
    window.refresh(&mut read, id(6));
    assert_eq!(read, truth.messages()[..2]);
    window.refresh(&mut read, id(6));
    assert_eq!(read, truth.messages()[..2], "twice is no harm");
}

#[test]
fn edits_count_among_the_bytes_that_may_be_missed() {
    let mut truth = Truth::spoken(1);
    let mut window = window_of(&truth);
    let long = "x".repeat(16 * 1024);
    for n in 0..40 {
        let (entry, prev) = truth.change("ada", id(1), edit(&format!("{}{n}", &long[2..])));
        window.offer(entry, prev);
    }
    let Some(known) = &window.known else { panic!("it has begun") };
    assert_eq!(known.places(), 9);
    assert!(matches!(window.replay(at(&truth, 41)), Replay::Resume { .. }));
    assert!(matches!(window.replay(at(&truth, 1)), Replay::Reset { .. }));
}
