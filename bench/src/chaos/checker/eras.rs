use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Place, deeds::Deeds};
use crate::{
    chaos::{
        history::{History, Record, What},
        plan::Store,
        stamp::Stamp,
    },
    wire::{Change, FromServer, Id, Message},
};

/// The logs of all rooms in all epochs: the last, as it was read at the end, and those that are gone, as they must have been.
///
/// A log of an earlier epoch held what stands in the last one and is older than its end, and what anybody was told of it.
/// Redis loses nothing but the end of its file, and that ends the epoch: the log that is put together so has no holes.
#[derive(Debug)]
pub(super) struct Eras<'a> {
    history: &'a History,
    deeds: Deeds<'a>,
    /// By room and epoch.
    places: Vec<HashMap<&'a str, Place<'a>>>,
    /// When each epoch was over, in milliseconds since 1970; the last has no end.
    ends: HashMap<&'a str, u64>,
}

/// What clients of one room were told in one epoch.
#[derive(Debug, Default)]
struct Told<'a> {
    messages: BTreeMap<Id, &'a Message>,
    changes: BTreeMap<Id, &'a Change>,
    /// The ends of welcomes, which may be the places of changes.
    ends: HashSet<Id>,
}

impl<'a> Eras<'a> {
    /// Puts them together.
    pub(super) fn new(history: &'a History) -> Self {
        let ends = ends(history);
        let deeds = Deeds::new(history);
        let places = |room| places(history, &deeds, room, &ends);
        let places = (0..history.logs.len()).map(places).collect();
        Self { history, deeds, places, ends }
    }

    /// The log of a room in an epoch that anybody was told of.
    pub(super) fn place(&self, room: usize, epoch: &str) -> Option<&Place<'a>> {
        self.places[room].get(epoch)
    }

    /// Whether a room's log is in this epoch now.
    pub(super) fn is_last(&self, room: usize, epoch: &str) -> bool {
        self.history.logs[room].epoch == epoch
    }

    /// What clients have asked messages to become.
    pub(super) fn deeds(&self) -> &Deeds<'a> {
        &self.deeds
    }

    /// What stands in a room's log at the end, in its order.
    pub(super) fn last(&self, room: usize) -> impl Iterator<Item = &'a Message> {
        self.history.logs[room].messages.iter()
    }

    /// When an epoch was over, in milliseconds since 1970: what has a later id is not of it.
    pub(super) fn end(&self, epoch: &str) -> Option<u64> {
        self.ends.get(epoch).copied()
    }

    /// How many epochs anybody was told of.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Whether a text was taken by a power cut.
    pub(super) fn is_taken(&self, text: &str) -> bool {
        Stamp::find(text).is_some_and(|stamp| self.takes(stamp))
    }

    /// Whether a message was taken by a power cut.
    pub(super) fn takes(&self, stamp: Stamp) -> bool {
        self.history.taken.contains(&stamp)
    }

    /// Whether what somebody was told stands in the log, or did so until it was deleted or a power cut took it.
    pub(super) fn is_explained(&self, room: usize, message: &Message) -> bool {
        let last = self.place(room, &self.history.logs[room].epoch);
        let stands = last.is_some_and(|last| last.of(message.id).is_some());
        stands || self.is_taken(&message.text) || self.deeds.delete(room, message.id)
    }

    /// Whether a change may be refused because its message is not there any more: deleted, or taken by a power cut.
    pub(super) fn excuse(&self, code: &str, nonce: Option<&str>) -> bool {
        let Some(deed) = nonce.and_then(|nonce| self.deeds.get(nonce)) else { return false };
        let (room, of) = (deed.room, deed.change.of);
        let told = || self.timeline(room).message(of).map(|message| message.text.as_str());
        code == "not_found"
            && (self.deeds.delete(room, of) || told().is_some_and(|text| self.is_taken(text)))
    }

    /// Everything that has ever stood in a room's log as far as anybody knows, in the order of the ids.
    pub(super) fn timeline(&self, room: usize) -> Place<'a> {
        let places = self.places[room].values().flat_map(Place::messages);
        let all: BTreeMap<_, _> = places.map(|message| (message.id, *message)).collect();
        Place::new(all.into_values().collect())
    }
}

