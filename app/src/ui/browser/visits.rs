use protocol::Listed;

use super::{now, storage, storage::in_order, store};

/// What the keys begin with under which visits are kept.
const PREFIX: &str = "visited:";

/// Remembers that a room was visited now.
pub(crate) fn visit(room: &str) {
    store(&format!("{PREFIX}{room}"), &now().to_string());
}

/// The rooms that were visited before, the last first, without those that are shown elsewhere.
pub(crate) fn visited(most: usize, others: &[Listed]) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?);
    let visits = keys.filter_map(|key| {
        let room = key.strip_prefix(PREFIX)?;
        let at: u64 = storage.get_item(&key).ok()??.parse().ok()?;
        let shown = others.iter().any(|other| other.name.as_str() == room);
        (!shown).then(|| (u64::MAX - at, room.to_owned()))
    });
    in_order(visits).into_iter().take(most).collect()
}
