use leptos::{ev, prelude::*};
use protocol::{BadNickname, ErrorCode};
use web_sys::HtmlInputElement;

use super::{
    browser,
    dynamic::{attribute, effect, flag, text},
    language::use_words,
    session::use_session,
};
use crate::talk::{ConfirmGuard, Conversation};

/// The reader's name, and the field in which it is changed: Enter keeps the name, Escape drops it.
#[component]
pub(super) fn NicknameField() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let guard = StoredValue::new(ConfirmGuard::default());
    let editing = RwSignal::new(false);
    let problem = RwSignal::new(None::<BadNickname>);
    let name = move || {
        let name = |talk: &Conversation| talk.reader().map(|you| you.nickname.to_string());
        session.conversation.with(name).unwrap_or_default()
    };

    let close = move || {
        problem.set(None);
        session.refused.set(None);
        editing.set(false);
        browser::focus_by_id("message");
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !guard.get_value().lets_submit() {
            return;
        }
        match browser::nickname(&browser::value("nickname")) {
            Ok(nickname) => {
                session.rename(nickname);
                close();
            }
            Err(bad) => problem.set(Some(bad)),
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let key = browser::keystroke(&event);
        guard.update_value(|guard| guard.down(key));
        if !key.is_taken() && event.key() == "Escape" {
            close();
        }
    };
    // A name that the server has refused opens the field again, with the reason.
    effect(move || {
        if session.refused.with(Option::is_some) {
            editing.set(true);
        }
    });
    effect(move || {
        if editing.get()
            && let Some(field) = browser::by_id::<HtmlInputElement>("nickname")
        {
            // It was hidden until now, and what is hidden takes no focus.
            queue_microtask(move || {
                field.set_value(&untrack(name));
                browser::focus(&field);
                field.select();
            });
        }
    });
    let sentence = move || {
        let refused = || session.refused.with(|error| error.as_ref().map(|error| error.code));
        let refused = || {
            refused().map(|code| match code {
                ErrorCode::TooLong => BadNickname::TooLong,
                _ => BadNickname::Empty,
            })
        };
        let bad = problem.get().or_else(refused);
        bad.map(|bad| words.bad_nickname(bad).to_owned()).unwrap_or_default()
    };
    let invalid = move || !sentence().is_empty();
    view! {
        <div class="identity" hidden=flag(move || editing.get())>
            <p>{words.you_are} " " <strong>{text(name)}</strong></p>
            <button type="button" class="quiet" on:click=move |_| editing.set(true)>{words.change_name}</button>
        </div>
        <form class="rename" hidden=flag(move || !editing.get()) on:submit=submit>
            <label for="nickname">{words.your_name}</label>
            <input
                id="nickname"
                type="text"
                autocomplete="nickname"
                spellcheck="false"
                enterkeyhint="done"
                aria-invalid=attribute(move || invalid().then_some("true"))
                aria-describedby=attribute(move || invalid().then_some("nickname-problem"))
                on:keydown=key
                on:keyup=move |_| guard.update_value(ConfirmGuard::up)
                on:blur=move |_| guard.update_value(ConfirmGuard::up)
            />
            <button type="submit">{words.save}</button>
            <button type="button" class="quiet" on:click=move |_| close()>{words.cancel}</button>
            <p id="nickname-problem" class="problem" role="alert" hidden=flag(move || !invalid())>{text(sentence)}</p>
        </form>
    }
}
