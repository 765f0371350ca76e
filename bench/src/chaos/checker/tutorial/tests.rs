mod lapses;

use super::*;
use crate::{
    chaos::{
        checker::{
            Kind,
            fixture::{changed, edit, good, id, only},
        },
        history::{Event, What},
        plan::Store,
        stamp::Stamp,
    },
    wire::Message,
};

fn judged(history: &History) -> Vec<Violation> {
    let (said, eras) = (Said::new(history), Eras::new(history));
    check(history, &eras, &said)
}

/// The tutorial client's events, changed.
fn checked(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
    let mut history = good();
    change(&mut history.clients[2].events);
    judged(&history)
}

fn heard(events: &[Event]) -> Vec<usize> {
    let is_heard = |event: &Event| matches!(event.what, What::Heard(_));
    (0..events.len()).filter(|&index| is_heard(&events[index])).collect()
}

fn told(events: &[Event]) -> usize {
    let is_told = |event: &Event| matches!(event.what, What::Told(_));
    events.iter().position(is_told).expect("it speaks")
}

/// The client goes before the calm: its line is cut.
fn cut(events: &mut [Event]) {
    let end = events.last_mut().expect("the end");
    end.what = What::Closed(None);
}

#[test]
fn doubles_swaps_and_inventions_are_found() {
    let doubled = checked(|events| {
        let last = heard(events)[5];
        events.insert(last, events[last].clone());
    });
    assert_eq!(only(&doubled), Kind::Doubled);
    let swapped = checked(|events| {
        let at = heard(events);
        events.swap(at[0], at[1]);
    });
    assert!(swapped.iter().any(|one| one.kind == Kind::Disordered), "{swapped:?}");
    let invented = checked(|events| {
        let event = Event { what: What::Heard("nobody's words".into()), ..events[1].clone() };
        events.insert(1, event);
    });
    assert_eq!(only(&invented), Kind::Invented);
    let strange = checked(|events| {
        let event = Event { what: What::Strange("{\"type\":\"x\"}".into()), ..events[1].clone() };
        events.insert(1, event);
    });
    assert_eq!(only(&strange), Kind::Strange);
}

#[test]
fn a_message_that_is_not_in_the_log_is_a_ghost() {
    let mut history = good();
    history.logs[0].messages.remove(3);
    assert_eq!(only(&judged(&history)), Kind::Ghost);
}

#[test]
fn what_is_left_out_in_the_middle_is_found() {
    let found = checked(|events| drop(events.remove(heard(events)[2])));
    assert_eq!(only(&found), Kind::Skipped);
}

#[test]
fn a_page_may_come_late_and_be_cut_early() {
    let late = checked(|events| drop(events.remove(heard(events)[0])));
    assert_eq!(late, []);
    let early = checked(|events| {
        cut(events);
        events.remove(heard(events)[5]);
    });
    assert_eq!(early, []);
}

#[test]
fn a_page_that_is_shown_nothing_at_the_end_is_found() {
    let found = checked(|events| drop(events.remove(heard(events)[5])));
    assert_eq!(only(&found), Kind::Missing);
    let nothing = checked(|events| events.retain(|event| !matches!(event.what, What::Heard(_))));
    assert_eq!(only(&nothing), Kind::Missing);
}

#[test]
fn own_words_that_do_not_come_back_are_found() {
    let found = checked(|events| {
        cut(events);
        let own = heard(events)[4];
        events.drain(1..=own);
        let told = Event { at: 1, what: What::Told("#2.0.1; hello".into()), connection: 1 };
        events.insert(1, told);
    });
    assert_eq!(only(&found), Kind::Missing);
}

#[test]
fn a_page_that_is_shown_nothing_of_what_is_said_long_after_it_came_is_found() {
    let mut history = good();
    // It comes long before anything is said, and is shown the fourth message first.
    history.clients[0].events.iter_mut().for_each(|event| event.at += 20_000);
    let events = &mut history.clients[2].events;
    cut(events);
    let at = heard(events);
    events.drain(at[0]..at[3]);
    assert_eq!(only(&judged(&history)), Kind::Missing);
}

