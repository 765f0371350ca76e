use leptos::prelude::*;
use protocol::{Author, UserId};

use super::{
    browser,
    dynamic::{effect, flag, text},
    language::use_words,
    session::use_session,
};
use crate::{looks, talk::Conversation};

/// How many are in the room; a press on it shows who. Nothing before the server has told.
///
/// The list is a popover: the browser opens it, and closes it by Escape, by a press beside it and by the button.
#[component]
pub(super) fn People() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let company = session.company;
    let count = text(move || company.read().count.map(|it| words.here(it)).unwrap_or_default());
    let unlisted = move || company.read().unlisted();
    effect(move || {
        let reader = session.conversation.with_untracked(Conversation::reader);
        let company = company.read();
        let person = |author: &Author| {
            let tag = company.namesakes.tag(author).unwrap_or_default();
            let you = reader.as_ref().is_some_and(|reader| reader.id == author.id);
            let remark = format!("{tag} {}", if you { words.you } else { "" });
            let ignored = (!you).then(|| !company.hears(Some(author)));
            looks::person(author, remark.trim(), ignored, words)
        };
        if let Some(list) = document().get_element_by_id("people-listed") {
            browser::refill(&list, &company.listed.iter().map(person).collect::<Vec<_>>());
        }
    });
    let pressed = move |event| {
        if let Some(button) = browser::part(&event, "button") {
            session.ignore(&UserId::new(button.id()));
        }
    };
    view! {
        <div class="people" hidden=flag(move || company.read().count.is_none())>
            <button type="button" class="quiet" popovertarget="people">{count}</button>
            <div id="people" popover="auto" role="group" aria-label=words.people>
                <ul id="people-listed" role="list" on:click=pressed></ul>
                <p hidden=flag(move || unlisted() == 0)>{text(move || words.and_more(unlisted()))}</p>
            </div>
        </div>
    }
}
