use super::*;
use crate::chaos::checker::fixture::{changed, delete, edit, make, react};

/// The first client's events of a history with changes, changed.
fn told_of_changes(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
    let mut history = changed();
    change(&mut history.clients[0].events);
    judged(&history)
}

fn changes(events: &[Event]) -> Vec<usize> {
    let is_change = |event: &Event| matches!(event.what, What::Received(FromServer::Change(_)));
    (0..events.len()).filter(|&index| is_change(&events[index])).collect()
}

#[test]
fn a_change_or_a_message_before_it_that_is_left_out_is_found() {
    assert_eq!(told_of_changes(|_| {}), []);
    let change = told_of_changes(|events| drop(events.remove(changes(events)[1])));
    assert_eq!(only(&change), Kind::Skipped);
    let message = told_of_changes(|events| drop(events.remove(messages(events)[3])));
    assert_eq!(only(&message), Kind::Skipped);
}

#[test]
fn what_became_of_a_deleted_message_before_may_be_left_out_and_itself() {
    let mut history = changed();
    make(&mut history, 1, &react(10, 5));
    make(&mut history, 0, &delete(11, 1));
    let before = history.clone();
    let events = &mut history.clients[0].events;
    let at = changes(events);
    events.remove(at[1]);
    events.remove(at[0]);
    events.remove(messages(events)[0]);
    assert_eq!(judged(&history), [], "the third message is deleted, too");
    let mut history = before;
    let events = &mut history.clients[0].events;
    events.remove(changes(events)[2]);
    assert_eq!(only(&judged(&history)), Kind::Skipped, "its deletion may not");
}

#[test]
fn a_welcome_without_what_became_of_messages_is_found() {
    let resumed = |listed: &[Change]| {
        told_of_changes(|events| {
            let (since, epoch) = (Some(id(6)), Some("e".into()));
            let hello = What::Sent(ToServer::Hello { since, epoch, nickname: None });
            let first = changes(events)[0];
            let before = welcome(events).clone();
            let (messages, changes, last) = (Vec::new(), listed.to_vec(), Some(id(9)));
            let again = Welcome { reset: false, messages, changes, last, ..before };
            let what = [hello, What::Received(FromServer::Welcome(again))];
            let again = what.map(|what| Event { what, ..events[first].clone() });
            events.retain(|event| !matches!(event.what, What::Received(FromServer::Change(_))));
            events.splice(first..first, again);
        })
    };
    let all = [edit(7, 1), react(8, 1), delete(9, 3)];
    assert_eq!(resumed(&all), []);
    assert_eq!(only(&resumed(&[all[0].clone(), all[2].clone()])), Kind::Skipped);
    assert_eq!(only(&resumed(&all[..2])), Kind::Skipped);
    let swapped = [all[1].clone(), all[0].clone(), all[2].clone()];
    assert_eq!(only(&resumed(&swapped)), Kind::Disordered);
}

#[test]
fn what_comes_back_as_it_was_before_is_found() {
    let page = |change: fn(&mut Vec<Message>)| {
        let mut messages = changed().logs[0].messages[..2].to_vec();
        change(&mut messages);
        let page = Older { before: id(3), messages, more: false };
        told_of_changes(|events| {
            let at = events.len() - 1;
            let what = What::Received(FromServer::Older(page));
            events.insert(at, Event { at: 110, connection: 1, what });
        })
    };
    assert_eq!(page(|_| {}), []);
    assert_eq!(only(&page(|all| all[0].text = "#0.0.1; hello".into())), Kind::Changed);
    assert_eq!(only(&page(|all| all[0].reactions[0].count = 2)), Kind::Wrong);
    let back = told_of_changes(|events| {
        let (before, messages) = (id(4), good().logs[0].messages[2..3].to_vec());
        let what = What::Received(FromServer::Older(Older { before, messages, more: true }));
        events.insert(events.len() - 1, Event { at: 110, connection: 1, what });
    });
    assert_eq!(only(&back), Kind::Ghost);
}
