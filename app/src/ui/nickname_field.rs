use leptos::{either::Either, ev, html, prelude::*};
use protocol::BadNickname;

use super::{browser, session::use_session, words::use_words};
use crate::talk::ConfirmGuard;

/// The reader's name, and the field in which it is changed.
#[component]
pub(super) fn NicknameField() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let open = RwSignal::new(false);
    let name = Memo::new(move |_| {
        session
            .conversation
            .with(|conversation| conversation.reader().map(|you| you.nickname.to_string()))
    });
    // A name that the server has refused opens the field again, with the reason.
    Effect::new(move || {
        if session.refused.with(Option::is_some) {
            open.set(true);
        }
    });
    move || {
        if open.get() {
            Either::Left(view! { <Editor name=name.get_untracked().unwrap_or_default() open/> })
        } else {
            Either::Right(view! {
                <div class="identity">
                    <p>{words.you_are} " " <strong>{name}</strong></p>
                    <button type="button" class="quiet" on:click=move |_| open.set(true)>{words.change_name}</button>
                </div>
            })
        }
    }
}

/// The field: Enter keeps the name, Escape drops it.
#[component]
fn Editor(
    /// The name so far.
    name: String,
    /// Whether the field is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let field = NodeRef::<html::Input>::new();
    let guard = StoredValue::new(ConfirmGuard::default());
    let problem = RwSignal::new(None::<BadNickname>);

    let close = move || {
        session.refused.set(None);
        open.set(false);
        browser::focus_by_id("message");
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !guard.get_value().lets_submit() {
            return;
        }
        match browser::nickname(&browser::value(field)) {
            Ok(nickname) => {
                browser::remember(&nickname);
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
    Effect::new(move || {
        if let Some(field) = field.get() {
            browser::focus(&field);
            field.select();
        }
    });
    let sentence = move || {
        let refused =
            || session.refused.with(|refused| refused.as_ref().map(|error| error.detail.clone()));
        let sentence =
            problem.get().map(|bad| (words.bad_nickname)(bad).to_owned()).or_else(refused)?;
        Some(view! { <p id="nickname-problem" class="problem" role="alert">{sentence}</p> })
    };
    let invalid = move || problem.get().is_some() || session.refused.with(Option::is_some);
    view! {
        <form class="rename" on:submit=submit>
            <label for="nickname">{words.your_name}</label>
            <input
                id="nickname"
                type="text"
                value=name
                autocomplete="nickname"
                spellcheck="false"
                enterkeyhint="done"
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || invalid().then_some("nickname-problem")
                node_ref=field
                on:keydown=key
                on:keyup=move |_| guard.update_value(ConfirmGuard::up)
                on:blur=move |_| guard.update_value(ConfirmGuard::up)
            />
            <button type="submit">{words.save}</button>
            <button type="button" class="quiet" on:click=move |_| close()>{words.cancel}</button>
            {sentence}
        </form>
    }
}
