use std::sync::LazyLock;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The built site. A release binary holds it; a debug build reads it from the disk, so that the development loop
/// need not compile the server for a change of style.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Changes with the content of the site, so that cargo embeds it anew: it does not notice new files by itself.
const _SITE: Option<&str> = option_env!("PARLOR_SITE");

/// What a browser may keep for ever, since the address changes with the content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// What it may keep, but has to ask about.
const REVALIDATE: &str = "no-cache";

/// The style sheet that a release binary holds. The development loop replaces the file that a page links to.
static STYLE: LazyLock<Option<String>> = LazyLock::new(|| {
    let file = Site::get("pkg/parlor.css").filter(|_| !cfg!(debug_assertions))?;
    String::from_utf8(file.data.into_owned()).ok()
});

/// What a page is made of, for whoever is here for the first time or has the style sheet already.
pub(super) fn page_assets(is_first: bool) -> app::Assets {
    let url = |file: &str| format!("/pkg/{file}{}", version(file));
    let style = STYLE.as_deref().filter(|_| is_first);
    app::Assets { js: url("parlor.js"), wasm: url("parlor.wasm"), css: url("parlor.css"), style }
}

/// The part of a file's address that changes with its content. A debug build does without: it would have to read the
/// file for every page.
fn version(file: &str) -> String {
    if cfg!(debug_assertions) {
        return String::new();
    }
    Site::get(&format!("pkg/{file}")).map(|file| format!("?v={}", hash(&file))).unwrap_or_default()
}

/// The file at a path of the site, if there is one, in the smallest form that the browser takes.
pub(super) fn file(path: &str, query: Option<&str>, headers: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    // The compressed forms are answers, not addresses.
    if path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let plain = Site::get(path)?;
    let hash = hash(&plain);
    let etag = format!("\"{hash}\"");
    let kept = if query == Some(&format!("v={hash}")) { FOREVER } else { REVALIDATE };
    let mut response =
        if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == etag.as_str()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let (encoding, file) = smallest(path, plain, headers);
            let mut response = Body::from(file.data).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, kind(path));
            if let Some(encoding) = encoding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Some(response)
}

/// What a file is, by its name.
fn kind(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_raw();
    HeaderValue::from_static(kind.unwrap_or("application/octet-stream"))
}

fn smallest(
    path: &str,
    plain: EmbeddedFile,
    headers: &HeaderMap,
) -> (Option<&'static str>, EmbeddedFile) {
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        if accepts(headers, encoding)
            && let Some(file) = Site::get(&format!("{path}.{suffix}"))
        {
            return (Some(encoding), file);
        }
    }
    (None, plain)
}

/// Whether the browser takes an encoding (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lists =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_what_they_are() {
        for (file, expected) in [
            ("manifest.webmanifest", "application/manifest+json"),
            ("icon-192.png", "image/png"),
            ("favicon.svg", "image/svg+xml"),
            ("pkg/parlor.wasm", "application/wasm"),
            ("pkg/parlor.js", "text/javascript"),
            ("pkg/parlor.css", "text/css"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(kind(file), expected, "{file}");
        }
    }

    #[test]
    fn encodings_are_taken_as_offered() {
        let accepts = |offered: &str, encoding| {
            let value = HeaderValue::from_str(offered).expect(offered);
            accepts(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]), encoding)
        };
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("gzip, br; q=0.0", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!super::accepts(&HeaderMap::new(), "br"));
    }
}
