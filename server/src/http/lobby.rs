use app::Page;
use axum::{
    extract::{Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use protocol::{BadRoomName, RoomName};
use serde::Deserialize;

use super::site;
use crate::{auth::Reader, state::App};

/// The lobby's form, as it arrives without JavaScript.
#[derive(Debug, Deserialize)]
pub(super) struct Form {
    room: Option<String>,
    /// Asks for a room that nobody can guess.
    private: Option<String>,
}

/// The way to the lobby.
pub(super) async fn enter() -> Redirect {
    Redirect::permanent("/chat/")
}

/// The lobby; with a name in the form, the way to that room.
pub(super) async fn page(
    State(app): State<App>,
    reader: Reader,
    form: Result<Query<Form>, axum::extract::rejection::QueryRejection>,
    request: Request,
) -> Response {
    let typed = match form {
        Ok(Query(Form { private: Some(_), .. })) => {
            return Redirect::to(&address_of(&RoomName::private(rand::random))).into_response();
        }
        Ok(Query(Form { room: Some(typed), .. })) => typed,
        Ok(Query(Form { room: None, .. })) => {
            return show(app, reader, String::new(), None, request).await;
        }
        Err(_) => {
            return show(app, reader, String::new(), Some(BadRoomName::Character), request).await;
        }
    };
    match RoomName::parse(&typed) {
        Ok(room) => Redirect::to(&address_of(&room)).into_response(),
        Err(problem) => show(app, reader, typed, Some(problem), request).await,
    }
}

/// The lobby after a name that names no room: what was typed, and what is wrong with it.
pub(super) async fn refuse(
    app: App,
    reader: Reader,
    typed: String,
    problem: BadRoomName,
    request: Request,
) -> Response {
    show(app, reader, typed, Some(problem), request).await
}

async fn show(
    app: App,
    reader: Reader,
    typed: String,
    problem: Option<BadRoomName>,
    request: Request,
) -> Response {
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = Page::Lobby { typed, problem, rooms: app.rooms.listed() };
    site::render(app, status, reader.boot(page), request).await
}

/// The canonical address of a room.
pub(super) fn address_of(room: &RoomName) -> String {
    format!("/chat/{}/", encode(room.as_str()))
}

/// Percent-encodes a path segment: everything but the unreserved characters of RFC 3986, section 2.3.
fn encode(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_ascii() {
        let address = |name| address_of(&RoomName::parse(name).expect(name));
        assert_eq!(address("Lobby_1-a.b"), "/chat/lobby_1-a.b/");
        assert_eq!(address("로비"), "/chat/%EB%A1%9C%EB%B9%84/");
    }
}
