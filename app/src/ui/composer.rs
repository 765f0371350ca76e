use leptos::{ev, prelude::*};
use protocol::Text;
use web_sys::HtmlTextAreaElement;

use super::{
    browser,
    dynamic::{attribute, effect, flag, text},
    language::use_words,
    mentions::{self, Mentions},
    session::{Task, use_session},
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
    let field = || browser::by_id::<HtmlTextAreaElement>("message");
    let allowance = RwSignal::new(Allowance::Plenty);

    let measure = move || {
        let now = field().map_or(Allowance::Plenty, |field| Allowance::of(&field.value()));
        if allowance.get_untracked() != now {
            allowance.set(now);
        }
    };
    // What is being written outlives the page, and an edit in between.
    let keep = move || {
        if !matches!(session.task.get_untracked(), Task::Edit(_)) {
            let written = field().map(|field| field.value()).unwrap_or_default();
            browser::store(&session.key("draft"), &written);
        }
    };
    let send = move || {
        let Some(field) = field() else { return };
        measure();
        if !matches!(allowance.get_untracked(), Allowance::Over(_))
            && let Ok(text) = Text::new(field.value())
        {
            field.set_value("");
            browser::offer(&field, &[]);
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
        if let Some(field) = field() {
            mentions::offer(&field, session);
            if !field.value().trim().is_empty() {
                session.types();
            }
        }
    };
    let choose = move |name: &str| {
        if let Some(field) = field() {
            browser::complete(&field, name);
            measure();
            keep();
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let cancel = move || session.take_up(Task::Say);
    // What is edited stands in the field, and afterwards what was being written before.
    let mut edits = false;
    effect(move || {
        let task = session.task.get();
        let Some(field) = field() else { return };
        let text = match task {
            Task::Edit(id) => session.text_of(id),
            Task::Say | Task::Answer(_) if edits => browser::stored(&session.key("draft")),
            Task::Say | Task::Answer(_) => return,
        };
        edits = matches!(task, Task::Edit(_));
        field.set_value(&text.unwrap_or_default());
        measure();
    });
    let key = move |event: ev::KeyboardEvent| {
        let stroke = browser::keystroke(&event);
        if !stroke.is_taken()
            && let Some(name) = field().and_then(|it| mentions::key(&it, &event))
        {
            return name.iter().for_each(|name| choose(name));
        }
        let is_empty = || field().is_some_and(|field| field.value().is_empty());
        match event.key().as_str() {
            _ if stroke.is_taken() => {}
            "Escape" => cancel(),
            "ArrowUp" if is_empty() && session.task.get_untracked() == Task::Say => {
                if let Some(id) = session.own_last() {
                    event.prevent_default();
                    session.take_up(Task::Edit(id));
                }
            }
            _ => {}
        }
        let breaks = browser::pointer_is_coarse()
            || field().is_some_and(|field| is_in_code(&browser::before_caret(&field)));
        if stroke.enter(breaks) == Action::Send {
            event.prevent_default();
            send();
        }
    };
    effect(move || {
        // On a touch screen a keyboard would cover the conversation before anybody asked for it.
        if let Some(field) = field() {
            if field.value().is_empty()
                && let Some(draft) = browser::stored(&session.key("draft"))
            {
                field.set_value(&draft);
            }
            // Who was led to a message reads first.
            if !browser::pointer_is_coarse() && !browser::is_led() {
                browser::focus(&field);
            }
        }
        measure();
    });
    let note = text(move || match allowance.get() {
        Allowance::Plenty => String::new(),
        Allowance::Left(count) => words.left(count),
        Allowance::Over(count) => words.over(count),
    });
    let task = text(move || match session.task.get() {
        Task::Say => String::new(),
        Task::Edit(_) => words.editing.to_owned(),
        Task::Answer(id) => {
            let author = session.conversation.with(|talk| talk.find(id)?.author.clone());
            let name =
                author.map_or(words.somebody.to_owned(), |author| author.nickname.to_string());
            words.answering(&name)
        }
    });
    let FormNonce(nonce) = use_context().unwrap_or_default();
    let over =
        move || attribute(move || matches!(allowance.get(), Allowance::Over(_)).then_some("true"));
    view! {
        <p class="task" hidden=flag(move || session.task.get() == Task::Say)>
            <span>{task}</span>
            " "
            <button type="button" class="quiet" on:click=move |_| cancel()>{words.cancel}</button>
        </p>
        <form class="composer" method="post" on:submit=submit>
            <input type="hidden" name="nonce" value=nonce/>
            <Mentions choose/>
            <label for="message" class="unseen">{words.message}</label>
            <textarea
                id="message"
                name="text"
                rows="1"
                autocomplete="off"
                enterkeyhint="send"
                placeholder=words.message
                aria-describedby="allowance"
                aria-autocomplete="list"
                aria-controls="mentions"
                aria-invalid=over()
                on:keydown=key
                on:input=typed
            ></textarea>
            <button type="submit">{words.send}</button>
            <p id="allowance" class="allowance" role="status" data-over=over()>{note}</p>
        </form>
    }
}
