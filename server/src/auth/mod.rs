//! Who is behind a request, for pages and sockets alike: the layer that puts a [`User`] and a [`Session`] into it.

mod origin;
mod session;
mod user;

use app::Locale;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
pub(crate) use origin::AllowedOrigin;
pub(crate) use origin::is_allowed;
pub(crate) use session::Session;
pub(crate) use session::Sessions;
use session::remembered_nickname;
pub(crate) use user::User;

/// Puts the guest of the signed cookie into the request, or a new guest, who gets a cookie with the answer.
pub(crate) async fn identify(
    State(sessions): State<Sessions>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let found = sessions.read(headers);
    let known = found.is_some();
    let session = found.unwrap_or_else(Sessions::guest);
    let locale = locale_of(headers);
    let secure = is_behind_tls(headers);
    let user = User::new(session.user.clone(), remembered_nickname(headers), locale);
    let extensions = request.extensions_mut();
    extensions.insert(user);
    extensions.insert(locale);
    extensions.insert(session.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = sessions.write(&session, known, secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The language a browser asks for.
fn locale_of(headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::from_accept_language(wanted.unwrap_or_default())
}

/// Whether a proxy in front says that it took TLS off. Whoever forges that only makes their own cookie stricter.
fn is_behind_tls(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
