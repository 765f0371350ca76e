//! A history in which nothing is wrong, for tests to spoil.

use super::{Kind, Violation};
use crate::{
    chaos::{
        history::{Event, History, Log, Record, What},
        plan::{Dialect, Role, Store},
    },
    wire::{FromServer, Id, Message, ToServer, Welcome, Who},
};

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

/// What the clients 0 and 1 say to each other; the first two before client 0 has come back.
fn log() -> Vec<Message> {
    let said = [(0, 1), (1, 1), (0, 2), (1, 2)];
    let message = |(seq, (client, number)): (u64, (usize, u64))| Message {
        id: id(seq),
        author: Some(who(["ada", "bo"][client])),
        text: format!("#{client}.0.{number}; hello"),
        nonce: Some(format!("{client}-{number}")),
    };
    (1..).zip(said).map(message).collect()
}

fn record(number: usize, dialect: Dialect, what: Vec<What>) -> Record {
    let role = Role { dialect, person: number, room: 0, pace: Some(1000) };
    let events = (0..).zip(what).map(|(at, what)| Event { at, connection: 1, what }).collect();
    let shown = if dialect == Dialect::V1 { log() } else { Vec::new() };
    Record { name: format!("client {number}"), role, events, shown }
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
        What::Opened(0),
        What::Sent(ToServer::Hello { since: None, epoch: None }),
        What::Received(FromServer::Welcome(welcome)),
    ];
    what.extend(log.iter().filter(mine).map(|message| What::Sent(say(message))));
    what.extend(log.iter().filter(mine).map(|message| What::Received(ack(message))));
    what.extend(
        log[2..].iter().map(|message| What::Received(FromServer::Message(message.clone()))),
    );
    record(number, Dialect::V1, what)
}

fn tutorial(number: usize) -> Record {
    let heard = log().into_iter().map(|message| What::Heard(message.text));
    record(number, Dialect::Tutorial, std::iter::once(What::Opened(0)).chain(heard).collect())
}

/// A room, two people who talk, and one who reads in the tutorial's dialect.
pub(super) fn good() -> History {
    History {
        store: Store::Sqlite,
        people: ["ada", "bo", "cy"].map(str::to_owned).to_vec(),
        clients: vec![v1(0), v1(1), tutorial(2)],
        logs: vec![Log { epoch: "e".into(), messages: log() }],
        kept: None,
    }
}
