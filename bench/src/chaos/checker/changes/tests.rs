use super::*;
use crate::{
    chaos::{
        checker::{
            self,
            fixture::{changed, delete, edit, happen, id, make, only, react},
        },
        mark::Mark,
        plan::Store,
    },
    wire::Reaction,
};

fn found(history: &History) -> Vec<Violation> {
    check(history, &Eras::new(history))
}

/// A history with changes, changed again.
fn checked(change: impl FnOnce(&mut History)) -> Vec<Violation> {
    let mut history = changed();
    change(&mut history);
    found(&history)
}

#[test]
fn changes_that_everybody_is_told_of_are_no_violation() {
    assert_eq!(checker::check(&changed()), []);
}

#[test]
fn an_edit_that_is_lost_is_found() {
    let lose = |history: &mut History| {
        let message = &mut history.logs[0].messages[0];
        (message.text, message.edited) = ("#0.0.1; hello".into(), false);
    };
    assert_eq!(only(&checked(lose)), Kind::Lost);
    let flag = |history: &mut History| history.logs[0].messages[0].edited = false;
    assert_eq!(only(&checked(flag)), Kind::Lost);
}

#[test]
fn edits_that_are_applied_in_another_order_are_found() {
    let twice = |history: &mut History| make(history, 0, &edit(10, 1));
    assert_eq!(checked(twice), []);
    let swapped = checked(|history| {
        let first = history.logs[0].messages[0].text.clone();
        twice(history);
        history.logs[0].messages[0].text = first;
    });
    assert_eq!(only(&swapped), Kind::Lost);
}

#[test]
fn reactions_that_are_lost_or_stay_are_found() {
    let reactions = |change: fn(&mut Vec<Reaction>)| {
        checked(|history| change(&mut history.logs[0].messages[0].reactions))
    };
    assert_eq!(only(&reactions(Vec::clear)), Kind::Lost);
    assert_eq!(only(&reactions(|all| all[0].by.push("cy".into()))), Kind::Ghost);
    let back = Change { on: Some(false), ..react(10, 1) };
    assert_eq!(checked(|history| make(history, 1, &back)), []);
    let stays = checked(|history| {
        let before = history.logs.clone();
        make(history, 1, &back);
        history.logs = before;
    });
    assert_eq!(only(&stays), Kind::Ghost);
}

#[test]
fn what_is_deleted_and_stands_there_is_found() {
    let stays = checked(|history| {
        let before = history.logs.clone();
        make(history, 0, &delete(10, 1));
        history.logs = before;
    });
    assert_eq!(only(&stays), Kind::Lost);
}

#[test]
fn a_change_that_is_not_what_was_asked_for_is_found() {
    let told = |change: Change| {
        checked(|history| happen(history, 1, What::Received(FromServer::Change(change))))
    };
    assert_eq!(told(edit(7, 1)), [], "again");
    assert_eq!(only(&told(edit(20, 1))), Kind::Invented);
    assert_eq!(only(&told(Change { nonce: None, ..edit(7, 1) })), Kind::Invented);
    assert_eq!(only(&told(Change { of: id(2), ..edit(7, 1) })), Kind::Changed);
    assert_eq!(only(&told(Change { author: react(8, 1).author, ..edit(7, 1) })), Kind::Changed);
    assert_eq!(only(&told(Change { id: id(20), ..edit(7, 1) })), Kind::Misnamed);
}

#[test]
fn a_change_that_is_acknowledged_under_two_ids_is_found() {
    let again = checked(|history| {
        let ack = FromServer::Ack { nonce: "~0.7;".into(), id: id(20) };
        happen(history, 0, What::Received(ack));
    });
    assert!(!again.is_empty() && again.iter().all(|one| one.kind == Kind::Misnamed), "{again:?}");
}

#[test]
fn only_what_the_power_took_may_have_become_of_a_message_or_not() {
    let undone = |marks: &[u64]| {
        checked(|history| {
            history.store = Store::RedisEverysec;
            let message = &mut history.logs[0].messages[0];
            (message.text, message.edited) = ("#0.0.1; hello".into(), false);
            let marks = marks.iter().map(|number| Mark { client: 0, number: *number });
            history.undone = marks.collect();
        })
    };
    assert_eq!(undone(&[7]), []);
    assert_eq!(only(&undone(&[9])), Kind::Lost);
}

#[test]
fn what_was_asked_for_and_never_answered_may_have_happened() {
    let asked = checked(|history| {
        let text = "#0.0.1; otherwise ~0.20;".into();
        let edit = crate::wire::ToServer::Edit { nonce: "~0.20;".into(), of: id(1), text };
        happen(history, 0, What::Sent(edit));
        history.logs[0].messages[0].text = "#0.0.1; otherwise ~0.20;".into();
    });
    assert_eq!(asked, []);
}
