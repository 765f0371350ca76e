use protocol::Listed;

use super::{now, storage, store};

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
    let mut visits: Vec<(u64, String)> = keys
        .filter_map(|key| {
            let room = key.strip_prefix(PREFIX)?;
            let at = storage.get_item(&key).ok()??.parse().ok()?;
            let shown = others.iter().any(|other| other.name.as_str() == room);
            (!shown).then(|| (at, room.to_owned()))
        })
        .collect();
    visits.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
    visits.into_iter().take(most).map(|(_, room)| room).collect()
}
