use std::convert::Infallible;

use app::{Boot, Locale, Page, Theme};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::session::cookie;

/// Where a reader's choices are kept, and the minutes that their clock is ahead of UTC, which pages find out.
pub(crate) const LOCALE: &str = "locale";
pub(crate) const THEME: &str = "theme";
const ZONE: &str = "zone";

/// No place on earth is further from UTC than this, in minutes.
const FARTHEST: i32 = 16 * 60;

/// How whoever asks reads: as they have chosen, and otherwise as their browser asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub(crate) locale: Locale,
    zone: i32,
    theme: Option<Theme>,
}

impl Reader {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let chosen = |name| cookie(headers, name);
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let by_browser = || Locale::from_accept_language(wanted.unwrap_or_default());
        let zone = chosen(ZONE).and_then(|zone| zone.parse().ok());
        Self {
            locale: chosen(LOCALE).and_then(|tag| Locale::of_tag(&tag)).unwrap_or_else(by_browser),
            zone: zone.filter(|zone: &i32| zone.abs() <= FARTHEST).unwrap_or_default(),
            theme: chosen(THEME).and_then(|name| Theme::named(&name)),
        }
    }

    /// What a page is told.
    pub(crate) fn boot(self, page: Page) -> Boot {
        Boot { page, locale: self.locale, zone: self.zone, theme: self.theme }
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn reader(cookies: &'static str) -> Reader {
        Reader::of(&HeaderMap::from_iter([
            (header::COOKIE, HeaderValue::from_static(cookies)),
            (header::ACCEPT_LANGUAGE, HeaderValue::from_static("ko")),
        ]))
    }

    #[test]
    fn what_somebody_has_chosen_counts_more_than_what_their_browser_asks_for() {
        let chosen = reader("locale=en; theme=dark; zone=-570");
        assert_eq!(
            (chosen.locale, chosen.theme, chosen.zone),
            (Locale::En, Some(Theme::Dark), -570)
        );
        for nonsense in
            ["", "locale=; theme=; zone=", "locale=xx; theme=red; zone=99999", "zone=1e3"]
        {
            let asked = reader(nonsense);
            assert_eq!(
                (asked.locale, asked.theme, asked.zone),
                (Locale::Ko, None, 0),
                "{nonsense}"
            );
        }
    }
}
