use leptos::prelude::*;

use super::{browser, dynamic::text, language::use_words, session::use_session};

/// Tells who is writing, and when nobody is, who has come and gone. Its place is always there, so that nothing moves, and it is not read out.
#[component]
pub(super) fn TypingLine() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let sentence = text(move || {
        let company = session.company.read();
        let Some(named) = company.typing() else { return words.several_typing.to_owned() };
        let name = |author| match company.namesakes.tag(author) {
            Some(tag) => format!("{} ({tag})", author.nickname),
            None => author.nickname.to_string(),
        };
        let typing = words.typing(&named.into_iter().map(name).collect::<Vec<_>>());
        let comings = words.comings(&company.comings(true), &company.comings(false));
        if typing.is_empty() && !comings.is_empty() && !browser::is_on("hide-comings") {
            return comings;
        }
        typing
    });
    view! { <p class="typing" aria-live="off">{sentence}</p> }
}
