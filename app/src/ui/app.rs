use leptos::{either::EitherOf3, prelude::*};

use super::{
    browser, dynamic::effect, lobby::Lobby, preferences::Preferred, problem::NotFound, room::Room,
};
#[cfg(not(feature = "hydrate"))]
use crate::words::Words;
use crate::{Boot, Page};

/// The page: the body of the document, on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    let Boot { page, locale, zone, theme } = boot();
    // The server writes the words into the page, in the reader's language alone.
    #[cfg(feature = "hydrate")]
    provide_context(browser::words());
    #[cfg(not(feature = "hydrate"))]
    provide_context(Words::of(locale));
    provide_context(Preferred { locale, theme });
    if cfg!(feature = "csr") {
        browser::entitle(&title(&page), locale);
    }
    let page = match page {
        Page::Lobby { typed, problem, rooms } => {
            EitherOf3::A(view! { <Lobby typed problem rooms zone/> })
        }
        Page::Room { name, welcome, .. } => {
            EitherOf3::B(view! { <Room name=name.to_string() welcome zone/> })
        }
        Page::NotFound => EitherOf3::C(view! { <NotFound/> }),
    };
    // Made after the page's own effects, and so run after them: the page answers now.
    effect(move || {
        browser::declare_ready();
        browser::keep_zone(zone);
    });
    page
}

/// What stands in the title bar.
pub(super) fn title(page: &Page) -> String {
    match page {
        Page::Room { name, .. } => room_title(name.as_str()),
        Page::Lobby { .. } | Page::NotFound => "Parlor".to_owned(),
    }
}

/// The same for a room.
pub(super) fn room_title(room: &str) -> String {
    format!("{room} · Parlor")
}

/// Where the page begins: read off the address, out of the page, or told by the server's code.
fn boot() -> Boot {
    #[cfg(feature = "csr")]
    return browser::boot();
    #[cfg(feature = "hydrate")]
    return browser::written().unwrap_or_else(nothing);
    #[cfg(feature = "ssr")]
    use_boot()
}

/// What the server's code has said about the page.
#[cfg(feature = "ssr")]
pub(super) fn use_boot() -> Boot {
    use_context().unwrap_or_else(nothing)
}

/// A page of which nobody has said anything.
#[cfg(not(feature = "csr"))]
fn nothing() -> Boot {
    Boot { page: Page::NotFound, locale: crate::Locale::default(), zone: 0, theme: None }
}
