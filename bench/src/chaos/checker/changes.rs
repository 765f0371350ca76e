use std::collections::BTreeSet;

use super::{Eras, Kind, Violation, deed::Deed, log::beginning};
use crate::{
    chaos::{
        fold::{apply, sorted},
        history::{History, Record, What},
        stamp::Stamp,
    },
    wire::{Change, FromServer, Id, Message},
};

/// What became of messages is what was asked for and acknowledged, in the order of the ids, and nothing else; and everybody was
/// told just that.
pub(super) fn check(history: &History, eras: &Eras) -> Vec<Violation> {
    let clients = history.clients.iter();
    let mut violations: Vec<_> = clients.flat_map(|client| check_told(eras, client)).collect();
    violations.extend(eras.deeds().iter().filter_map(|deed| check_deletion(history, deed)));
    for (room, log) in history.logs.iter().enumerate() {
        let who = format!("the log of room {room}");
        let found = log.messages.iter().flat_map(|message| check_message(eras, room, message));
        violations.extend(found.map(|(kind, detail)| Violation::new(kind, &who, detail)));
    }
    violations
}

/// Whatever change a client was told of, somebody had asked for it, and it has one id.
fn check_told(eras: &Eras, client: &Record) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut found =
        |kind, detail: String| violations.push(Violation::new(kind, &client.name, detail));
    for event in &client.events {
        let What::Received(frame) = &event.what else { continue };
        for change in frame.changes() {
            match deed_of(eras, change).filter(|deed| deed.room == client.role.room) {
                None => found(Kind::Invented, format!("nobody asked for {change:?}")),
                Some(deed) if !deed.is(change) => {
                    found(Kind::Changed, format!("{change:?} was asked for as {:?}", deed.change));
                }
                Some(deed) if is_misnamed(deed, change.id) => {
                    let detail = format!("{} was acknowledged as {}", change.id, deed.change.id);
                    found(Kind::Misnamed, detail);
                }
                Some(_) => {}
            }
        }
        if let FromServer::Ack { nonce, id } = frame
            && let Some(deed) = eras.deeds().get(nonce).filter(|deed| is_misnamed(deed, *id))
        {
            let detail = format!("{nonce} was acknowledged as {id} and as {}", deed.change.id);
            found(Kind::Misnamed, detail);
        }
    }
    violations
}

fn deed_of<'a>(eras: &'a Eras, change: &Change) -> Option<&'a Deed<'a>> {
    eras.deeds().get(change.nonce.as_deref()?)
}

/// Whether a change has another id. One that a power cut took may have been made anew.
fn is_misnamed(deed: &Deed, id: Id) -> bool {
    deed.stands && !deed.undone && deed.change.id != id
}

/// What is deleted does not stand in the log.
fn check_deletion(history: &History, deed: &Deed) -> Option<Violation> {
    let log = &history.logs[deed.room].messages;
    let is_due = deed.change.is_deletion() && deed.stands && !deed.undone;
    let stays = log.iter().find(|message| is_due && message.id == deed.change.of)?;
    let (id, start) = (deed.change.id, beginning(&stays.text));
    let detail =
        format!("“{start}”, {}, stands there, and its deletion is acknowledged as {id}", stays.id);
    Some(Violation::new(Kind::Lost, deed.by, detail))
}

/// A message of the log is as its changes have left it.
fn check_message(eras: &Eras, room: usize, message: &Message) -> Vec<(Kind, String)> {
    let deeds: Vec<_> = eras.deeds().to(room, message.id).collect();
    let said = Stamp::find(&message.text).and_then(|said| eras.deeds().original(said));
    // What nobody said is for others to find.
    let Some(said) = said.filter(|_| !deeds.iter().any(|deed| deed.is_open())) else {
        return Vec::new();
    };
    let mut changes: Vec<_> = deeds.iter().filter(|deed| deed.stands).collect();
    changes.sort_by_key(|deed| deed.change.id);
    let (text, reactions) = (said.to_owned(), Vec::new());
    let mut due = Message { text, edited: false, reactions, ..message.clone() };
    changes.iter().for_each(|deed| apply(&mut due, &deed.change));
    compare(&due, &sorted(message))
}

fn compare(due: &Message, stands: &Message) -> Vec<(Kind, String)> {
    let id = stands.id;
    let mut found = Vec::new();
    if (&due.text, due.edited) != (&stands.text, stands.edited) {
        let (text, due) = (beginning(&stands.text), beginning(&due.text));
        let edited = stands.edited;
        let detail = format!("{id} is “{text}”, edited: {edited}, and should be “{due}”");
        found.push((Kind::Lost, detail));
    }
    let (due, stand) = (reactions(due), reactions(stands));
    let lost = due.difference(&stand).map(|one| (Kind::Lost, format!("{one:?} is not on {id}")));
    found.extend(lost);
    let ghosts = stand.difference(&due);
    found.extend(ghosts.map(|one| (Kind::Ghost, format!("{one:?} is on {id}"))));
    found
}

/// Each emoji with each of those who have put it there.
fn reactions(message: &Message) -> BTreeSet<(&str, &str)> {
    let reactions = message.reactions.iter();
    let people =
        reactions.flat_map(|one| one.by.iter().map(|who| (one.emoji.as_str(), who.as_str())));
    people.collect()
}

#[cfg(test)]
mod tests;
