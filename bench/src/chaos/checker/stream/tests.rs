mod changes;

use super::*;
use crate::{
    chaos::{
        checker::fixture::{good, id, kinds, only},
        plan::Store,
        stamp::Stamp,
    },
    wire::{Message, Older, Who},
};

fn judged(history: &History) -> Vec<Violation> {
    let eras = Eras::new(history);
    check(history, &eras, &history.clients[0])
}

/// The first client's events, changed.
fn checked(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
    let mut history = good();
    change(&mut history.clients[0].events);
    judged(&history)
}

fn welcome(events: &mut [Event]) -> &mut Welcome {
    events
        .iter_mut()
        .find_map(|event| match &mut event.what {
            What::Received(FromServer::Welcome(welcome)) => Some(welcome),
            _ => None,
        })
        .expect("a welcome")
}

fn messages(events: &[Event]) -> Vec<usize> {
    let is_message = |event: &Event| matches!(event.what, What::Received(FromServer::Message(_)));
    (0..events.len()).filter(|&index| is_message(&events[index])).collect()
}

#[test]
fn a_message_left_out_is_found() {
    let found = checked(|events| {
        let first = messages(events)[0];
        events.remove(first);
    });
    assert_eq!(only(&found), Kind::Skipped);
}

#[test]
fn a_message_that_comes_twice_is_found() {
    let found = checked(|events| {
        let first = messages(events)[0];
        events.insert(first, events[first].clone());
    });
    assert_eq!(only(&found), Kind::Disordered);
}

#[test]
fn a_change_is_a_place_among_messages() {
    let change = |seq| {
        let author = Who { id: "ada".into(), nickname: "ADA".into() };
        let (text, emoji, on) = (None, None, None);
        let change = Change { id: id(seq), of: id(1), author, nonce: None, text, emoji, on };
        What::Received(FromServer::Change(change))
    };
    let told = |what| Event { at: 9, connection: 1, what };
    let heartbeat = || What::Received(FromServer::Heartbeat { last: Some(id(7)) });
    let fine = checked(|events| events.extend([told(change(7)), told(heartbeat())]));
    assert_eq!(fine, []);
    assert_eq!(only(&checked(|events| events.push(told(heartbeat())))), Kind::Ghost);
    let again = checked(|events| events.extend([told(change(7)), told(change(7))]));
    assert_eq!(only(&again), Kind::Disordered);
}

#[test]
fn a_welcome_that_ends_before_it_says_is_found() {
    let found = checked(|events| {
        welcome(events).last = Some(id(3));
        events.remove(messages(events)[0]);
    });
    assert_eq!(only(&found), Kind::Skipped);
}

#[test]
fn messages_that_come_in_another_order_are_found() {
    let found = checked(|events| {
        let at = messages(events);
        events.swap(at[0], at[1]);
    });
    assert!(kinds(&found).contains(&Kind::Disordered), "{found:?}");
}

#[test]
fn a_message_before_the_welcome_is_found() {
    let found = checked(|events| {
        let first = messages(events)[0];
        let early = events.remove(first);
        events.insert(1, early);
    });
    assert!(kinds(&found).contains(&Kind::Strange), "{found:?}");
}

#[test]
fn a_welcome_that_leaves_something_out_is_found() {
    let resumed = |events: &mut Vec<Event>| {
        let (since, epoch) = (Some(id(1)), Some("e".into()));
        events[1].what = What::Sent(ToServer::Hello { since, epoch, nickname: None });
        let welcome = welcome(events);
        welcome.reset = false;
        welcome.messages.remove(0);
    };
    assert_eq!(checked(resumed), []);
    let found = checked(|events| {
        resumed(events);
        welcome(events).messages.remove(0);
    });
    assert_eq!(kinds(&found), [Kind::Skipped]);
    let unasked = checked(|events| welcome(events).reset = false);
    assert_eq!(only(&unasked), Kind::Wrong);
}

#[test]
fn a_reset_that_hides_the_beginning_is_found() {
    let found = checked(|events| drop(welcome(events).messages.remove(0)));
    assert_eq!(only(&found), Kind::Wrong);
}

#[test]
fn a_welcome_as_somebody_else_is_found() {
    let found = checked(|events| welcome(events).you.id = "somebody else".into());
    assert_eq!(only(&found), Kind::Forged);
}

#[test]
fn ghosts_and_changes_on_the_line_are_found() {
    let change = |text: &str, new_id: Option<Id>| {
        checked(|events| {
            let last = messages(events).pop().expect("a message");
            let What::Received(FromServer::Message(message)) = &mut events[last].what else {
                panic!("no message")
            };
            message.text = text.into();
            message.id = new_id.unwrap_or(message.id);
        })
    };
    assert_eq!(only(&change("#0.0.2; other", None)), Kind::Changed);
    assert_eq!(only(&change("#0.0.9; new", Some(id(99)))), Kind::Ghost);
    let heartbeat = checked(|events| {
        let what = What::Received(FromServer::Heartbeat { last: Some(id(99)) });
        events.push(Event { at: 9, connection: 1, what });
    });
    assert_eq!(only(&heartbeat), Kind::Ghost);
}

