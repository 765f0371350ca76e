use std::collections::BTreeMap;

use super::{Kind, Violation, log::beginning};
use crate::{
    chaos::{
        fold::sorted,
        history::{History, Record},
    },
    wire::{Id, Message},
};

/// How many of one kind are told one by one.
const EXAMPLES: usize = 3;

/// Whoever shows a history shows the room's log, all of it, and nothing else, and the same after coming back.
pub(super) fn check(history: &History, client: &Record) -> Vec<Violation> {
    let log = &history.logs[client.role.room].messages;
    let (stands, shown) = (by_id(log), by_id(&client.shown));
    let missing: Vec<_> = log.iter().filter(|message| !shown.contains_key(&message.id)).collect();
    let ghosts: Vec<_> =
        client.shown.iter().filter(|message| !stands.contains_key(&message.id)).collect();
    let changed: Vec<_> = client
        .shown
        .iter()
        .filter(|message| stands.get(&message.id).is_some_and(|other| differ(message, other)))
        .collect();
    let disordered: Vec<_> = client
        .shown
        .windows(2)
        .filter(|pair| pair[0].id >= pair[1].id)
        .map(|pair| &pair[1])
        .collect();
    let kinds = [
        (Kind::Missing, missing),
        (Kind::Ghost, ghosts),
        (Kind::Changed, changed),
        (Kind::Disordered, disordered),
    ];
    let mut found: Vec<_> =
        kinds.into_iter().filter_map(|(kind, messages)| told(kind, client, &messages)).collect();
    if client.returned() && client.shown != client.shown_before {
        let (before, after) = (client.shown_before.len(), client.shown.len());
        let detail = format!("{before} were shown before it came back, and {after} others after");
        found.push(Violation::new(Kind::Changed, &client.name, detail));
    }
    found
}

fn by_id(messages: &[Message]) -> BTreeMap<Id, &Message> {
    messages.iter().map(|message| (message.id, message)).collect()
}

/// Whether two messages of one id are not the same to a reader.
fn differ(one: &Message, other: &Message) -> bool {
    let seen = |message: &Message| {
        let Message { author, text, edited, reactions, .. } = sorted(message);
        (author, text, edited, reactions)
    };
    seen(one) != seen(other)
}

/// One violation for all messages of a kind.
fn told(kind: Kind, client: &Record, messages: &[&Message]) -> Option<Violation> {
    let count = messages.len();
    let examples: Vec<_> = messages
        .iter()
        .take(EXAMPLES)
        .map(|message| format!("{} “{}”", message.id, beginning(&message.text)))
        .collect();
    (count > 0).then(|| {
        let detail = format!("{count} on its display: {}", examples.join(", "));
        Violation::new(kind, &client.name, detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chaos::checker::fixture::{good, id, only},
        wire::Reaction,
    };

    fn checked(change: impl FnOnce(&mut Vec<Message>)) -> Vec<Violation> {
        let mut history = good();
        let client = &mut history.clients[1];
        change(&mut client.shown);
        client.shown_before = client.shown.clone();
        check(&history, &history.clients[1])
    }

    #[test]
    fn a_message_that_is_not_shown_is_found() {
        assert_eq!(only(&checked(|shown| drop(shown.remove(1)))), Kind::Missing);
    }

    #[test]
    fn a_message_that_is_only_shown_is_found() {
        let ghost = |shown: &mut Vec<Message>| {
            let last = shown.last().cloned().expect("a message");
            shown.push(Message { id: id(99), ..last });
        };
        assert_eq!(only(&checked(ghost)), Kind::Ghost);
    }

    #[test]
    fn a_message_that_has_changed_is_found() {
        assert_eq!(only(&checked(|shown| shown[0].text.push('!'))), Kind::Changed);
        assert_eq!(only(&checked(|shown| shown[0].author = None)), Kind::Changed);
        assert_eq!(only(&checked(|shown| shown[0].edited = true)), Kind::Changed);
        let react = |shown: &mut Vec<Message>| {
            let (emoji, by) = ("👍".into(), vec!["bo".into()]);
            shown[0].reactions.push(Reaction { emoji, count: 1, by });
        };
        assert_eq!(only(&checked(react)), Kind::Changed);
    }

    #[test]
    fn an_order_of_one_s_own_is_found() {
        assert_eq!(only(&checked(|shown| shown.swap(0, 1))), Kind::Disordered);
    }

    #[test]
    fn another_display_after_coming_back_is_found() {
        let mut history = good();
        history.clients[1].shown_before.pop();
        assert_eq!(only(&check(&history, &history.clients[1])), Kind::Changed);
    }
}
