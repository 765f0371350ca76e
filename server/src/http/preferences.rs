use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde::Deserialize;

use super::Refusal;
use crate::{
    auth::{LOCALE, THEME, is_allowed},
    state::App,
};

/// How long a browser keeps a choice, in seconds: a year.
const LIFETIME: u32 = 365 * 24 * 60 * 60;

/// What somebody chooses.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    locale: Option<String>,
    theme: Option<String>,
}

/// The page that they come from.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    back: String,
}

/// Remembers a choice in the browser, and leads back to the page it was made on. Works without any script.
pub(super) async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    Query(From { back }): Query<From>,
    Form(choice): Form<Choice>,
) -> Result<Response, Refusal> {
    if !is_allowed(&headers, &app.origins) {
        return Err(Refusal::Origin);
    }
    let cookies = [(LOCALE, &choice.locale), (THEME, &choice.theme)];
    let cookies = cookies
        .into_iter()
        .filter_map(|(name, value)| Some((header::SET_COOKIE, remember(name, value.as_ref()?)?)));
    let cookies: Vec<(HeaderName, HeaderValue)> = cookies.collect();
    Ok((StatusCode::SEE_OTHER, AppendHeaders(cookies), [(header::LOCATION, way_back(&back))])
        .into_response())
}

/// The header that keeps a choice; one that is no plain word is none, and an empty one is forgotten.
fn remember(name: &str, value: &str) -> Option<HeaderValue> {
    let is_word = value.bytes().all(|byte| byte.is_ascii_alphabetic()) && value.len() <= 16;
    let lifetime = if value.is_empty() { 0 } else { LIFETIME };
    let cookie = format!("{name}={value}; Path=/; Max-Age={lifetime}; SameSite=Lax");
    is_word.then(|| HeaderValue::from_str(&cookie).ok()).flatten()
}

/// A page of ours, and never one that somebody else has named.
fn way_back(back: &str) -> HeaderValue {
    let is_ours = back.starts_with("/chat/")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let back = if is_ours { back } else { "/chat/" };
    HeaderValue::from_str(back).unwrap_or(HeaderValue::from_static("/chat/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_leads_back_to_a_page_of_ours() {
        for ours in ["/chat/", "/chat/lobby/", "/chat/%EB%A1%9C%EB%B9%84/?before=1-0"] {
            assert_eq!(way_back(ours), ours);
        }
        for other in [
            "",
            "//evil.example/",
            "https://evil.example/chat/",
            "/chat/\\\\evil",
            "/chat/\r\nx: y",
            "/healthz",
        ] {
            assert_eq!(way_back(other), "/chat/", "{other}");
        }
    }

    #[test]
    fn only_words_are_remembered() {
        let header = remember("theme", "dark").expect("a word");
        assert_eq!(header, "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax");
        assert!(
            remember("theme", "").expect("none").to_str().expect("ASCII").contains("Max-Age=0")
        );
        assert_eq!(remember("theme", "dark; Domain=x"), None);
    }
}
