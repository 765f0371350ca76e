use leptos::prelude::*;

use super::{browser, dynamic::effect, language::use_words, session::use_session};

/// What the reader may want otherwise. The browser opens it and closes it, as the list of people.
#[component]
pub(super) fn Settings(
    /// What stands in it, as HTML.
    written: String,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    effect(browser::show_switches);
    let pressed = move |event| {
        if browser::switch(&event) {
            session.company.notify();
        }
    };
    view! {
        <button type="button" class="quiet" popovertarget="settings" aria-label=words.settings title=words.settings>
            <span aria-hidden="true">"⚙"</span>
        </button>
        <div id="settings" popover="auto" role="group" aria-label=words.settings on:click=pressed inner_html=written></div>
    }
}

/// What stands in the settings of a room: the server writes it, or the browser on a page of its own.
#[cfg(not(feature = "hydrate"))]
pub(super) fn written(room: &str) -> String {
    let mut html = String::new();
    crate::looks::settings(use_words()).iter().for_each(|part| part.html(&mut html));
    #[cfg(feature = "ssr")]
    let room = &crate::looks::path(room);
    html.push_str("<div class=\"preferences\">");
    html.push_str(&super::preferences::preferences(room));
    html.push_str("</div>");
    html
}

/// It stands there already.
#[cfg(feature = "hydrate")]
pub(super) const fn written(_room: &str) -> String {
    String::new()
}
