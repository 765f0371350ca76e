use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use protocol::RoomList;

use crate::{auth::is_allowed, state::App};

/// What goes with the list: it is of this moment, it is no page to be found, and who may read it depends on who asks.
const ABOUT: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    (header::VARY, HeaderValue::from_static("origin")),
];

/// The rooms with people in them, for pages of this server and of the origins that it allows, and for programs.
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> impl IntoResponse {
    let origin = headers.get(header::ORIGIN).filter(|_| is_allowed(&headers, &app.origins));
    let readable = origin.map(|origin| [(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone())]);
    (ABOUT, readable, Json(RoomList { rooms: app.rooms.listed() }))
}
