use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use channel_layer::{Channel, Error as LayerError};
use protocol::Listed;
use tokio::time::{MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use super::{
    directory::Directory,
    directory_group,
    note::Note,
    notice::Notice,
    rooms::Open,
    shared::{Shared, lock},
};

/// How long changes are gathered before they are told together.
const GATHER: Duration = Duration::from_millis(500);

/// How long a list is shown before it is made anew: with a thousand rooms on each of many nodes that takes milliseconds, and
/// anybody may ask.
const SHOWN: Duration = Duration::from_millis(200);

/// How long to wait after the layer failed to give a message.
const PAUSE: Duration = Duration::from_millis(200);

/// Tells the other nodes which rooms have people here, and hears the same of them, for as long as it lives.
#[derive(Debug)]
pub(super) struct Herald {
    post: Arc<Post>,
    round: AbortOnDropHandle<()>,
}

/// What a herald stands on.
#[derive(Debug)]
struct Post {
    shared: Arc<Shared>,
    open: Arc<Mutex<Open>>,
    directory: Mutex<Directory>,
    /// The list that was made last, and when.
    shown: Mutex<Option<(Instant, Vec<Listed>)>>,
}

impl Herald {
    /// Must be called inside a Tokio runtime.
    pub(super) fn hire(shared: Arc<Shared>, open: Arc<Mutex<Open>>) -> Self {
        let directory = Mutex::new(Directory::new(shared.node.clone(), Instant::now()));
        let post = Arc::new(Post { shared, open, directory, shown: Mutex::default() });
        let round = tokio::spawn(round(Arc::clone(&post)));
        Self { post, round: AbortOnDropHandle::new(round) }
    }

    /// The rooms with people in them, the busiest first.
    pub(super) fn listed(&self) -> Vec<Listed> {
        let (now, mut shown) = (Instant::now(), lock(&self.post.shown));
        let kept = shown.take().filter(|(made, _)| now.duration_since(*made) < SHOWN);
        let anew = || (now, lock(&self.post.directory).listed(now));
        let (_, rooms) = shown.insert(kept.unwrap_or_else(anew));
        rooms.clone()
    }

    /// Tells the other nodes that this one has no people any more, and nothing after that.
    pub(super) async fn bid_farewell(&self) {
        self.round.abort();
        let farewell = lock(&self.post.directory).farewell();
        self.post.send(farewell).await;
    }
}

async fn round(post: Arc<Post>) {
    loop {
        match post.shared.layer.open().await {
            Ok(channel) => {
                tokio::join!(post.hear(&channel), post.tell());
            }
            Err(error) => {
                tracing::warn!(%error, "rooms cannot be listed");
                sleep(PAUSE).await;
            }
        }
    }
}

impl Post {
    /// Takes in what the other nodes tell, and stays a member of their group.
    async fn hear(&self, channel: &Channel) {
        let group = directory_group();
        let mut renewal = interval(self.shared.layer.group_expiry() / 4);
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let heard: Result<_, LayerError> = tokio::select! {
                heard = channel.receive() => heard.map(Some),
                _ = renewal.tick() => channel.join(&group).await.map(|()| None),
            };
            match heard {
                Ok(event) => {
                    if let Some(Note::Rooms { notice }) = event.as_ref().and_then(Note::from_layer)
                    {
                        lock(&self.directory).hear(notice, Instant::now());
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the list of rooms cannot be heard");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Tells what has changed soon, everything at each beat, and everything at once when the layer is back.
    async fn tell(&self) {
        let mut health = self.shared.layer.health();
        let standing = |health: channel_layer::Health| (health.connected, health.gaps);
        let mut before = standing(*health.borrow());
        loop {
            let due = lock(&self.directory).due();
            tokio::select! {
                () = sleep_until(due.into()) => {}
                () = self.shared.counted.notified() => sleep(GATHER).await,
                changed = health.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let now = standing(*health.borrow_and_update());
                    if std::mem::replace(&mut before, now) == now {
                        continue;
                    }
                    lock(&self.directory).renew(Instant::now());
                }
            }
            self.send(self.survey()).await;
        }
    }

    fn survey(&self) -> Vec<Notice> {
        let rooms = lock(&self.open).rooms();
        let listed = rooms.iter().filter_map(|room| room.listed());
        lock(&self.directory).tell(listed, Instant::now())
    }

    /// What does not get through is told again at the next beat.
    async fn send(&self, notices: Vec<Notice>) {
        let group = directory_group();
        for notice in notices {
            let note = Note::Rooms { notice }.to_layer();
            if let Err(error) = self.shared.layer.group_send(&group, &note).await {
                return tracing::debug!(%error, "the other nodes were not told of all rooms");
            }
        }
    }
}
