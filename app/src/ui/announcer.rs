use std::time::Duration;

use leptos::prelude::*;

use super::{
    dynamic::{effect, text},
    language::use_words,
    session::{Session, use_session},
};

/// How long messages are gathered before they are read out.
const GATHER: Duration = Duration::from_millis(700);

/// Reads out to those who do not see the page what others say, and nothing of what was said before.
///
/// One quiet line beside the log and not the log itself, which would be read from the beginning.
#[component]
pub(super) fn Announcer() -> impl IntoView {
    let words = use_words();
    let Session { heard, filled, .. } = use_session();
    let line = RwSignal::new(String::new());
    let gathering = RwSignal::new(false);
    let tell = move |sentence: String| {
        // The same words twice are no change, and would not be read twice.
        line.update(|line| *line = if *line == sentence { sentence + "\u{a0}" } else { sentence });
    };
    let announce = move || {
        gathering.set(false);
        let messages = heard.try_update_untracked(std::mem::take).unwrap_or_default();
        let Some(last) = messages.last() else { return };
        tell(if messages.len() > 1 {
            words.several(messages.len())
        } else {
            let author =
                last.author.as_ref().map_or(words.somebody, |author| author.nickname.as_str());
            format!("{author}: {}", last.text)
        });
    };
    effect(move || {
        if heard.with(|heard| !heard.is_empty()) && !gathering.get_untracked() {
            gathering.set(true);
            set_timeout(announce, GATHER);
        }
    });
    effect(move || match filled.get() {
        0 => {}
        count => tell(words.earlier_shown(count)),
    });
    view! { <p class="unseen" aria-live="polite">{text(move || line.get())}</p> }
}
