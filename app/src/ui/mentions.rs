use leptos::{ev, prelude::*};
use protocol::Author;
use web_sys::HtmlTextAreaElement;

use super::{browser, language::use_words, session::Session};
use crate::{
    looks,
    talk::{mention_begun, names_meant},
};

/// How many names are offered at most.
const OFFERED: usize = 6;

/// The names that the reader may be about to write, as a list above the composer. What is in it stands in the document and
/// nowhere else, as the text of the composer does.
#[component]
pub(super) fn Mentions(
    /// What to do with a name that was pressed.
    choose: impl Fn(&str) + 'static,
) -> impl IntoView {
    let pressed = move |event: ev::MouseEvent| {
        // The focus stays in the composer.
        event.prevent_default();
        if let Some(name) = browser::part(&event, "[role=option]").and_then(|it| it.text_content())
        {
            choose(&name);
        }
    };
    view! {
        <ul id="mentions" class="mentions" role="listbox" aria-label=use_words().people on:mousedown=pressed></ul>
    }
}

/// Offers the names that may be meant by what is written.
pub(super) fn offer(field: &HtmlTextAreaElement, session: Session) {
    let before = browser::before_caret(field);
    let choices = mention_begun(&before).map(|begun| {
        session.conversation.with_untracked(|talk| {
            session.company.with_untracked(|company| {
                let reader = talk.reader();
                let others = company.listed.iter().chain(talk.authors());
                let is_other = |it: &&Author| reader.as_ref().is_none_or(|you| you.id != it.id);
                let names = others.filter(is_other).map(|it| it.nickname.as_str());
                let meant = names_meant(begun, names, OFFERED, browser::lowercase);
                let choice = |(at, name): (usize, &&str)| looks::choice(at, name);
                meant.iter().enumerate().map(choice).collect::<Vec<_>>()
            })
        })
    });
    browser::offer(field, &choices.unwrap_or_default());
}

/// What a key does while names are offered: the name to write, or nothing more than it has done. `None` when it is not for them.
pub(super) fn key(
    field: &HtmlTextAreaElement,
    event: &ev::KeyboardEvent,
) -> Option<Option<String>> {
    let selected = browser::selected()?;
    let name = match event.key().as_str() {
        "Enter" | "Tab" if !event.shift_key() => Some(selected),
        "Escape" => {
            browser::offer(field, &[]);
            None
        }
        key @ ("ArrowDown" | "ArrowUp") => {
            browser::step(field, key == "ArrowDown");
            None
        }
        _ => return None,
    };
    event.prevent_default();
    Some(name)
}
