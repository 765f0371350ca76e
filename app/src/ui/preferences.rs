use leptos::prelude::*;

use super::language::use_words;
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
    let words = use_words();
    let chosen = use_context::<Preferred>();
    let choice = move |name: &'static str, value: &'static str, label: &'static str, on: bool| {
        let pressed = if on { "true" } else { "false" };
        view! { <button type="submit" name=name value=value class="quiet" lang=(name == "locale").then_some(value) aria-pressed=pressed>{label}</button> }
    };
    let language = |locale: Locale| {
        let on = chosen.is_some_and(|chosen| chosen.locale == locale);
        choice("locale", locale.tag(), locale.own_name(), on)
    };
    let light = |theme: Option<Theme>, label| {
        let on = chosen.is_some_and(|chosen| chosen.theme == theme);
        choice("theme", theme.map_or("", Theme::name), label, on)
    };
    view! {
        <form class="preferences" method="post" action="/preferences">
            <input type="hidden" name="back" value=back/>
            <p role="group" aria-label=words.language>{Locale::ALL.map(language)}</p>
            <p role="group" aria-label=words.light>
                {light(None, words.system)} {light(Some(Theme::Light), words.bright)} {light(Some(Theme::Dark), words.dark)}
            </p>
        </form>
    }
}
