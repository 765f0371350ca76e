use protocol::Nonce;
use web_sys::Storage;

use super::{storage, storage::in_order};
use crate::talk::Letter;

/// Where what waits for the server outlives the page: `localStorage`, a key a message, so that two pages of one room
/// do not overwrite each other's. A browser that keeps nothing, or has no room left, keeps nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawer {
    /// What the keys of this room begin with. No room's name has a colon in it.
    prefix: String,
    /// What lies in it, as far as this page knows.
    kept: Vec<Letter>,
}

impl Drawer {
    /// The drawer of a room.
    pub(crate) fn of(room: &str) -> Self {
        Self { prefix: format!("say:{room}:"), kept: Vec::new() }
    }

    /// What was left there, in the order in which it was said.
    pub(crate) fn open(&mut self) -> Vec<Letter> {
        let Some(storage) = storage() else { return Vec::new() };
        let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?);
        let letters = keys.filter_map(|key| self.letter(&storage, &key));
        let letters = in_order(letters.map(|letter| (letter.at, letter)));
        self.kept.clone_from(&letters);
        letters
    }

    /// Keeps these, and nothing else that this page knows of.
    pub(crate) fn keep(&mut self, letters: &[Letter]) {
        if self.kept == letters {
            return;
        }
        let Some(storage) = storage() else { return };
        for letter in letters.iter().filter(|letter| !self.kept.contains(letter)) {
            drop(storage.set_item(&self.key(&letter.nonce), &letter.to_stored()));
        }
        for gone in &self.kept {
            if !letters.iter().any(|letter| letter.nonce == gone.nonce) {
                drop(storage.remove_item(&self.key(&gone.nonce)));
            }
        }
        self.kept = letters.to_vec();
    }

    fn key(&self, nonce: &Nonce) -> String {
        format!("{}{}", self.prefix, nonce.as_str())
    }

    fn letter(&self, storage: &Storage, key: &str) -> Option<Letter> {
        let nonce = Nonce::parse(key.strip_prefix(&self.prefix)?)?;
        Letter::read(nonce, &storage.get_item(key).ok()??)
    }
}
