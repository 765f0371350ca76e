use std::time::Instant;

use app::{Excerpt, Page};
use axum::{
    Extension, Form,
    extract::{Path, Query, Request, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use protocol::{BadRoomName, MessageId, Nonce, RoomName, Text};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use super::{
    Refusal,
    lobby::{self, address_of},
    site,
};
use crate::{
    address::Source,
    auth::{Reader, User, is_allowed},
    posters::Poster,
    room::{Opening, Rooms, own_nonce},
    scope::Scope,
    state::App,
};

/// Which page of the room's log is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    /// The messages right before this one; what is no id asks for nothing.
    #[serde(default, deserialize_with = "id_or_none")]
    before: Option<MessageId>,
    /// The messages around this one; what is no id is a message that is not there.
    at: Option<String>,
}

fn id_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<MessageId>, D::Error> {
    Ok(String::deserialize(deserializer)?.parse().ok())
}

impl Paging {
    /// What the page begins with, and which of the room's messages these are.
    async fn open(self, rooms: &Rooms, name: &RoomName) -> (Opening, Excerpt) {
        let opening = match (&self.at, self.before) {
            (Some(at), _) => match at.parse() {
                Ok(id) => rooms.around(name, id).await,
                Err(_) => None,
            },
            (None, Some(id)) => Some(rooms.before(name, id).await),
            (None, None) => Some(rooms.newest(name).await),
        };
        match opening {
            Some(opening) if opening.later => (opening, Excerpt::Earlier),
            Some(opening) => (opening, Excerpt::Newest),
            None => (rooms.newest(name).await, Excerpt::Instead),
        }
    }
}

/// The room with its newest messages, or those before or around some message, under its one address.
pub(super) async fn page(
    State(app): State<App>,
    reader: Reader,
    Extension(user): Extension<User>,
    typed: Result<Path<String>, PathRejection>,
    Query(paging): Query<Paging>,
    request: Request,
) -> Response {
    // Only bytes that are no UTF-8 are no path.
    let Ok(Path(typed)) = typed else {
        return lobby::refuse(app, reader, String::new(), BadRoomName::Character, request).await;
    };
    let name = match RoomName::parse(&typed) {
        Ok(name) => name,
        Err(problem) => return lobby::refuse(app, reader, typed, problem, request).await,
    };
    if request.uri().path() != address_of(&name) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::permanent(&(address_of(&name) + &query)).into_response();
    }
    let (opening, excerpt) = paging.open(&app.rooms, &name).await;
    let welcome = Some(opening.welcome(user.into(), app.rooms.connected()));
    let page = Page::Room { name, welcome, excerpt };
    site::render(app, StatusCode::OK, reader.boot(page), request).await
}

/// The composer's form, as it arrives without JavaScript.
#[derive(Debug, Deserialize)]
pub(super) struct Composed {
    text: String,
    nonce: Option<String>,
}

impl Composed {
    /// The same for the same words out of the same page, however often they are sent. Whoever goes back and writes something else
    /// says something else.
    fn nonce(&self) -> Option<Nonce> {
        let digest = Sha256::digest(format!("{} {}", self.nonce.as_ref()?, self.text));
        Nonce::parse(&digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

/// Says what was written without JavaScript, and shows the room with it.
pub(super) async fn post(
    State(app): State<App>,
    Source(address): Source,
    headers: HeaderMap,
    scope: Scope,
    Form(composed): Form<Composed>,
) -> Result<Redirect, Refusal> {
    if !is_allowed(&headers, &app.origins) {
        return Err(Refusal::Origin);
    }
    let now = Instant::now();
    let of_all = address.is_none_or(|address| app.budgets.of(address, now).admit(now));
    if !of_all || !app.posters.admit(Poster::of(&scope.session, address), now) {
        return Err(Refusal::TooFast);
    }
    let nonce = composed.nonce().unwrap_or_else(own_nonce);
    // Browsers end the lines of a form with CR LF.
    let text = Text::parse(&composed.text.replace("\r\n", "\n")).map_err(|_| Refusal::BadText)?;
    let room = app.rooms.open(&scope.room).await.map_err(|_| Refusal::Unavailable)?;
    let said = room.say(scope.user.into(), text, nonce).await;
    said.map_err(|_| Refusal::Unavailable)?;
    Ok(Redirect::to(&address_of(&scope.room)))
}
