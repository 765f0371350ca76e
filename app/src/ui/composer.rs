use leptos::{ev, html, prelude::*};
use protocol::Text;

use super::{
    browser,
    dynamic::{attribute, effect, text},
    language::use_words,
    session::use_session,
};
use crate::{
    FormNonce,
    talk::{Action, Allowance, is_in_code},
};

/// Where the reader writes.
///
/// The text lives in the document and nowhere else: it is read when it is sent and never written back, since
/// a write at the wrong moment tears apart what an input method composes. A form of its own, so that it
/// works without any script.
#[component]
pub(super) fn Composer() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let field = NodeRef::<html::Textarea>::new();
    let allowance = RwSignal::new(Allowance::Plenty);

    let measure = move || {
        let now =
            field.get_untracked().map_or(Allowance::Plenty, |field| Allowance::of(&field.value()));
        if allowance.get_untracked() != now {
            allowance.set(now);
        }
    };
    // What is being written outlives the page.
    let keep = move || {
        let written = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        browser::store(&session.key("draft"), &written);
    };
    let send = move || {
        let Some(field) = field.get_untracked() else { return };
        measure();
        if !matches!(allowance.get_untracked(), Allowance::Over(_))
            && let Ok(text) = Text::new(field.value())
        {
            field.set_value("");
            keep();
            measure();
            session.say(text);
        }
        // Also keeps a phone's keyboard open after the button was pressed.
        browser::focus(&field);
    };
    let typed = move |_| {
        measure();
        keep();
        if field.get_untracked().is_some_and(|field| !field.value().trim().is_empty()) {
            session.types();
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let key = move |event: ev::KeyboardEvent| {
        let breaks = browser::pointer_is_coarse()
            || field
                .get_untracked()
                .is_some_and(|field| is_in_code(&browser::before_caret(&field)));
        if browser::keystroke(&event).enter(breaks) == Action::Send {
            event.prevent_default();
            send();
        }
    };
    effect(move || {
        // On a touch screen a keyboard would cover the conversation before anybody asked for it.
        if let Some(field) = field.get() {
            if field.value().is_empty()
                && let Some(draft) = browser::stored(&session.key("draft"))
            {
                field.set_value(&draft);
            }
            if !browser::pointer_is_coarse() {
                browser::focus(&field);
            }
        }
        measure();
    });
    let note = text(move || match allowance.get() {
        Allowance::Plenty => String::new(),
        Allowance::Left(count) => (words.left)(count),
        Allowance::Over(count) => (words.over)(count),
    });
    let FormNonce(nonce) = use_context().unwrap_or_default();
    let over =
        move || attribute(move || matches!(allowance.get(), Allowance::Over(_)).then_some("true"));
    view! {
        <form class="composer" method="post" on:submit=submit>
            <input type="hidden" name="nonce" value=nonce/>
            <label for="message" class="unseen">{words.message}</label>
            <textarea
                id="message"
                name="text"
                rows="1"
                autocomplete="off"
                enterkeyhint="send"
                placeholder=words.message
                aria-describedby="allowance"
                aria-invalid=over()
                node_ref=field
                on:keydown=key
                on:input=typed
            ></textarea>
            <button type="submit">{words.send}</button>
            <p id="allowance" class="allowance" role="status" data-over=over()>{note}</p>
        </form>
    }
}