#[test]
fn own_words_that_are_lost_are_found_unless_the_line_ended_or_the_log_was_away() {
    let lost = |wait: u64, calm: u64| {
        let mut history = good();
        history.calm = calm;
        let events = &mut history.clients[2].events;
        cut(events);
        let told = told(events);
        let lost = Event { what: What::Told("#2.0.9; lost".into()), ..events[told].clone() };
        events.insert(told, lost);
        events[told + 1..].iter_mut().for_each(|event| event.at += wait);
        judged(&history)
    };
    assert_eq!(only(&lost(10, 5000)), Kind::Lost);
    assert_eq!(lost(3000, 5000), [], "it may have been given up");
    assert_eq!(only(&lost(3000, 0)), Kind::Lost, "not in the calm");
    let on_its_way = checked(|events| {
        cut(events);
        let end = events.len() - 1;
        events.insert(end, Event { what: What::Told("#2.0.9; x".into()), ..events[1].clone() });
    });
    assert_eq!(on_its_way, []);
}

#[test]
fn own_words_that_overtake_each_other_are_found() {
    let mut history = good();
    let messages = &mut history.logs[0].messages;
    let again = Message { id: id(9), text: "#2.0.2; hello".into(), ..messages[4].clone() };
    messages.push(again);
    let events = &mut history.clients[2].events;
    let end = events.len() - 1;
    events.insert(end, Event { what: What::Heard("#2.0.2; hello".into()), ..events[end].clone() });
    let told = told(events);
    let early = Event { what: What::Told("#2.0.2; hello".into()), ..events[told].clone() };
    events.insert(told, early);
    assert_eq!(only(&judged(&history)), Kind::Disordered);
}

/// The third message is lost with the power. Others were told of it before.
fn without_power(is_taken: bool) -> History {
    let mut history = good();
    history.store = Store::RedisEverysec;
    history.logs[0].epoch = "after".into();
    let lost = history.logs[0].messages.remove(2);
    if is_taken {
        history.taken.extend(Stamp::find(&lost.text));
    }
    history
}

#[test]
fn what_the_power_took_may_have_been_shown_or_not() {
    assert_eq!(judged(&without_power(true)), []);
    let mut history = without_power(true);
    let events = &mut history.clients[2].events;
    events.remove(heard(events)[2]);
    assert_eq!(judged(&history), []);
    let events = &mut history.clients[2].events;
    events.remove(heard(events)[2]);
    assert_eq!(only(&judged(&history)), Kind::Skipped, "but nothing beside it");
}

/// The tutorial client's events of a history with changes, changed.
fn checked_with_changes(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
    let mut history = changed();
    change(&mut history.clients[2].events);
    judged(&history)
}

#[test]
fn what_is_edited_is_shown_as_it_was_or_as_it_is() {
    assert_eq!(checked_with_changes(|_| {}), []);
    let now = |events: &mut Vec<Event>| {
        let text = edit(7, 1).text.expect("a text");
        Event { what: What::Heard(text), ..events[heard(events)[0]].clone() }
    };
    let late = checked_with_changes(|events| {
        let now = now(events);
        let first = heard(events)[0];
        events[first] = now;
    });
    assert_eq!(late, []);
    let told_of_it = checked_with_changes(|events| {
        let now = now(events);
        events.insert(heard(events)[5], now);
    });
    assert!(told_of_it.iter().any(|one| one.kind == Kind::Doubled), "{told_of_it:?}");
}

#[test]
fn what_is_deleted_may_have_been_shown_or_not() {
    // One message is left out, and what follows is shown so late.
    let found = |index: usize, later: u64| {
        checked_with_changes(|events| {
            let at = heard(events)[index];
            events.remove(at);
            events[at..].iter_mut().for_each(|event| event.at += later);
        })
    };
    assert_eq!(found(2, 100), []);
    assert_eq!(only(&found(2, 0)), Kind::Skipped, "it was deleted later");
    assert_eq!(only(&found(1, 100)), Kind::Skipped);
}
