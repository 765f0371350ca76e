//! A history in which nothing is wrong, for tests to spoil.

mod changed;

use std::collections::BTreeSet;

use super::{Kind, Violation};
use crate::{
    chaos::{
        history::{Event, History, Log, Post, Record, What},
        plan::{Dialect, Patience, Role, Store},
        stamp::Stamp,
    },
    wire::{FromServer, Id, Message, ToServer, Welcome, Who},
};

pub(crate) use changed::{changed, delete, edit, happen, make, react};

/// Milliseconds from the beginning to the calm.
const CALM: u64 = 100;

pub(super) fn id(seq: u64) -> Id {
    Id { ms: 1000, seq }
}

/// The kind of the only violation.
pub(super) fn only(violations: &[Violation]) -> Kind {
    assert_eq!(violations.len(), 1, "{violations:?}");
    violations[0].kind
}

pub(super) fn kinds(violations: &[Violation]) -> Vec<Kind> {
    violations.iter().map(|violation| violation.kind).collect()
}

fn who(id: &str) -> Who {
    Who { id: id.into(), nickname: id.to_uppercase() }
}

/// What the clients 0 and 1 say to each other, the first two before client 0 has come back; then, in the calm, what the
/// tutorial's page says, and what a program does.
fn log() -> Vec<Message> {
    let said = [(0, 1), (1, 1), (0, 2), (1, 2), (2, 1), (3, 1)];
    let message = |(seq, (client, number)): (u64, (usize, u64))| Message {
        id: id(seq),
        author: ["ada", "bo", "cy"].get(client).map(|id| who(id)),
        text: format!("#{client}.0.{number}; hello"),
        nonce: (client < 2).then(|| format!("{client}-{number}")),
        ..Message::default()
    };
    (1..).zip(said).map(message).collect()
}

/// Something a millisecond, and coming back in the calm.
fn record(number: usize, dialect: Dialect, what: Vec<What>) -> Record {
    let patience = Patience::Short;
    let role = Role { dialect, person: number, room: 0, pace: Some(1000), patience };
    let mut events: Vec<_> =
        (0..).zip(what).map(|(at, what)| Event { at, connection: 1, what }).collect();
    events.push(Event { at: CALM + 10, connection: 1, what: What::Returned });
    let shown = if dialect == Dialect::V1 { log() } else { Vec::new() };
    Record { name: format!("client {number}"), role, events, shown_before: shown.clone(), shown }
}

/// Client 0 sees everything in one connection: two messages in its welcome, two as they are said.
fn v1(number: usize) -> Record {
    let log = log();
    let mine = |message: &&Message| message.text.starts_with(&format!("#{number}."));
    let say = |message: &Message| ToServer::Say {
        nonce: message.nonce.clone().unwrap_or_default(),
        text: message.text.clone(),
    };
    let ack = |message: &Message| FromServer::Ack {
        nonce: message.nonce.clone().unwrap_or_default(),
        id: message.id,
    };
    let welcome = Welcome {
        you: log.iter().find(mine).and_then(|message| message.author.clone()).expect("they spoke"),
        epoch: "e".into(),
        reset: true,
        connected: true,
        older: false,
        last: Some(log[1].id),
        messages: log[..2].to_vec(),
        changes: Vec::new(),
    };
    let mut what = vec![
        What::Opened { node: 0, took: 0 },
        What::Sent(ToServer::Hello { since: None, epoch: None, nickname: None }),
        What::Received(FromServer::Welcome(welcome)),
    ];
    what.extend(log.iter().filter(mine).map(|message| What::Sent(say(message))));
    what.extend(log.iter().filter(mine).map(|message| What::Received(ack(message))));
    what.extend(
        log[2..].iter().map(|message| What::Received(FromServer::Message(message.clone()))),
    );
    record(number, Dialect::V1, what)
}

/// Client 2 comes first, and hears the others before it says something.
fn tutorial(number: usize) -> Record {
    let (before, after) = (log(), log().split_off(4));
    let heard = |message: &Message| What::Heard(message.text.clone());
    let mut what = vec![What::Opened { node: 0, took: 0 }];
    what.extend(before[..4].iter().map(heard));
    let mut record = record(number, Dialect::Tutorial, what);
    let told = What::Told(after[0].text.clone());
    let in_calm = (CALM..).zip(std::iter::once(told).chain(after.iter().map(heard)));
    let events = in_calm.map(|(at, what)| Event { at, connection: 1, what });
    let end = record.events.len() - 1;
    record.events.splice(end..end, events);
    record
}

/// A room, two people who talk, one in the tutorial's dialect, and a program.
pub(crate) fn good() -> History {
    let text = log()[5].text.clone();
    let stamp = Stamp { client: 3, room: 0, number: 1 };
    History {
        store: Store::Sqlite,
        people: ["ada", "bo", "cy"].map(str::to_owned).to_vec(),
        clients: vec![v1(0), v1(1), tutorial(2)],
        logs: vec![Log { epoch: "e".into(), messages: log() }],
        kept: None,
        taken: BTreeSet::new(),
        undone: BTreeSet::new(),
        restarts: Vec::new(),
        troubles: Vec::new(),
        posts: vec![Post { stamp, text, at: CALM, in_calm: true }],
        began: 1000,
        calm: CALM,
    }
}
