use std::str::FromStr;

use axum::http::{HeaderMap, Uri, header};

/// An origin besides the server's own whose pages may open sockets and post: `https://chat.example`, or `*` for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AllowedOrigin {
    /// Any page of any site.
    Any,
    /// Pages of this scheme, host and port.
    Only(Origin),
}

/// Scheme, host and port of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

/// Text that is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin is SCHEME://HOST or SCHEME://HOST:PORT, without a path")]
pub(crate) struct BadOrigin;

impl FromStr for Origin {
    type Err = BadOrigin;

    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        let uri: Uri = text.parse().map_err(|_| BadOrigin)?;
        let scheme = uri.scheme_str().ok_or(BadOrigin)?.to_ascii_lowercase();
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains('@');
        let host = uri
            .host()
            .filter(|host| bare && !host.is_empty() && !host.contains('*'))
            .ok_or(BadOrigin)?
            .to_ascii_lowercase();
        let port = uri.port_u16().or_else(|| default_port(&scheme)).ok_or(BadOrigin)?;
        Ok(Self { scheme, host, port })
    }
}

impl FromStr for AllowedOrigin {
    type Err = BadOrigin;

    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        if text == "*" { Ok(Self::Any) } else { text.parse().map(Self::Only) }
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Whether a request may act: it comes from a page of this server, of an allowed origin, or from no page at all.
///
/// Browsers always name the page's origin on a handshake and on a post, and a page cannot change it. What sends no
/// `Origin` is a program, which has nobody's cookies to abuse.
pub(crate) fn is_allowed(headers: &HeaderMap, allowed: &[AllowedOrigin]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(first) = origins.next() else { return true };
    if allowed.contains(&AllowedOrigin::Any) {
        return true;
    }
    let origin = first.to_str().ok().and_then(|origin| origin.parse::<Origin>().ok());
    let Some(origin) = origin.filter(|_| origins.next().is_none()) else { return false };
    is_own(&origin, headers) || allowed.contains(&AllowedOrigin::Only(origin))
}

/// Whether the page came from the host that it talks to. A proxy in front may have taken TLS off, so the scheme is
/// the page's own.
fn is_own(origin: &Origin, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.and_then(|host| format!("{}://{host}", origin.scheme).parse().ok())
        .is_some_and(|own: Origin| own == *origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn allows(host: &str, origin: Option<&str>, allowed: &[&str]) -> bool {
        let allowed: Vec<_> = allowed.iter().map(|origin| origin.parse().expect(origin)).collect();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).expect(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_str(origin).expect(origin));
        }
        is_allowed(&headers, &allowed)
    }

    #[test]
    fn a_page_of_this_server_may() {
        assert!(allows("127.0.0.1:8000", Some("http://127.0.0.1:8000"), &[]));
        assert!(allows("chat.example", Some("https://chat.example"), &[]));
        assert!(allows("chat.example", Some("https://CHAT.example:443"), &[]));
        assert!(allows("[::1]:8000", Some("http://[::1]:8000"), &[]));
    }

    #[test]
    fn a_page_of_another_site_may_not() {
        for origin in [
            "http://evil.example",
            "http://127.0.0.1:8001",
            "http://127.0.0.1",
            "null",
            "",
            "127.0.0.1:8000",
            "http://127.0.0.1:8000.evil.example",
            "http://evil@127.0.0.1:8000",
            "http://127.0.0.1:8000/chat/",
        ] {
            assert!(!allows("127.0.0.1:8000", Some(origin), &[]), "{origin}");
        }
    }

    #[test]
    fn allowed_origins_may() {
        let allowed = ["https://chat.example"];
        assert!(allows("10.0.0.7:8000", Some("https://chat.example"), &allowed));
        assert!(!allows("10.0.0.7:8000", Some("http://chat.example"), &allowed));
        assert!(!allows("10.0.0.7:8000", Some("https://www.chat.example"), &allowed));
        assert!(allows("10.0.0.7:8000", Some("null"), &["*"]));
    }

    #[test]
    fn a_program_may() {
        assert!(allows("127.0.0.1:8000", None, &[]));
    }

    #[test]
    fn what_is_no_origin_cannot_be_allowed() {
        for bad in [
            "chat.example",
            "https://",
            "https://chat.example/x",
            "ftp://chat.example",
            "https://*",
        ] {
            assert!(bad.parse::<AllowedOrigin>().is_err(), "{bad}");
        }
    }
}
