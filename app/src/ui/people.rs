use leptos::prelude::*;
use protocol::Author;

use super::{
    dynamic::{flag, text},
    session::use_session,
    words::use_words,
};
use crate::talk::Conversation;

/// How many are in the room; a press on it shows who. Nothing before the server has told.
///
/// The list is a popover: the browser opens it, and closes it by Escape, by a press beside it and by the button.
#[component]
pub(super) fn People() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let presence = session.presence;
    let count = text(move || presence.read().count.map(words.here).unwrap_or_default());
    let more = move || presence.read().others();
    let reader = Memo::new(move |_| session.conversation.with(Conversation::reader));
    let listed = move || {
        let person = |author: &Author| {
            let you = reader.read().as_ref().is_some_and(|reader| reader.id == author.id);
            let tag = session.namesakes.read().tag(author);
            (author.nickname.to_string(), tag.unwrap_or_default(), if you { words.you } else { "" })
        };
        let listed = presence.read().listed.iter().map(person).collect::<Vec<_>>();
        listed.into_iter().map(|(name, tag, you)| {
            view! { <li>{name} " " <small class="tag">{tag}</small> " " <small>{you}</small></li> }
        }).collect_view()
    };
    view! {
        <div class="people" hidden=flag(move || presence.read().count.is_none())>
            <button type="button" class="quiet" popovertarget="people">{count}</button>
            <div id="people" popover="auto" role="group" aria-label=words.people tabindex="0">
                <ul role="list">{listed}</ul>
                <p hidden=flag(move || more() == 0)>{text(move || (words.and_more)(more()))}</p>
            </div>
        </div>
    }
}
