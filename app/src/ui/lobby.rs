use std::time::Duration;

use leptos::{ev, prelude::*};
use protocol::{BadRoomName, Listed, RoomName};

use super::{
    browser,
    dynamic::{attribute, effect, flag, text},
    language::use_words,
    preferences::preferences,
};
use crate::{looks, markup::Node, talk::ConfirmGuard};

/// How often the list of rooms is looked up while somebody looks at it.
const REFRESH: Duration = Duration::from_secs(5);

/// So many rooms of earlier visits are shown.
const VISITED: usize = 8;

/// Where a room is chosen. A plain form and plain links, which work before and without any script.
#[component]
pub(super) fn Lobby(
    /// What the field holds at first.
    typed: String,
    /// Why what was typed names no room.
    problem: Option<BadRoomName>,
    /// Where people are just now.
    rooms: Vec<Listed>,
    /// Minutes that the clock was ahead of UTC by which the server has rendered the page.
    zone: i32,
) -> impl IntoView {
    let words = use_words();
    let problem = RwSignal::new(problem);
    let guard = StoredValue::new(ConfirmGuard::default());
    let guessable = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        let typed = browser::value("room");
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
    let weigh = move |_| {
        let typed = browser::value("room").trim().to_owned();
        guessable.set(!typed.is_empty() && RoomName::from_canonical(typed).is_guessable());
    };
    effect(move || watch(words));
    let sentence =
        text(move || problem.get().map(|it| words.bad_room(it)).unwrap_or_default().to_owned());
    let nobody = rooms.is_empty();
    let written = written(&looks::live(&rooms, words, browser::now(), &move |_| zone));
    drop(rooms);
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
                    aria-describedby=attribute(move || Some(if problem.get().is_some() { "problem" } else { "weak" }))
                    on:keydown=move |event| guard.update_value(|guard| guard.down(browser::keystroke(&event)))
                    on:keyup=move |_| guard.update_value(ConfirmGuard::up)
                    on:blur=move |_| guard.update_value(ConfirmGuard::up)
                    on:input=weigh
                />
                <button type="submit">{words.join}</button>
                <p id="problem" class="problem" role="alert" hidden=flag(move || problem.get().is_none())>{sentence}</p>
                <p id="weak" class="hint" hidden=flag(move || !guessable.get())>{words.guessable}</p>
            </form>
            <p class="hint">
                {words.about_rooms} " " <a href="/chat/?private" on:click=|event| private(&event)>{words.private_room}</a>
            </p>
            <section class="rooms" id="live" hidden=nobody>
                <h2>{words.rooms_now}</h2>
                <ul id="live-rooms" role="list" inner_html=written></ul>
            </section>
            <section class="rooms" id="visited" hidden=true>
                <h2>{words.rooms_visited}</h2>
                <ul id="visited-rooms" role="list"></ul>
            </section>
            <div class="preferences" inner_html=preferences("/chat/")></div>
        </main>
    }
}

/// A page that the browser has built leads to pages that it builds.
fn private(event: &ev::MouseEvent) {
    if cfg!(feature = "csr") {
        event.prevent_default();
        browser::enter(RoomName::private(browser::secret).as_str());
    }
}

/// The list of rooms as the server writes it.
fn written(rooms: &[Node]) -> String {
    let mut html = String::new();
    if cfg!(feature = "ssr") {
        rooms.iter().for_each(|room| room.html(&mut html));
    }
    html
}

/// Keeps the lists of rooms as they are now, while somebody looks.
fn watch(words: &'static crate::words::Words) {
    let list = move || {
        leptos::task::spawn_local(async move {
            let Some(rooms) = browser::fetch("/rooms").await.and_then(|found| crate::rooms(&found))
            else {
                return;
            };
            let visited = browser::visited(VISITED, &rooms);
            browser::fill("visited", &looks::visited(&visited));
            browser::fill("live", &looks::live(&rooms, words, browser::now(), &browser::zone));
        });
    };
    list();
    let refresh = set_interval_with_handle(
        move || {
            if !document().hidden() {
                list();
            }
        },
        REFRESH,
    );
    on_cleanup(move || drop(refresh.map(|refresh| refresh.clear())));
}
