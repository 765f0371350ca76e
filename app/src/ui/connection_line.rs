use std::time::Duration;

use leptos::prelude::*;

use super::{
    browser,
    dynamic::{attribute, effect, flag, text},
    language::use_words,
    session::use_session,
};
use crate::talk::Link;

/// How long a trouble may last before anybody hears of it. Most are over by then.
const QUIET: Duration = Duration::from_secs(2);

/// How long the end of a trouble is told.
const RELIEF: Duration = Duration::from_secs(4);

/// What the line tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Trouble,
    Relief,
}

/// Tells how the page stands with the server, in words, when there is something to tell.
#[component]
pub(super) fn ConnectionLine() -> impl IntoView {
    let words = use_words();
    let link = use_session().link;
    let told = RwSignal::new(Told::Nothing);
    let (mut before, mut timer) = (None, None::<TimeoutHandle>);

    effect(move || {
        let troubled = link.get().is_troubled();
        if before.replace(troubled) == Some(troubled) {
            return;
        }
        let was_told = told.get_untracked() == Told::Trouble;
        let (next, wait) = if troubled { (Told::Trouble, QUIET) } else { (Told::Nothing, RELIEF) };
        if !troubled && was_told {
            told.set(Told::Relief);
        }
        let next = set_timeout_with_handle(move || _ = told.try_set(next), wait);
        // What the last one was about to tell is old.
        if let Some(old) = std::mem::replace(&mut timer, next.ok()) {
            old.clear();
        }
    });

    let sentence = move || match (link.get(), told.get()) {
        (Link::Online, Told::Relief) => words.back_online,
        (link @ Link::Closed(_), _) | (link, Told::Trouble) => words.link(link),
        (_, Told::Nothing | Told::Relief) => "",
    };
    let state = attribute(move || Some(link.get().name()));
    let shown = attribute(move || Some(if sentence().is_empty() { "false" } else { "true" }));
    let open = flag(move || !matches!(link.get(), Link::Closed(_)));
    view! {
        <p class="connection" role="status" data-state=state data-shown=shown>
            <span>{text(move || sentence().to_owned())}</span>
            " "
            <button type="button" hidden=open on:click=|_| browser::reload()>{words.reload}</button>
        </p>
    }
}
