use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{any, get, post},
};
use protocol::limits;
use tower_http::{CompressionLevel, compression::CompressionLayer};

use super::{lobby, operations, preferences, room, rooms, site, socket};
use crate::{auth, state::App};

/// How hard pages are compressed, which are made anew each time: a seventh of their size for a millisecond of work.
const QUALITY: CompressionLevel = CompressionLevel::Precise(4);

/// Every address, grouped by who asks.
pub(crate) fn routes(app: App) -> Router {
    site::prepare();
    let people = Router::new()
        .route("/chat/", get(lobby::page))
        .route("/preferences", post(preferences::choose))
        .route("/chat/{room}", get(room::page).post(room::post))
        .route("/chat/{room}/", get(room::page).post(room::post))
        .layer(CompressionLayer::new().quality(QUALITY));
    let sockets = Router::new()
        .route("/ws/chat/{room}", any(socket::open))
        .route("/ws/chat/{room}/", any(socket::open));
    let ways = Router::new().route("/", get(lobby::enter)).route("/chat", get(lobby::enter));
    let machines = Router::new()
        .route("/rooms", get(rooms::list))
        .route("/healthz", get(operations::healthz))
        .route("/readyz", get(operations::readyz))
        .route("/metrics", get(operations::metrics));
    people
        .merge(sockets)
        .layer(from_fn_with_state(app.sessions.clone(), auth::identify))
        .merge(ways)
        .merge(machines)
        .fallback(site::file_or_not_found)
        .layer(DefaultBodyLimit::max(limits::FRAME_BYTES))
        .with_state(app)
}
