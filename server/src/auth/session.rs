use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, CookieJar, Key, SameSite};
use protocol::{Nickname, UserId};

/// The signed cookie that is a guest's identity.
const SESSION: &str = "parlor";

/// The cookie in which the page keeps the nickname somebody chose.
const NICKNAME: &str = "nickname";

/// How long a browser keeps its identity after the last visit.
const LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A session is written anew once it is older than this, so that whoever visits now and then stays the same person.
const RENEW_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Who the cookie says it is, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The guest's identity.
    pub(crate) user: UserId,
    /// When the cookie was written, in seconds since 1970.
    pub(crate) issued: u64,
    /// Whether the browser brought it; otherwise it was made for this request.
    pub(crate) known: bool,
}

/// Signs cookies, and reads its own.
#[derive(Clone)]
pub(crate) struct Sessions(Key);

impl Sessions {
    /// Sessions under a secret of at least 32 bytes. All nodes of a cluster need the same one.
    pub(crate) fn new(secret: &[u8]) -> Option<Self> {
        (secret.len() >= 32).then(|| Self(Key::derive_from(secret)))
    }

    /// Makes a new guest.
    pub(crate) fn guest() -> Session {
        let id = rand::random::<[u8; 10]>().iter().map(|byte| format!("{byte:02x}")).collect();
        Session { user: UserId::new(id), issued: now(), known: false }
    }

    /// The session of a request, if it brings one that was signed here.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Option<Session> {
        let mut jar = CookieJar::new();
        jar.add_original(find(headers, SESSION)?);
        let cookie = jar.signed(&self.0).get(SESSION)?;
        let (user, issued) = cookie.value().split_once('.')?;
        let (user, issued) = (UserId::new(user.to_owned()), issued.parse().ok()?);
        let session = Session { user, issued, known: true };
        (session.age() <= LIFETIME).then_some(session)
    }

    /// The header that gives a browser this session, or `None` while it need not be written again.
    pub(crate) fn write(&self, session: &Session, secure: bool) -> Option<HeaderValue> {
        if session.known && session.age() < RENEW_AFTER {
            return None;
        }
        let mut jar = CookieJar::new();
        let value = format!("{}.{}", session.user, now());
        let cookie = Cookie::build((SESSION, value))
            .path("/")
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Lax)
            .max_age(cookie::time::Duration::seconds(i64::try_from(LIFETIME.as_secs()).ok()?));
        jar.signed_mut(&self.0).add(cookie);
        HeaderValue::from_str(&jar.get(SESSION)?.to_string()).ok()
    }
}

impl Session {
    fn age(&self) -> Duration {
        Duration::from_secs(now().saturating_sub(self.issued))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(…)")
    }
}

/// The nickname that the browser remembers, if it is one.
pub(crate) fn remembered_nickname(headers: &HeaderMap) -> Option<Nickname> {
    let cookie = find(headers, NICKNAME)?;
    let decoded = Cookie::parse_encoded(cookie.to_string()).ok()?;
    Nickname::parse(decoded.value()).ok()
}

/// What a cookie says that a page or a form has set.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    find(headers, name).map(|cookie| cookie.value().to_owned())
}

fn find(headers: &HeaderMap, name: &str) -> Option<Cookie<'static>> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| Cookie::split_parse(value.to_owned()))
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(secret: u8) -> Sessions {
        Sessions::new(&[secret; 32]).expect("long enough")
    }

    fn headers(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookie).expect(cookie))])
    }

    /// What a browser sends back after it was given the session.
    fn returned(sessions: &Sessions, session: &Session) -> String {
        let set = sessions.write(session, false).expect("a new session is written");
        set.to_str().expect("ASCII").split(';').next().expect("a cookie").to_owned()
    }

    #[test]
    fn a_guest_is_known_again() {
        let (here, guest) = (sessions(1), Sessions::guest());
        let cookie = returned(&here, &guest);
        assert_eq!(
            here.read(&headers(&format!("a=b; {cookie}; c=d"))).map(|s| s.user),
            Some(guest.user.clone())
        );
        let again = here.read(&headers(&cookie)).expect("a session");
        assert_eq!(here.write(&again, false), None, "and not written again");
    }

    #[test]
    fn a_forged_or_foreign_cookie_is_nobody() {
        let (here, guest) = (sessions(1), Sessions::guest());
        let cookie = returned(&here, &guest);
        assert_eq!(sessions(2).read(&headers(&cookie)), None);
        assert_eq!(
            here.read(&headers(&cookie.replace(guest.user.as_str(), "00000000000000000000"))),
            None
        );
        for bad in ["parlor=", "parlor=x", "parlor", "parlor=a.b", "=", ";;;", "parlor=\"x\""] {
            assert_eq!(here.read(&headers(bad)), None, "{bad}");
        }
        assert_eq!(here.read(&HeaderMap::new()), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let set = sessions(1).write(&Sessions::guest(), true).expect("a new session is written");
        let set = set.to_str().expect("ASCII");
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=31536000"] {
            assert!(set.contains(attribute), "{attribute} in {set}");
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(Sessions::new(b"short").is_none());
    }

    #[test]
    fn a_nickname_is_remembered_in_any_script() {
        let nickname =
            |cookie: &str| remembered_nickname(&headers(cookie)).map(|name| name.to_string());
        assert_eq!(nickname("nickname=%EA%B9%80%20%EB%AF%BC%EC%A4%80").as_deref(), Some("김 민준"));
        assert_eq!(nickname("nickname=Ada").as_deref(), Some("Ada"));
        assert_eq!(nickname("nickname="), None);
        assert_eq!(nickname("nickname=%ff%fe"), None);
    }
}
