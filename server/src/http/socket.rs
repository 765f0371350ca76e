use std::time::Instant;

use axum::{
    extract::{State, WebSocketUpgrade, ws::WebSocket},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use protocol::{CloseCode, SUBPROTOCOL, limits};

use super::Refusal;
use crate::{
    address::Source, auth::is_allowed, connection, consumer::ChatConsumer, pace::Pace,
    room::Dialect, scope::Scope, state::App,
};

/// What a read takes at once. A connection keeps this buffer while it idles: the library's default of 128 KiB would
/// be the largest thing about it.
const READ_BUFFER: usize = 1024;

/// A message up to here is read, and refused with a proper close when it is over the limit for frames.
const READABLE: usize = 4 * limits::FRAME_BYTES;

/// Opens the socket of a room.
pub(super) async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    Source(address): Source,
    scope: Scope,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    if !is_allowed(&headers, &app.origins) {
        return Refusal::Origin.into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(READABLE)
        .max_frame_size(READABLE)
        .protocols([SUBPROTOCOL]);
    let is_v1 = upgrade.selected_protocol() == Some(&HeaderValue::from_static(SUBPROTOCOL));
    let dialect = if is_v1 { Dialect::V1 } else { Dialect::Tutorial };
    let now = Instant::now();
    let budget = address.map(|address| app.budgets.of(address, now));
    let pace = Pace::new(app.rate, budget, now);
    upgrade.on_upgrade(move |socket| {
        app.sockets.clone().track_future(serve(app, socket, scope, dialect, pace))
    })
}

async fn serve(app: App, mut socket: WebSocket, scope: Scope, dialect: Dialect, pace: Pace) {
    match ChatConsumer::connect(scope, dialect, app.rooms.clone(), pace).await {
        Ok(consumer) => connection::serve(socket, consumer, app.drain.clone()).await,
        Err(error) => {
            tracing::warn!(%error, "a room could not be opened");
            connection::close(&mut socket, CloseCode::Busy).await;
        }
    }
}
