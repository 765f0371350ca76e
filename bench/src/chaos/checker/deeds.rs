use std::collections::{BTreeMap, HashMap};

use super::deed::Deed;
use crate::{
    chaos::{
        history::{History, Record, What},
        stamp::Stamp,
    },
    wire::{FromServer, Id, ToServer},
};

/// All changes that clients have asked for, and the messages that they are to.
#[derive(Debug, Default)]
pub(super) struct Deeds<'a> {
    /// By their nonces.
    deeds: BTreeMap<&'a str, Deed<'a>>,
    /// Their nonces, by room and message.
    of: HashMap<(usize, Id), Vec<&'a str>>,
    /// The texts that messages had first.
    originals: HashMap<Stamp, &'a str>,
    /// Messages that are deleted, or may be, as far as anybody was told of them, and when the first asked for that.
    gone: HashMap<Stamp, u64>,
}

impl<'a> Deeds<'a> {
    /// Reads all records.
    pub(super) fn new(history: &'a History) -> Self {
        let mut deeds = Self::default();
        history.clients.iter().for_each(|client| deeds.read(history, client));
        history.posts.iter().for_each(|post| deeds.say(&post.text));
        deeds.gone = history.clients.iter().flat_map(|client| deeds.gone_of(client)).collect();
        deeds
    }

    /// The one of a nonce.
    pub(super) fn get(&self, nonce: &str) -> Option<&Deed<'a>> {
        self.deeds.get(nonce)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Deed<'a>> {
        self.deeds.values()
    }

    /// What a message was asked to become.
    pub(super) fn to(&self, room: usize, message: Id) -> impl Iterator<Item = &Deed<'a>> {
        let nonces = self.of.get(&(room, message)).into_iter().flatten();
        nonces.filter_map(|nonce| self.deeds.get(nonce))
    }

    /// Whether a message is deleted, or may be.
    pub(super) fn delete(&self, room: usize, message: Id) -> bool {
        self.deletion(room, message).is_some()
    }

    /// From when on, in milliseconds since the run began, what was said may be deleted.
    pub(super) fn deleted(&self, said: Stamp) -> Option<u64> {
        self.gone.get(&said).copied()
    }

    /// When the first asked for the deletion of a message.
    fn deletion(&self, room: usize, message: Id) -> Option<u64> {
        let is_deletion = |deed: &&Deed| deed.change.is_deletion() && !deed.refused;
        self.to(room, message).filter(is_deletion).map(|deed| deed.at).min()
    }

    /// The text that a message had first.
    pub(super) fn original(&self, said: Stamp) -> Option<&'a str> {
        self.originals.get(&said).copied()
    }

    /// Whether a message may have had this text: its first, or one of an edit.
    pub(super) fn allow(&self, room: usize, message: Id, text: &str) -> bool {
        let original = Stamp::find(text).and_then(|said| self.original(said));
        original == Some(text) || self.to(room, message).any(|deed| has_text(deed, text))
    }

    /// The edit that gave a message this text; none for its first, and for one of which nobody knows.
    pub(super) fn edit(&self, room: usize, message: Id, text: &str) -> Option<Id> {
        let edit = self.to(room, message).find(|deed| deed.stands && has_text(deed, text));
        edit.map(|deed| deed.change.id)
    }

    fn read(&mut self, history: &History, client: &'a Record) {
        for event in &client.events {
            match &event.what {
                What::Sent(ToServer::Say { text, .. }) | What::Told(text) => self.say(text),
                What::Sent(frame) => self.ask(history, client, frame, event.at),
                What::Received(FromServer::Ack { nonce, id }) => {
                    if let Some(deed) = self.deeds.get_mut(nonce.as_str()) {
                        (deed.stands, deed.change.id) = (true, *id);
                    }
                }
                What::Received(FromServer::Error { code, nonce: Some(nonce), .. })
                    if !comes_back(code) =>
                {
                    if let Some(deed) = self.deeds.get_mut(nonce.as_str()) {
                        deed.refused = true;
                    }
                }
                _ => {}
            }
        }
    }

    fn say(&mut self, text: &'a str) {
        self.originals.extend(Stamp::find(text).map(|said| (said, text)));
    }

    fn ask(&mut self, history: &History, client: &'a Record, frame: &'a ToServer, at: u64) {
        let deed = Deed::asked(history, client, frame, at);
        let (Some(nonce), Some(deed)) = (frame.nonce(), deed) else { return };
        if !self.deeds.contains_key(nonce) {
            self.of.entry((deed.room, deed.change.of)).or_default().push(nonce);
            self.deeds.insert(nonce, deed);
        }
    }

    /// The deleted messages among those that a client was told of.
    fn gone_of(&self, client: &Record) -> Vec<(Stamp, u64)> {
        let frames = client.events.iter().filter_map(|event| match &event.what {
            What::Received(frame) => Some(frame),
            _ => None,
        });
        let told = frames.flat_map(FromServer::messages);
        let gone = told.filter_map(|message| {
            let deleted = self.deletion(client.role.room, message.id)?;
            Some((Stamp::find(&message.text)?, deleted))
        });
        gone.collect()
    }
}

/// Whether what is refused so may be asked for again.
pub(super) fn comes_back(code: &str) -> bool {
    ["unavailable", "too_fast"].contains(&code)
}

fn has_text(deed: &Deed, text: &str) -> bool {
    deed.change.text.as_deref() == Some(text)
}
