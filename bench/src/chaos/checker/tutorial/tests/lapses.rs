use super::*;
use crate::chaos::{
    fault::{Line, Target},
    history::Post,
    trouble::Trouble,
};

/// The page speaks not, and is shown nothing from this message on. Everything is so much later than the page's coming.
fn deaf(from: usize, later: u64, change: impl FnOnce(&mut History)) -> Vec<Violation> {
    let mut history = good();
    history.calm += later;
    history.clients.iter_mut().for_each(|client| delay(&mut client.events, later));
    let events = &mut history.clients[2].events;
    events[0].at = 0;
    events.remove(told(events));
    if let Some(first) = heard(events).get(from).copied() {
        let end = events.len() - 1;
        events.drain(first..end);
    }
    // What was its own is a program's.
    let text = history.logs[0].messages[4].text.clone();
    let (at, in_calm) = (history.calm, true);
    let stamp = Stamp::find(&text).expect("a stamp");
    history.posts.push(Post { stamp, text, at, in_calm });
    change(&mut history);
    judged(&history)
}

fn delay(events: &mut [Event], time: u64) {
    events.iter_mut().for_each(|event| event.at += time);
}

#[test]
fn a_page_that_is_silent_in_the_calm_must_be_told_all_the_same() {
    assert_eq!(deaf(6, 20_000, |_| {}), [], "it is told everything");
    assert_eq!(only(&deaf(0, 20_000, |_| {})), Kind::Missing);
    assert_eq!(only(&deaf(4, 20_000, |_| {})), Kind::Missing);
    assert_eq!(deaf(0, 0, |_| {}), [], "it may have come after it");
    let just_come = deaf(0, 20_000, |history| history.clients[2].events[0].at = 19_000);
    assert_eq!(just_come, [], "it need not have its place yet");
}

/// It was told of this much when its line was cut, long after the others on its node were told everything.
fn deaf_in_the_storm(from: usize, change: impl FnOnce(&mut History)) -> Vec<Violation> {
    deaf(from, 20_000, |history| {
        let events = &mut history.clients[2].events;
        cut(events);
        events.last_mut().expect("the end").at += 10_000;
        history.began = 0;
        change(history);
    })
}

#[test]
fn a_page_that_goes_deaf_in_the_storm_is_found() {
    assert_eq!(deaf_in_the_storm(6, |_| {}), []);
    assert_eq!(only(&deaf_in_the_storm(0, |_| {})), Kind::Missing);
    assert_eq!(only(&deaf_in_the_storm(3, |_| {})), Kind::Missing);
    let at_its_end = deaf_in_the_storm(3, |history| {
        history.clients[2].events.last_mut().expect("the end").at -= 9_000;
    });
    assert_eq!(at_its_end, [], "it may have been on its way");
    let elsewhere = deaf_in_the_storm(3, |history| {
        history.clients[2].events[0].what = What::Opened { node: 1, took: 0 };
    });
    assert_eq!(elsewhere, [], "its node may have known nothing");
}

#[test]
fn a_page_may_go_deaf_when_something_befalls_its_line_or_its_node() {
    let trouble = |target, from, to| {
        deaf_in_the_storm(0, |history| history.troubles.push(Trouble { target, from, to }))
    };
    let line = |node| Target::Line(Line::Clients(node));
    assert_eq!(trouble(line(0), 2_000, 4_000), []);
    assert_eq!(trouble(Target::Node(0), 22_000, 23_000), []);
    for (target, from, to) in [
        (line(1), 2_000, 4_000),
        (Target::Redis, 2_000, 4_000),
        (Target::Line(Line::Redis(0)), 2_000, 4_000),
        (line(0), 25_000, 27_000),
    ] {
        assert_eq!(only(&trouble(target, from, to)), Kind::Missing, "{target:?} at {from} ms");
    }
    let over = deaf_in_the_storm(0, |history| {
        history.clients[2].events[0].at = 5_000;
        history.troubles.push(Trouble { target: line(0), from: 2_000, to: 4_000 });
    });
    assert_eq!(only(&over), Kind::Missing, "it came when that was over");
    let stopped = deaf_in_the_storm(0, |history| {
        let events = &mut history.clients[2].events;
        events.insert(1, Event { at: 1, what: What::StoppedReading, ..events[0].clone() });
    });
    assert_eq!(stopped, []);
}

/// The page comes so long after the others have said the first four messages, and after it has asked for a socket.
fn told_what_is_old(later: u64, took: u64, change: impl FnOnce(&mut History)) -> Vec<Violation> {
    let mut history = good();
    delay(&mut history.clients[2].events, later);
    history.clients[2].events[0].what = What::Opened { node: 0, took };
    change(&mut history);
    judged(&history)
}

#[test]
fn a_page_that_is_told_what_is_old_is_found() {
    assert_eq!(told_what_is_old(3_000, 0, |_| {}), [], "clocks may differ");
    assert_eq!(only(&told_what_is_old(3_200, 0, |_| {})), Kind::Old);
    assert_eq!(told_what_is_old(3_200, 3_000, |_| {}), [], "the server may have known it sooner");
    let said_again = |history: &mut History| {
        let taken = history.logs[0].messages.iter();
        history.taken = taken.filter_map(|message| Stamp::find(&message.text)).collect();
    };
    assert_eq!(told_what_is_old(3_200, 0, said_again), [], "it may have been said anew");
}