/// When each epoch was over that anybody was told of: when Redis was started again for the first time after that.
fn ends(history: &History) -> HashMap<&str, u64> {
    let mut ends = HashMap::new();
    let last = history.logs.iter().map(|log| (log.epoch.as_str(), u64::MAX));
    let mut first_seen: HashMap<&str, u64> = HashMap::new();
    for event in history.clients.iter().flat_map(|client| &client.events) {
        if let What::Received(FromServer::Welcome(welcome)) = &event.what {
            let seen = first_seen.entry(&welcome.epoch).or_insert(u64::MAX);
            *seen = (*seen).min(history.began + event.at);
        }
    }
    for (epoch, seen) in first_seen {
        // A Redis that loses nothing goes on with the same epoch.
        let restarts: &[u64] =
            if history.store == Store::RedisEverysec { &history.restarts } else { &[] };
        let end = restarts.iter().copied().find(|restart| *restart > seen);
        ends.insert(epoch, end.unwrap_or(u64::MAX));
    }
    ends.extend(last);
    ends
}

fn places<'a>(
    history: &'a History,
    deeds: &Deeds,
    room: usize,
    ends: &HashMap<&'a str, u64>,
) -> HashMap<&'a str, Place<'a>> {
    let log = &history.logs[room];
    let mut told: HashMap<&str, Told> = HashMap::new();
    for client in history.clients.iter().filter(|client| client.role.room == room) {
        read(client, &mut told);
    }
    let is_gone = |id| deeds.delete(room, id);
    let gone = told.values().flat_map(|told| &told.messages).filter(|(id, _)| is_gone(**id));
    let gone: Vec<_> = gone.map(|(id, message)| (*id, *message)).collect();
    // Of the last it is known what stands there, whatever anybody was told, and of all what does not any more.
    told.entry(&log.epoch).or_default().messages = gone.into_iter().collect();
    let place = |(epoch, mut told): (&'a str, Told<'a>)| {
        let end = ends.get(epoch).copied().unwrap_or(u64::MAX);
        told.messages.extend(log.messages.iter().map(|message| (message.id, message)));
        told.messages.retain(|id, _| id.ms < end);
        told.ends.retain(|id| id.ms < end);
        told.ends.extend(told.changes.keys().filter(|id| id.ms < end));
        told.changes.retain(|id, change| id.ms < end && is_due(deeds, room, change));
        let place = Place::new(told.messages.into_values().collect());
        (epoch, place.without(is_gone).with(told.changes, told.ends))
    };
    told.into_iter().map(place).collect()
}

/// Whether everybody has to be told of a change. Of one that a power cut took not everybody is, and of what became of a message
/// before it was deleted nobody any more.
fn is_due(deeds: &Deeds, room: usize, change: &Change) -> bool {
    let deed = change.nonce.as_deref().and_then(|nonce| deeds.get(nonce));
    let is_undone = deed.is_some_and(|deed| deed.undone);
    !is_undone && (change.is_deletion() || !deeds.delete(room, change.of))
}

