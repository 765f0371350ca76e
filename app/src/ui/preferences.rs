use leptos::prelude::*;

use crate::{Locale, Theme};

/// What the reader has chosen so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Preferred {
    pub(super) locale: Locale,
    pub(super) theme: Option<Theme>,
}

/// Language and light. A plain form that leads back to the page: nothing of it has to be downloaded, and the server renders the
/// next page as it was chosen, without a flash.
#[component]
pub(super) fn Preferences(
    /// The path of the page that this stands on.
    back: String,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let written = {
        let mut written = String::new();
        if let Some(Preferred { locale, theme }) = use_context() {
            crate::looks::preferences(locale, theme, &back, super::language::use_words())
                .html(&mut written);
        }
        written
    };
    #[cfg(not(feature = "ssr"))]
    let written = {
        drop(back);
        String::new()
    };
    view! { <div class="preferences" inner_html=written></div> }
}
