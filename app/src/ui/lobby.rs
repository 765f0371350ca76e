use leptos::{ev, html, prelude::*};
use protocol::{BadRoomName, Listed};

use super::{
    browser,
    dynamic::{attribute, flag, text},
    language::use_words,
};
use crate::talk::ConfirmGuard;

/// Where a room is chosen. A plain form, which works before and without any script.
#[component]
pub(super) fn Lobby(
    /// What the field holds at first.
    typed: String,
    /// Why what was typed names no room.
    problem: Option<BadRoomName>,
    /// Where people are just now, the busiest room first.
    rooms: Vec<Listed>,
) -> impl IntoView {
    // They travel in the page, and are not shown.
    drop(rooms);
    let words = use_words();
    let problem = RwSignal::new(problem);
    let guard = StoredValue::new(ConfirmGuard::default());
    let field = NodeRef::<html::Input>::new();
    let submit = move |event: ev::SubmitEvent| {
        let typed = browser::value(field);
        if !guard.get_value().lets_submit() {
            event.prevent_default();
        } else if typed.trim().is_empty() {
            event.prevent_default();
            problem.set(Some(BadRoomName::Empty));
        } else if cfg!(feature = "csr") {
            event.prevent_default();
            browser::enter(&typed);
        }
    };
    let sentence = text(move || problem.get().map(words.bad_room).unwrap_or_default().to_owned());
    view! {
        <main class="lobby">
            <h1>"Parlor"</h1>
            <p class="tagline">{words.tagline}</p>
            <form class="join" action="/chat/" method="get" on:submit=submit>
                <label for="room">{words.room_name}</label>
                <input
                    id="room"
                    name="room"
                    type="text"
                    value=typed
                    autofocus
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    aria-invalid=attribute(move || problem.get().map(|_| "true"))
                    aria-describedby=attribute(move || problem.get().map(|_| "problem"))
                    node_ref=field
                    on:keydown=move |event| guard.update_value(|guard| guard.down(browser::keystroke(&event)))
                    on:keyup=move |_| guard.update_value(ConfirmGuard::up)
                    on:blur=move |_| guard.update_value(ConfirmGuard::up)
                />
                <button type="submit">{words.join}</button>
                <p id="problem" class="problem" role="alert" hidden=flag(move || problem.get().is_none())>{sentence}</p>
            </form>
            <p class="hint">{words.about_rooms}</p>
        </main>
    }
}
