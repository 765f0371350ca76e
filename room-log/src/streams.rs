//! Redis Streams, for several nodes.

mod append;
mod backoff;
mod changed;
mod durability;
mod failure;
mod keeper;
mod keys;
mod pages;
mod reply;
mod scripts;
mod shard;

use std::sync::Arc;
use std::time::Duration;

use protocol::RoomName;
use redis::{Client, IntoConnectionInfo};
use tokio::sync::watch;

use self::keeper::Keeper;
use self::keys::Keys;
use self::reply::broken;
use self::scripts::{CLAIM, TAILS_OF};
use self::shard::{Call, Shard};
use crate::health::Pulse;
use crate::retention::millis;
use crate::{Health, LogError, OpenError, Retention, Tail};

/// Rooms that are asked for at a time: one answer must not keep a server for long.
const TAILS: usize = 1000;

/// Longer than this nothing is kept: Redis counts an expiry in milliseconds since 1970, in 64 bits.
const LONGEST: Duration = Duration::from_hours(24 * 365 * 100);

/// The log of all nodes that use the same servers and prefix.
#[derive(Debug)]
pub(crate) struct Streams {
    keys: Keys,
    retention: Retention,
    pulse: Arc<Pulse>,
    shards: Vec<Arc<Shard>>,
    keepers: Vec<Keeper>,
}

impl Streams {
    pub(crate) fn open(
        urls: &[String],
        prefix: &str,
        retention: Retention,
    ) -> Result<Self, OpenError> {
        if urls.is_empty() {
            return Err(OpenError("a log in Redis needs at least one URL".to_owned()));
        }
        let keys = Keys::new(prefix);
        let pulse = Arc::new(Pulse::new(urls.len(), false));
        let clients: Vec<Client> = urls.iter().map(|url| client(url)).collect::<Result<_, _>>()?;
        let (mut shards, mut keepers) = (Vec::new(), Vec::new());
        for (index, client) in clients.into_iter().enumerate() {
            let shard = Arc::new(Shard::new(index, keys.epoch(), Arc::clone(&pulse)));
            keepers.push(Keeper::start(index, client, Arc::clone(&shard), Arc::clone(&pulse)));
            shards.push(shard);
        }
        let retention = Retention { age: retention.age.min(LONGEST), ..retention };
        Ok(Self { keys, retention, pulse, shards, keepers })
    }

    pub(crate) async fn tails(&self, rooms: &[RoomName]) -> Vec<Result<Tail, LogError>> {
        let mut tails = vec![Err(broken()); rooms.len()];
        for (index, shard) in self.shards.iter().enumerate() {
            let here = |place: &usize| self.keys.shard(&rooms[*place], self.shards.len()) == index;
            let places: Vec<usize> = (0..rooms.len()).filter(here).collect();
            for places in places.chunks(TAILS) {
                let streams = places.iter().map(|place| self.keys.stream(&rooms[*place])).collect();
                let found = self.tails_on(shard, streams).await;
                for (nth, place) in places.iter().enumerate() {
                    tails[*place] = match &found {
                        Ok(found) => found.get(nth).cloned().ok_or_else(broken),
                        Err(error) => Err(error.clone()),
                    };
                }
            }
        }
        tails
    }

    async fn tails_on(&self, shard: &Shard, streams: Vec<String>) -> Result<Vec<Tail>, LogError> {
        let call = streams.into_iter().fold(Call::new(&TAILS_OF), Call::key).arg(self.age());
        let mut reply = shard.call(&call).await?;
        let lasts = reply.array()?;
        let tail = |last| Ok(Tail { epoch: reply.epoch.clone(), last: reply::id(last)? });
        lasts.into_iter().map(tail).collect()
    }

    pub(crate) async fn claim(
        &self,
        room: &RoomName,
        holder: &str,
        ttl: Duration,
    ) -> Result<bool, LogError> {
        let call = Call::new(&CLAIM).key(self.keys.lease(room));
        let call = call.arg(holder).arg(millis(ttl.min(LONGEST)).max(1));
        self.shard(room).call(&call).await?.flag()
    }

    pub(crate) fn health(&self) -> watch::Receiver<Health> {
        self.pulse.watch()
    }

    pub(crate) fn close(&self) {
        self.keepers.iter().for_each(Keeper::stop);
        self.shards.iter().for_each(|shard| shard.disconnect());
    }

    fn shard(&self, room: &RoomName) -> &Shard {
        &self.shards[self.keys.shard(room, self.shards.len())]
    }

    fn age(&self) -> u64 {
        millis(self.retention.age).max(1)
    }
}

fn client(url: &str) -> Result<Client, OpenError> {
    // The URL may hold a password: it is not repeated.
    let bad = |error| OpenError(format!("not the URL of a Redis server: {error}"));
    let info = url.into_connection_info().map_err(bad)?;
    let tcp = info.tcp_settings().clone().set_nodelay(true);
    Client::open(info.set_tcp_settings(tcp)).map_err(bad)
}
