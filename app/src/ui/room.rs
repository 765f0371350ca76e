use leptos::prelude::*;
use protocol::Welcome;

use super::{
    announcer::Announcer, composer::Composer, connection_line::ConnectionLine, dynamic::effect,
    message_log::MessageLog, nickname_field::NicknameField, people::People, session::Session,
    typing_line::TypingLine, words::use_words,
};

/// Where people talk.
#[component]
pub(super) fn Room(
    /// Which room.
    name: String,
    /// What the server has rendered.
    welcome: Option<Welcome>,
) -> impl IntoView {
    let words = use_words();
    let (session, orders) = Session::open(&name, welcome);
    provide_context(session);
    effect(move || session.begin());
    #[cfg(feature = "browser")]
    super::socket::keep_connected(session, &name, orders);
    #[cfg(not(feature = "browser"))]
    drop(orders);
    view! {
        <main class="room">
            <header class="bar">
                <a href="/chat/" class="home">
                    <span aria-hidden="true">"‹ "</span>
                    <span class="home-words">{words.other_room}</span>
                </a>
                <h1>{name}</h1>
                <People/>
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
