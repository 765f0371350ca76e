//! Who is behind a request, for pages and sockets alike: the layer that puts a [`User`] and a [`Session`] into it.

mod origin;
mod reader;
mod session;
mod user;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
pub(crate) use origin::AllowedOrigin;
pub(crate) use origin::is_allowed;
pub(crate) use reader::{LOCALE, Reader, THEME};
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
    let session = sessions.read(headers).unwrap_or_else(Sessions::guest);
    let secure = is_behind_tls(headers);
    let nickname = remembered_nickname(headers);
    let user = User::new(session.user.clone(), nickname, Reader::of(headers).locale);
    let extensions = request.extensions_mut();
    extensions.insert(user);
    extensions.insert(session.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = sessions.write(&session, secure) {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, cookie);
        // No cache between may give one person's identity to another.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    response
}

/// Whether a proxy in front says that it took TLS off. Whoever forges that only makes their own cookie stricter.
fn is_behind_tls(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
