use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::BadRoomName;

/// The answer to what cannot be done, in words for whoever asked. A client's mistake is never a 500.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("{0}")]
    BadRoom(#[from] BadRoomName),
    #[error(
        "Pages of this origin may not talk to this server. Its operator can allow them with --allowed-origin."
    )]
    Origin,
    #[error("Too many messages at once. Wait a moment and try again.")]
    TooFast,
    #[error("Messages cannot be delivered right now. Try again in a moment.")]
    Unavailable,
    #[error("A message is 1 byte to 16 KiB of text.")]
    BadText,
    #[error("Something is wrong on this server: the request has no identity.")]
    NoIdentity,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadRoom(_) => StatusCode::BAD_REQUEST,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::TooFast => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::BadText => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoIdentity => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), format!("{self}\n")).into_response()
    }
}
