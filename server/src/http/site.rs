use app::{Boot, FormNonce, Page, shell};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::nonce::use_nonce;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;

use super::assets;
use crate::{auth::Reader, room::own_nonce, state::App};

/// Readies Leptos for rendering inside Tokio. More than once does no harm.
pub(super) fn prepare() {
    let _ = any_spawner::Executor::init_tokio();
}

/// A file of the site, or the page that says there is nothing.
pub(super) async fn file_or_not_found(
    State(app): State<App>,
    reader: Reader,
    request: Request,
) -> Response {
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    if !readable {
        return StatusCode::NOT_FOUND.into_response();
    }
    let uri = request.uri();
    if let Some(file) = assets::file(uri.path(), uri.query(), request.headers()) {
        return file;
    }
    render(app, StatusCode::NOT_FOUND, reader.boot(Page::NotFound), request).await
}

/// Renders a page.
pub(super) async fn render(
    app: App,
    status: StatusCode,
    boot: Boot,
    request: Request<Body>,
) -> Response {
    let options = app.leptos.clone();
    // A page leaves a cookie.
    let is_first = !request.headers().contains_key(header::COOKIE);
    let assets = assets::page_assets(is_first);
    let context = move || {
        provide_context(boot.clone());
        provide_context(assets.clone());
        provide_context(FormNonce(own_nonce().as_str().to_owned()));
        let response = expect_context::<ResponseOptions>();
        for (name, value) in headers() {
            response.insert_header(name, value);
        }
    };
    let handler =
        leptos_axum::render_app_to_stream_with_context(context, move || shell(options.clone()));
    let mut response = handler(request).await;
    *response.status_mut() = status;
    response
}

/// What browsers are told about a page: what may run in it, and to keep it to themselves.
fn headers() -> [(HeaderName, HeaderValue); 5] {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    // `cargo leptos watch` announces changes on a port of its own.
    let reload = std::env::var("LEPTOS_RELOAD_PORT").ok().filter(|_| cfg!(debug_assertions));
    let reload = reload
        .map(|port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         connect-src 'self'{reload}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    let policy =
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"));
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::VARY, HeaderValue::from_static("accept-language, cookie")),
    ]
}
