use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use channel_layer::Health as LayerHealth;
use protocol::{RoomName, ServerFrame};
use room_log::Health as LogHealth;
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
    let mut layer_was = (false, 0);
    let mut check = interval(CHECK);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = true;
    loop {
        let connected = shared.is_connected();
        let rooms = lock(&open).rooms();
        if connected != told {
            told = connected;
            rooms.iter().for_each(|room| room.notify(&ServerFrame::Layer { connected }));
        }
        let gaps = layer_was.1;
        layer_was = of_layer(&layer.borrow_and_update());
        let log_was = of_log(&log.borrow_and_update());
        if layer_was.1 != gaps {
            for room in &rooms {
                room.floor().change(|hall, now| hall.roster.resync(now));
            }
        }
        compare(&shared, rooms).await;
        tokio::select! {
            _ = check.tick() => {}
            changed = layer.wait_for(|now| of_layer(now) != layer_was) => if changed.is_err() { return },
            changed = log.wait_for(|now| of_log(now) != log_was) => if changed.is_err() { return },
        }
    }
}

/// What about a layer concerns the rooms. What it could not understand does not, and may come by the thousand.
const fn of_layer(health: &LayerHealth) -> (bool, u64) {
    (health.connected, health.gaps)
}

/// The same of a log.
const fn of_log(health: &LogHealth) -> (bool, u64) {
    (health.available, health.resets)
}

/// Finds rooms whose log does not end where they think.
async fn compare(shared: &Shared, rooms: Vec<Arc<Room>>) {
    for rooms in rooms.chunks(BATCH) {
        let names: Vec<RoomName> = rooms.iter().map(|room| room.floor().name.clone()).collect();
        for (room, tail) in rooms.iter().zip(shared.log.tails(&names).await) {
            match tail {
                Ok(tail) => room.floor().change(|hall, _| hall.compare(tail)),
                Err(error) => {
                    tracing::debug!(room = %room.floor().name, %error, "a room cannot be held against its log");
                }
            }
        }
    }
}
