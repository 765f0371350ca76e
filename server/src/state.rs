use std::{fmt, net::IpAddr, sync::Arc};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio_util::task::TaskTracker;

use crate::{
    auth::{AllowedOrigin, Sessions},
    budgets::Budgets,
    drain::Drain,
    limiter::Rate,
    posters::Posters,
    room::Rooms,
};

/// What every request can reach.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) sessions: Sessions,
    pub(crate) origins: Arc<[AllowedOrigin]>,
    /// The proxies in front of this server, besides those on its own machine.
    pub(crate) proxies: Arc<[IpAddr]>,
    pub(crate) rate: Option<Rate>,
    pub(crate) drain: Drain,
    /// The open sockets, which outlive the HTTP server's own idea of a connection.
    pub(crate) sockets: TaskTracker,
    pub(crate) leptos: LeptosOptions,
    pub(crate) posters: Arc<Posters>,
    pub(crate) budgets: Arc<Budgets>,
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