/// What a client was told, in whatever frame.
fn read<'a>(client: &'a Record, told: &mut HashMap<&'a str, Told<'a>>) {
    let mut epoch = "";
    for event in &client.events {
        let What::Received(frame) = &event.what else { continue };
        if let FromServer::Welcome(welcome) = frame {
            epoch = &welcome.epoch;
        }
        let told = told.entry(epoch).or_default();
        for message in frame.messages() {
            told.messages.entry(message.id).or_insert(message);
        }
        told.changes.extend(frame.changes().iter().map(|change| (change.id, change)));
        if let FromServer::Welcome(welcome) = frame {
            told.ends.extend(welcome.last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::{
        checker::fixture::{changed, delete, good, id, make},
        mark::Mark,
    };

    /// The last two messages are lost with the power, and with them the epoch.
    fn after_a_loss() -> History {
        let mut history = good();
        history.store = Store::RedisEverysec;
        let lost = history.logs[0].messages.split_off(4);
        history.taken = lost.iter().filter_map(|message| Stamp::find(&message.text)).collect();
        // Ids are of the end of the first second of 1970, and so is the run.
        history.restarts = vec![id(0).ms + 1];
        history.began = 500;
        history.logs[0].epoch = "after".into();
        history
    }

    fn ids(place: &Place) -> Vec<u64> {
        place.messages().iter().map(|message| message.id.seq).collect()
    }

    #[test]
    fn the_log_of_an_epoch_that_is_over_is_what_everybody_was_told_of_it() {
        let mut history = after_a_loss();
        let eras = Eras::new(&history);
        assert_eq!(ids(eras.place(0, "e").expect("it was told")), [1, 2, 3, 4, 5, 6]);
        assert_eq!(ids(eras.place(0, "after").expect("the last")), [1, 2, 3, 4]);
        assert_eq!(ids(&eras.timeline(0)), [1, 2, 3, 4, 5, 6]);
        assert!(eras.is_last(0, "after") && !eras.is_last(0, "e"));
        assert_eq!((eras.end("e"), eras.count()), (Some(1001), 2));
        for client in &mut history.clients {
            client
                .events
                .retain(|event| !matches!(event.what, What::Received(FromServer::Message(_))));
        }
        let eras = Eras::new(&history);
        let place = eras.place(0, "e").expect("it was told");
        assert_eq!(ids(place), [1, 2, 3, 4], "what nobody was told of is not missed");
    }

    #[test]
    fn what_came_after_the_end_of_an_epoch_is_not_of_it() {
        let mut history = after_a_loss();
        history.restarts = vec![history.began + 50];
        let eras = Eras::new(&history);
        assert!(ids(eras.place(0, "e").expect("it was told")).is_empty());
    }

    #[test]
    fn what_is_told_stands_there_or_was_taken() {
        let mut history = after_a_loss();
        let all = good().logs[0].messages.clone();
        let explained = |history: &History| {
            let eras = Eras::new(history);
            all.iter().filter(|message| eras.is_explained(0, message)).count()
        };
        assert_eq!(explained(&history), 6);
        history.taken.clear();
        assert_eq!(explained(&history), 4);
    }

    #[test]
    fn what_is_deleted_keeps_its_place_and_nobody_has_to_be_told_of_it() {
        let history = changed();
        let eras = Eras::new(&history);
        let place = eras.place(0, "e").expect("it was told");
        assert_eq!(ids(place), [1, 2, 3, 4, 5, 6]);
        assert!(place.has_between(1, 3) && !place.has_between(2, 3));
        assert!(eras.is_explained(0, &good().logs[0].messages[2]));
        let changes =
            |from, to| place.changes(from, to).map(|change| change.id).collect::<Vec<_>>();
        assert_eq!(changes(Some(id(7)), id(9)), [id(8)]);
        assert_eq!(changes(None, id(10)), [id(7), id(8), id(9)]);
        assert_eq!(changes(Some(id(9)), id(7)), []);
    }

    #[test]
    fn of_what_the_power_took_or_a_deletion_left_behind_not_everybody_is_told() {
        let due = |change: fn(&mut History)| {
            let mut history = changed();
            change(&mut history);
            let eras = Eras::new(&history);
            let place = eras.place(0, "e").expect("it was told");
            place.changes(None, id(99)).map(|change| change.id).collect::<Vec<_>>()
        };
        let undone = due(|history| history.undone = [Mark { client: 0, number: 7 }].into());
        assert_eq!(undone, [id(8), id(9)]);
        assert_eq!(due(|history| make(history, 0, &delete(10, 1))), [id(9), id(10)]);
    }
}
