use leptos::{ev, prelude::*};
use protocol::{Author, MessageId, Nonce};

use super::{browser, dynamic::text, session::use_session, words::use_words};
use crate::talk::{Failure, Missing, Row, RowState};

/// One message. Its text is text and nothing else: no markup is ever made of it.
#[component]
pub(super) fn MessageRow(
    /// What it shows.
    row: Row,
) -> impl IntoView {
    let words = use_words();
    let author = row
        .author
        .as_ref()
        .map_or_else(|| words.somebody.to_owned(), |author| author.nickname.to_string());
    let fate = match (row.state.clone(), row.nonce) {
        (RowState::Failed(failure), Some(nonce)) => Some(view! { <Refusal failure nonce/> }),
        _ => None,
    };
    let pending = matches!(row.state, RowState::Pending);
    view! {
        <li
            class="row"
            data-id=row.id.map(|id| id.to_string())
            data-state=row.state.name()
            data-mine=if row.mine { "true" } else { "false" }
            data-first=if row.first { "true" } else { "false" }
            data-hue=row.author.as_ref().map(hue)
        >
            {row.id.and_then(|id| gap(row.missing, id))}
            <p class="meta">
                <span class="author">{author}</span>
                {row.tag.map(|tag| view! { " " <small class="tag">{tag}</small> })}
                " "
                {row.id.map(|id| view! { <Moment id/> })}
                {pending.then(|| view! { <span class="clock" role="img" aria-label=words.sending></span> })}
            </p>
            <p class="text" dir="auto">{row.text}</p>
            {fate}
        </li>
    }
}

/// When it was said. The server cannot know the reader's time zone, so it writes UTC; the browser replaces
/// it once the page is live, and what is hydrated is what was rendered.
#[component]
fn Moment(
    /// The time is in the id.
    id: MessageId,
) -> impl IntoView {
    let locale = use_words().locale;
    let live = use_session().live;
    let utc = id.to_utc();
    let datetime = utc.clone();
    let plain = utc.get(11..16).unwrap_or_default().to_owned();
    let shown =
        text(move || if live.get() { browser::local_time(id.ms, locale) } else { plain.clone() });
    let full =
        text(move || if live.get() { browser::local_date(id.ms, locale) } else { utc.clone() });
    view! { <time datetime=datetime title=full>{shown}</time> }
}

/// What is not shown before a message, and the way to it: a page of the server, or what the socket brings.
fn gap(missing: Missing, before: MessageId) -> Option<impl IntoView> {
    let words = use_words();
    let session = use_session();
    let (kind, sentence, link) = match missing {
        Missing::Nothing => return None,
        Missing::Earlier => ("earlier", None, words.earlier),
        Missing::Between => ("between", Some(words.gap), words.load),
    };
    let load = move |event: ev::MouseEvent| {
        if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            session.ask(before);
            // The link will be gone; who came here by keyboard goes on from the messages.
            browser::focus_by_id("log");
        }
    };
    Some(view! {
        <p class="gap" data-missing=kind>
            {sentence} " " <a href=format!("?before={before}") on:click=load>{link}</a>
        </p>
    })
}

/// Why it was not sent, and what the reader can do.
#[component]
fn Refusal(
    /// The reason.
    failure: Failure,
    /// Which message.
    nonce: Nonce,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let again = nonce.clone();
    view! {
        <div class="refusal">
            <p role="alert">{(words.refused)(&failure)}</p>
            <button type="button" on:click=move |_| session.retry(&again)>{words.retry}</button>
            <button type="button" on:click=move |_| session.delete(&nonce)>{words.delete}</button>
        </div>
    }
}

/// One of eight colours, the same for a person on every page. The name always stands beside it.
fn hue(author: &Author) -> String {
    let sum =
        author.id.as_str().bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    (sum % 8).to_string()
}
