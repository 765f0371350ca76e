use leptos::prelude::*;

use super::language::use_words;

/// The page for an address where nothing is.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    let words = use_words();
    view! {
        <main class="lobby lost">
            <h1>{words.not_found}</h1>
            <p class="tagline">{words.not_found_hint}</p>
            <p><a href="/chat/">{words.to_lobby}</a></p>
        </main>
    }
}