#[test]
fn a_page_with_a_gap_or_a_wrong_end_is_found() {
    let log = good().logs[0].messages.clone();
    let page = |messages: &[Message], more| {
        let page = Older { before: log[3].id, messages: messages.to_vec(), more };
        checked(|events| {
            let what = What::Received(FromServer::Older(page));
            events.push(Event { at: 9, connection: 1, what });
        })
    };
    assert_eq!(page(&log[1..3], true), []);
    assert_eq!(only(&page(&log[0..2], false)), Kind::Skipped);
    assert_eq!(only(&page(&log[1..3], false)), Kind::Wrong);
    assert_eq!(only(&page(&log[0..3], true)), Kind::Wrong);
}

#[test]
fn a_list_that_is_not_one_is_found() {
    let ada = || Who { id: "ada".into(), nickname: "A".into() };
    let people = |count, listed| {
        let what = What::Received(FromServer::People { count, listed: Some(listed) });
        checked(|events| events.push(Event { at: 9, connection: 1, what }))
    };
    assert_eq!(people(1, vec![ada()]), []);
    assert_eq!(only(&people(2, vec![ada(), ada()])), Kind::Wrong);
    assert_eq!(only(&people(2, vec![ada()])), Kind::Wrong);
}

#[test]
fn strange_frames_and_final_closes_are_found() {
    let push = |what| checked(|events| events.push(Event { at: 9, connection: 1, what }));
    assert_eq!(only(&push(What::Strange("x".into()))), Kind::Strange);
    assert_eq!(only(&push(What::Closed(Some(4500)))), Kind::Refused);
    assert_eq!(push(What::Closed(Some(1012))), []);
}

/// The first client is told in an epoch that is over; Redis was started again before the last message.
fn in_an_old_epoch(change: impl FnOnce(&mut History)) -> Vec<Violation> {
    let mut history = good();
    history.store = Store::RedisEverysec;
    history.logs[0].epoch = "after".into();
    history.restarts = vec![history.began + 50];
    history.logs[0].messages.iter_mut().for_each(|message| message.id.ms = history.began + 49);
    for client in &mut history.clients {
        client.events.iter_mut().for_each(|event| move_ids(&mut event.what, history.began + 49));
    }
    change(&mut history);
    judged(&history)
}

fn move_ids(what: &mut What, ms: u64) {
    let messages = match what {
        What::Received(FromServer::Welcome(welcome)) => welcome.messages.as_mut_slice(),
        What::Received(FromServer::Message(message)) => std::slice::from_mut(message),
        _ => return,
    };
    messages.iter_mut().for_each(|message| message.id.ms = ms);
}

/// Its last message but one.
fn late(history: &mut History) -> (&mut Vec<Event>, usize) {
    let events = &mut history.clients[0].events;
    let at = messages(events)[2];
    (events, at)
}

#[test]
fn an_epoch_that_is_over_is_held_against_the_others() {
    assert_eq!(in_an_old_epoch(|_| {}), []);
    let skipped = in_an_old_epoch(|history| {
        let (events, at) = late(history);
        events.remove(at);
    });
    assert_eq!(only(&skipped), Kind::Skipped);
    let changed = in_an_old_epoch(|history| {
        let (events, at) = late(history);
        let What::Received(FromServer::Message(message)) = &mut events[at].what else {
            panic!("no message")
        };
        message.text.push('!');
    });
    assert_eq!(only(&changed), Kind::Changed);
    let swapped = in_an_old_epoch(|history| {
        let (events, at) = late(history);
        events.swap(at - 1, at);
    });
    assert!(kinds(&swapped).contains(&Kind::Disordered), "{swapped:?}");
}

#[test]
fn what_vanished_with_an_epoch_must_have_gone_with_the_power() {
    let lose = |history: &mut History| {
        let lost = history.logs[0].messages.pop().expect("a message");
        history.taken.extend(Stamp::find(&lost.text));
    };
    assert_eq!(in_an_old_epoch(lose), []);
    let unexplained = in_an_old_epoch(|history| {
        lose(history);
        history.taken.clear();
    });
    assert_eq!(only(&unexplained), Kind::Ghost);
}

#[test]
fn what_comes_after_the_end_of_an_epoch_is_not_held_against_it() {
    let found = in_an_old_epoch(|history| {
        // One that the power took, and the next in the log as it is now: this client was never told the first.
        let (events, at) = late(history);
        let lost = events.remove(at);
        let What::Received(FromServer::Message(lost)) = lost.what else { panic!("no message") };
        history.logs[0].messages.retain(|message| message.id != lost.id);
        history.taken.extend(Stamp::find(&lost.text));
        let ms = history.restarts[0];
        history.logs[0].messages.last_mut().expect("a message").id.ms = ms;
        for client in &mut history.clients {
            let received = messages(&client.events);
            if let Some(&last) = received.last() {
                move_ids(&mut client.events[last].what, ms);
            }
        }
    });
    assert_eq!(found, []);
}
