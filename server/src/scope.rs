use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use protocol::{BadRoomName, RoomName};

use crate::{
    auth::{Session, User},
    http::Refusal,
};

/// What a connection is about: which room, and who is there. It stays the same for as long as the connection lives.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) room: RoomName,
    pub(crate) user: User,
    /// What the signed cookie says.
    pub(crate) session: Session,
}

impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Path(typed) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::from(BadRoomName::Character).into_response())?;
        let room = RoomName::parse(&typed).map_err(|error| Refusal::from(error).into_response())?;
        let (Some(user), Some(session)) = (parts.extensions.get(), parts.extensions.get()) else {
            return Err(Refusal::NoIdentity.into_response());
        };
        Ok(Self { room, user: User::clone(user), session: Session::clone(session) })
    }
}
