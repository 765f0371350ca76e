use leptos::{html, prelude::*};

use super::{
    browser::{self, Anchor},
    dynamic::{effect, flag},
    message_row::MessageRow,
    session::use_session,
    words::use_words,
};
use crate::talk::{Conversation, Row};

/// Pixels from the end within which the reader counts as being there: about a line.
const AT_END: i32 = 48;

/// The messages, the newest at the end and in view.
///
/// The scroller runs in reverse and holds one list in natural order. So it opens at the end and stays there
/// without any script, and `scrollTop` is 0 at the end and negative above it.
#[component]
pub(super) fn MessageLog() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let conversation = session.conversation;
    let scroller = NodeRef::<html::Div>::new();
    let list = NodeRef::<html::Ol>::new();
    let unseen = RwSignal::new(false);
    let anchor = StoredValue::new_local(Anchor::default());
    let empty = Memo::new(move |_| conversation.with(Conversation::is_empty));

    let at_end = move || scroller.get_untracked().is_none_or(|log| log.scroll_top() > -AT_END);
    let to_end = move || {
        if let Some(log) = scroller.get_untracked() {
            log.set_scroll_top(0);
        }
        unseen.set(false);
        session.return_to_end();
    };
    let scrolled = move |_| {
        if at_end() {
            unseen.set(false);
            session.return_to_end();
        }
        if let Some((log, list)) = scroller.get_untracked().zip(list.get_untracked()) {
            anchor.update_value(|anchor| anchor.drop_at(&log, &list));
        }
    };
    effect(move || {
        if session.said.get() > 0 {
            to_end();
        }
    });
    effect(move || {
        if session.heard.with(|heard| !heard.is_empty()) && !at_end() {
            unseen.set(true);
        }
    });
    // Who came for earlier messages is not carried off to the newest ones.
    effect(move || {
        if let Some(log) = scroller.get()
            && browser::shows_earlier()
        {
            log.set_scroll_top(-1);
        }
    });
    // Before anything is painted, the line that is being read is back where it was.
    effect(move || {
        conversation.track();
        request_animation_frame(move || {
            if let Some(log) = scroller.try_get_untracked().flatten() {
                anchor.try_update_value(|anchor| anchor.hold(&log));
            }
        });
    });
    view! {
        <div class="stage">
            <div id="log" class="log" role="log" aria-label=words.messages aria-live="off" tabindex="0" node_ref=scroller on:scroll=scrolled>
                <p class="empty" hidden=flag(move || !empty.get())>{words.empty_room}</p>
                <ol class="rows" node_ref=list>
                    <For each=move || session.rows() key=Row::key let:row>
                        <MessageRow row/>
                    </For>
                </ol>
            </div>
            <button type="button" class="newer" hidden=flag(move || !unseen.get()) on:click=move |_| to_end()>
                <span aria-hidden="true">"↓ "</span>
                {words.new_messages}
            </button>
        </div>
    }
}
