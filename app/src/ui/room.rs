use leptos::prelude::*;
use protocol::Welcome;

use super::{
    announcer::Announcer,
    composer::Composer,
    connection_line::ConnectionLine,
    dynamic::effect,
    language::use_words,
    message_log::MessageLog,
    nickname_field::NicknameField,
    people::People,
    session::Session,
    settings::{self, Settings},
    signals,
    typing_line::TypingLine,
};

/// Where people talk.
#[component]
pub(super) fn Room(
    /// Which room.
    name: String,
    /// What the server has rendered.
    welcome: Option<Welcome>,
    /// Minutes that the clock was ahead of UTC by which the server has rendered it.
    zone: i32,
) -> impl IntoView {
    let words = use_words();
    let (session, orders) = Session::open(&name, welcome, zone);
    provide_context(session);
    effect(move || session.begin());
    signals::keep(session, &name);
    #[cfg(feature = "browser")]
    super::socket::keep_connected(session, &name, orders);
    #[cfg(not(feature = "browser"))]
    drop(orders);
    let settings = settings::written(&name);
    view! {
        <main class="room">
            <header class="bar">
                <a href="/chat/" class="home">
                    <span aria-hidden="true">"‹ "</span>
                    <span class="home-words">{words.other_room}</span>
                </a>
                <h1>{name}</h1>
                <div class="aside">
                    <People/>
                    <Settings written=settings/>
                </div>
            </header>
            <ConnectionLine/>
            <MessageLog/>
            <div class="desk">
                <TypingLine/>
                <NicknameField/>
                <Composer/>
            </div>
            <Announcer/>
        </main>
    }
}
