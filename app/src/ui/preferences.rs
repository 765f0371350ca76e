#[cfg(feature = "ssr")]
use leptos::prelude::use_context;

use crate::{Locale, Theme};

/// What the reader has chosen so far.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "only the server writes the form"))]
pub(super) struct Preferred {
    pub(super) locale: Locale,
    pub(super) theme: Option<Theme>,
}

/// Language and light, as HTML. A plain form that leads back to a page, by its path: nothing of it has to be downloaded, and the
/// server renders the next page as it was chosen, without a flash. Nothing on a page that the browser has built.
#[cfg(feature = "ssr")]
pub(super) fn preferences(back: &str) -> String {
    let mut written = String::new();
    if let Some(Preferred { locale, theme }) = use_context() {
        crate::looks::preferences(locale, theme, back, super::language::use_words())
            .html(&mut written);
    }
    written
}

/// The same where nobody writes it.
#[cfg(not(feature = "ssr"))]
pub(super) const fn preferences(_back: &str) -> String {
    String::new()
}
