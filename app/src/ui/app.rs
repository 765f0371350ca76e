use leptos::{either::EitherOf3, prelude::*};

use super::{browser, dynamic::effect, lobby::Lobby, problem::NotFound, room::Room, words::Words};
use crate::{Boot, Page};

/// The page: the body of the document, on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    let Boot { page, locale } = SharedValue::new(boot).into_inner();
    provide_context(Words::of(locale));
    if cfg!(feature = "csr") {
        browser::entitle(&title(&page), locale);
    }
    let page = match page {
        Page::Lobby { typed, problem } => EitherOf3::A(view! { <Lobby typed problem/> }),
        Page::Room { name, welcome } => {
            EitherOf3::B(view! { <Room name=name.to_string() welcome/> })
        }
        Page::NotFound => EitherOf3::C(view! { <NotFound/> }),
    };
    // Made after the page's own effects, and so run after them: the page answers now.
    effect(browser::declare_ready);
    page
}

/// What stands in the title bar.
pub(super) fn title(page: &Page) -> String {
    match page {
        Page::Room { name, .. } => format!("{name} · Parlor"),
        Page::Lobby { .. } | Page::NotFound => "Parlor".to_owned(),
    }
}

/// Where the page begins when it is not hydrated: told by the server's code, or read off the address.
fn boot() -> Boot {
    #[cfg(feature = "csr")]
    return browser::boot();
    #[cfg(not(feature = "csr"))]
    use_boot()
}

/// What the server's code has said about the page; a page of nothing if it has said nothing.
#[cfg(not(feature = "csr"))]
pub(super) fn use_boot() -> Boot {
    use_context().unwrap_or(Boot { page: Page::NotFound, locale: crate::Locale::default() })
}
