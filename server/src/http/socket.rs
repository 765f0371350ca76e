use std::time::Instant;

use axum::{
    extract::{State, WebSocketUpgrade},
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
    match ChatConsumer::connect(scope, dialect, app.rooms.clone(), pace).await {
        Ok(consumer) => upgrade.on_upgrade(move |socket| {
            app.sockets.clone().track_future(connection::serve(socket, consumer, app.drain))
        }),
        Err(error) => {
            tracing::warn!(%error, "a room could not be opened");
            turn_away(upgrade, dialect)
        }
    }
}

/// A browser shows a page nothing of a refused handshake, so whoever understands close codes is given one. The tutorial's page is
/// refused as by Django, where a consumer that cannot connect accepts nothing.
fn turn_away(upgrade: WebSocketUpgrade, dialect: Dialect) -> Response {
    match dialect {
        Dialect::V1 => upgrade.on_upgrade(async |mut socket| {
            connection::close(&mut socket, CloseCode::Busy).await;
        }),
        Dialect::Tutorial => Refusal::Unavailable.into_response(),
    }
}
