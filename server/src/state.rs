use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use protocol::UserId;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    auth::{AllowedOrigin, Sessions},
    limiter::{Limiter, Rate},
    room::Rooms,
};

/// People whose posts are remembered for the rate at a time; over that, everybody's count begins anew.
const POSTERS: usize = 10_000;

/// What every request can reach.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) sessions: Sessions,
    pub(crate) origins: Arc<[AllowedOrigin]>,
    pub(crate) rate: Option<Rate>,
    /// Cancelled when the server is to end.
    pub(crate) stop: CancellationToken,
    /// The open sockets, which outlive the HTTP server's own idea of a connection.
    pub(crate) sockets: TaskTracker,
    pub(crate) leptos: LeptosOptions,
    pub(crate) posters: Arc<Mutex<HashMap<UserId, Limiter>>>,
}

impl App {
    /// Whether the rate allows this person one more post without a socket.
    pub(crate) fn admits_post(&self, user: &UserId, now: Instant) -> bool {
        let mut posters = self.posters.lock().unwrap_or_else(PoisonError::into_inner);
        if posters.len() >= POSTERS {
            posters.clear();
        }
        posters.entry(user.clone()).or_insert_with(|| Limiter::new(self.rate, now)).admit(now)
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("rate", &self.rate)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}
