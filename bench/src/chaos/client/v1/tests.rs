use super::*;
use crate::{
    chaos::plan::{Dialect, Role},
    wire::Welcome,
};

const NOW: Duration = Duration::ZERO;

/// A client that says one thing and is welcomed.
fn client(patience: Patience) -> V1 {
    let (dialect, pace) = (Dialect::V1, Some(1_000_000));
    let role = Role { dialect, person: 0, room: 0, pace, patience };
    let (speech, whims) = (Speech::new(0, role, 1), Whims::new(1, "client 0"));
    let ways = Ways { speech, whims, editor: Editor::new(0, 1) };
    let mut client = V1::new(ways, Badge::new("Ada".into()), patience);
    client.opened(NOW);
    assert_eq!(due(&mut client), ["hello"], "nothing is said before the welcome");
    hears(&mut client, &FromServer::Welcome(welcome(&[5])));
    client
}

fn welcome(ids: &[u64]) -> Welcome {
    let message = |&seq| message(seq);
    Welcome {
        you: Who { id: "ada".into(), nickname: "Ada".into() },
        epoch: "e".into(),
        reset: true,
        connected: true,
        older: false,
        last: ids.last().map(|&seq| id(seq)),
        messages: ids.iter().map(message).collect(),
        changes: Vec::new(),
    }
}

fn message(seq: u64) -> Message {
    Message { id: id(seq), text: "hi".into(), ..Message::default() }
}

fn id(seq: u64) -> Id {
    Id { ms: 1, seq }
}

fn hears(client: &mut V1, frame: &FromServer) {
    let text = crate::wire::encode(frame);
    assert_eq!(client.heard(&text, NOW), What::Received(frame.clone()));
}

fn error(code: &str) -> FromServer {
    FromServer::Error { code: code.into(), nonce: Some("0-1".into()), detail: "no".into() }
}

/// What is sent now, apart from small talk.
fn due_at(client: &mut V1, now: Duration) -> Vec<&'static str> {
    let names = client.due(now).into_iter().filter_map(|frame| match frame {
        Frame::V1(ToServer::Hello { .. }) => Some("hello"),
        Frame::V1(ToServer::Say { .. }) => Some("say"),
        Frame::V1(ToServer::Older { .. }) => Some("older"),
        _ => None,
    });
    names.collect()
}

fn due(client: &mut V1) -> Vec<&'static str> {
    due_at(client, NOW)
}

#[test]
fn what_is_said_is_said_again_until_it_is_acknowledged() {
    let mut client = client(Patience::Short);
    assert_eq!(due(&mut client), ["say"]);
    assert!(due(&mut client).is_empty());
    hears(&mut client, &FromServer::Heartbeat { last: Some(id(5)) });
    assert_eq!(due(&mut client), ["say"], "a heartbeat has come without an answer");
    hears(&mut client, &error("unavailable"));
    assert!(due(&mut client).is_empty(), "not at once");
    hears(&mut client, &FromServer::Layer { connected: true });
    assert_eq!(due(&mut client), ["say"], "the log is back");
    hears(&mut client, &error("too_fast"));
    assert_eq!(due_at(&mut client, MOMENT), ["say"]);
    client.opened(NOW);
    assert_eq!(due(&mut client), ["hello"]);
    hears(&mut client, &FromServer::Welcome(welcome(&[5])));
    assert_eq!(due(&mut client), ["say"], "the connection is a new one");
    assert!(!client.status().settled);
    hears(&mut client, &FromServer::Ack { nonce: "0-1".into(), id: id(6) });
    assert!(due(&mut client).is_empty());
    assert!(client.status().settled);
}

#[test]
fn a_heartbeat_that_knows_more_is_asked() {
    let mut client = client(Patience::Short);
    hears(&mut client, &FromServer::Heartbeat { last: Some(id(6)) });
    assert_eq!(due(&mut client), ["hello", "say"]);
    hears(&mut client, &FromServer::Message(message(6)));
    hears(&mut client, &FromServer::Heartbeat { last: Some(id(6)) });
    assert_eq!(due(&mut client), ["say"]);
}

#[test]
fn a_dead_line_is_given_up() {
    let mut client = client(Patience::Short);
    assert_eq!(due_at(&mut client, Duration::from_secs(5)), ["hello", "say"]);
    assert!(!client.gives_up());
    due_at(&mut client, Duration::from_secs(10));
    assert!(client.gives_up());
}

#[test]
fn what_stands_in_no_document_is_told() {
    let strange = client(Patience::Short).heard(r#"{"type":"surprise"}"#, NOW);
    assert!(matches!(strange, What::Strange(_)), "{strange:?}");
}

#[test]
fn a_patient_client_says_nothing_into_silence_until_the_line_is_dead() {
    let mut client = client(Patience::Long);
    assert_eq!(due_at(&mut client, Duration::from_secs(44)), ["say"]);
    assert!(!client.gives_up());
    due_at(&mut client, Duration::from_secs(45));
    assert!(client.gives_up());
}

#[test]
fn a_name_is_said_on_every_connection_once_it_is_chosen() {
    let mut client = client(Patience::Short);
    client.rename();
    assert!(!client.status().settled, "it has not been said");
    let said = client.due(NOW);
    let renamed = said.iter().find_map(|frame| match frame {
        Frame::V1(ToServer::Rename { nickname }) => Some(nickname.clone()),
        _ => None,
    });
    client.opened(NOW);
    let hello = client.due(NOW);
    let Frame::V1(ToServer::Hello { nickname, .. }) = &hello[0] else { panic!("{hello:?}") };
    assert!(renamed.is_some() && *nickname == renamed);
}

#[test]
fn a_change_waits_its_turn_and_is_made_again_under_its_nonce() {
    let mut client = client(Patience::Short);
    client.change();
    assert!(!client.status().settled, "it has not been made");
    assert_eq!(due(&mut client), ["say"]);
    hears(&mut client, &FromServer::Ack { nonce: "0-1".into(), id: id(6) });
    let made = |client: &mut V1| match client.due(NOW).pop() {
        Some(Frame::V1(frame)) => frame,
        other => panic!("{other:?}"),
    };
    let change = made(&mut client);
    assert!(matches!(change, ToServer::React { of, .. } if of == id(5)), "{change:?}");
    client.opened(NOW);
    assert_eq!(due(&mut client), ["hello"]);
    hears(&mut client, &FromServer::Welcome(welcome(&[5])));
    assert_eq!(made(&mut client), change);
    let nonce = change.nonce().expect("a nonce").to_owned();
    hears(&mut client, &FromServer::Ack { nonce, id: id(7) });
    assert!(client.status().settled);
}
