use std::time::{Duration, Instant};

use app::{Boot, Locale, Page};
use axum::{
    Extension, Form,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use protocol::{BadRoomName, Nonce, RoomName, Text, Welcome};
use serde::Deserialize;
use tokio::time::timeout;

use super::{
    Refusal,
    lobby::{self, address},
    site,
};
use crate::{
    auth::{User, is_allowed},
    room::{Dialect, Drained, Outgoing, Seat},
    scope::Scope,
    state::App,
};

/// How long a post waits until its message stands in the room.
const PATIENCE: Duration = Duration::from_secs(2);

/// The room with its newest messages, under its one address.
pub(super) async fn page(
    State(app): State<App>,
    Extension(locale): Extension<Locale>,
    Extension(user): Extension<User>,
    typed: Result<Path<String>, axum::extract::rejection::PathRejection>,
    request: Request,
) -> Response {
    // Only bytes that are no UTF-8 are no path.
    let Ok(Path(typed)) = typed else {
        return lobby::refuse(app, locale, String::new(), BadRoomName::Character, request).await;
    };
    let name = match RoomName::parse(&typed) {
        Ok(name) => name,
        Err(problem) => return lobby::refuse(app, locale, typed, problem, request).await,
    };
    if request.uri().path() != address(&name) {
        return Redirect::permanent(&address(&name)).into_response();
    }
    let welcome = Welcome {
        you: user.into(),
        epoch: app.rooms.epoch().to_owned(),
        reset: false,
        connected: app.rooms.connected(),
        messages: app.rooms.newest(&name),
    };
    site::render(
        app,
        StatusCode::OK,
        Boot { page: Page::Room { name, welcome: Some(welcome) }, locale },
        request,
    )
    .await
}

/// The composer's form, as it arrives without JavaScript.
#[derive(Debug, Deserialize)]
pub(super) struct Composed {
    text: String,
}

/// Says what was written without JavaScript, and shows the room with it.
pub(super) async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    scope: Scope,
    Form(composed): Form<Composed>,
) -> Result<Redirect, Refusal> {
    if !is_allowed(&headers, &app.origins) {
        return Err(Refusal::Origin);
    }
    if !app.admits_post(&scope.user.id, Instant::now()) {
        return Err(Refusal::TooFast);
    }
    // Browsers end the lines of a form with CR LF.
    let text = Text::parse(&composed.text.replace("\r\n", "\n")).map_err(|_| Refusal::BadText)?;
    let nonce = Nonce::parse(&format!("{:032x}", rand::random::<u128>()));
    let room = app.rooms.open(&scope.room).await.map_err(|_| Refusal::Unavailable)?;
    let (seat, _) = room.join(Dialect::V1, None);
    room.say(scope.user.into(), text, nonce.clone()).await.map_err(|_| Refusal::Unavailable)?;
    // Nothing is lost when it takes longer: the message is on its way, only the page may not show it yet.
    let _ = timeout(PATIENCE, heard(&seat, nonce.as_ref())).await;
    Ok(Redirect::to(&address(&scope.room)))
}

/// Waits until the room has heard a message.
async fn heard(seat: &Seat, nonce: Option<&Nonce>) {
    loop {
        seat.outbox().ready().await;
        let Drained::Items(items) = seat.outbox().drain() else { return };
        let is_it = |item: &Outgoing| matches!(item, Outgoing::Message(event) if event.message.nonce.as_ref() == nonce);
        if items.iter().any(is_it) {
            return;
        }
    }
}
