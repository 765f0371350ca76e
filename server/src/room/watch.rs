use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use protocol::{RoomName, ServerFrame};
use tokio::time::{MissedTickBehavior, interval};

use super::{
    Room,
    rooms::Open,
    shared::{Shared, lock},
};

/// How often the open rooms are held against the log. With the heartbeat, a message that the layer has lost without a sign is
/// found within 25 seconds by every page, and by most within this.
const CHECK: Duration = Duration::from_secs(4);

/// Rooms that are looked up in the log at once.
const BATCH: usize = 500;

/// Watches over the rooms of this node: tells people when layer or log are lost and back, and finds what the layer has lost.
pub(super) async fn watch(shared: Arc<Shared>, open: Arc<Mutex<Open>>) {
    let (mut layer, mut log) = (shared.layer.health(), shared.log.health());
    let mut check = interval(CHECK);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut told, mut gaps) = (true, 0);
    loop {
        let connected = shared.is_connected();
        let rooms = lock(&open).rooms();
        if connected != told {
            told = connected;
            rooms.iter().for_each(|room| room.notify(&ServerFrame::Layer { connected }));
        }
        let now_gaps = layer.borrow_and_update().gaps;
        log.mark_unchanged();
        if now_gaps != gaps {
            gaps = now_gaps;
            for room in &rooms {
                room.floor().change(|hall, now| hall.roster.resync(now));
            }
        }
        compare(&shared, rooms).await;
        tokio::select! {
            _ = check.tick() => {}
            changed = layer.changed() => if changed.is_err() { return },
            changed = log.changed() => if changed.is_err() { return },
        }
    }
}

/// Finds rooms whose log does not end where they think.
async fn compare(shared: &Shared, rooms: Vec<Arc<Room>>) {
    for rooms in rooms.chunks(BATCH) {
        let names: Vec<RoomName> = rooms.iter().map(|room| room.floor().name.clone()).collect();
        match shared.log.tails(&names).await {
            Ok(tails) => {
                for (room, tail) in rooms.iter().zip(tails) {
                    room.floor().change(|hall, _| hall.compare(&tail));
                }
            }
            Err(error) => return tracing::debug!(%error, "rooms cannot be held against the log"),
        }
    }
}
