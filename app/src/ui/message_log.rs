use leptos::{ev, prelude::*};
use web_sys::HtmlElement;

use super::{
    browser::{self, Anchor, Sheet},
    dynamic::{effect, flag, text},
    language::use_words,
    session::use_session,
};
use crate::{looks, talk::Conversation};

/// Pixels from the end within which the reader counts as being there: about a line.
const AT_END: i32 = 48;

/// Pixels above the view within which earlier messages are fetched, before anybody has to wait for them.
const AHEAD: i32 = 1_000;

/// The messages, the newest at the end and in view.
///
/// The scroller runs in reverse and holds one list in natural order. So it opens at the end and stays there
/// without any script, and `scrollTop` is 0 at the end and negative above it.
#[component]
pub(super) fn MessageLog() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let scroller = || browser::by_id::<HtmlElement>("log");
    let list = || browser::by_id::<HtmlElement>("rows");
    let unseen = session.unseen;
    // So many messages that the reader has not read stand above what is in view.
    let above = RwSignal::new(0);
    let anchor = StoredValue::new_local(Anchor::default());

    let arrive = move |at_end: bool| {
        if session.at_end.get_untracked() != at_end {
            session.at_end.set(at_end);
        }
        if at_end {
            session.look();
            session.return_to_end();
        }
    };
    let to_end = move || {
        if let Some(log) = scroller() {
            log.set_scroll_top(0);
        }
        arrive(true);
    };
    let scrolled = move |_| {
        let Some((log, list)) = scroller().zip(list()) else { return };
        arrive(log.scroll_top() > -AT_END);
        if above.get_untracked() > 0 && !browser::is_above(".unread", &log) {
            above.set(0);
        }
        let above = log.scroll_height() - log.client_height() + log.scroll_top();
        if above < AHEAD {
            session.ask_for_earlier();
        }
        // The end stays in view by itself.
        anchor.update_value(|anchor| {
            if log.scroll_top() < 0 { anchor.drop_at(&log, &list) } else { anchor.weigh() }
        });
    };
    // From row to row by keyboard, along the bar of one, and back to the composer.
    let walk = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => browser::focus_by_id("message"),
        _ => browser::walk(&event),
    };
    let pressed = move |event: ev::MouseEvent| {
        if let Some(press) = browser::Press::of(&event) {
            session.pressed(&press);
        }
    };
    let equip = move |target| browser::equip(target, |id, own| looks::tools(id, own, words));
    effect(move || {
        if session.said.get() > 0 {
            to_end();
        }
    });
    // What stands in the document knows nothing of what the browser remembers, which the session takes in when it begins.
    let mut rendered =
        if cfg!(feature = "browser") { untrack(|| session.rendered()) } else { Vec::new() };
    // Before anything is painted, the line that is being read is back where it was.
    let (mut sheet, mut offered) = (None, false);
    #[cfg(feature = "csr")]
    let mut led = false;
    effect(move || {
        let Some((log, list)) = scroller().zip(list()) else { return };
        let adopted = || Sheet::adopt(&list, std::mem::take(&mut rendered));
        let sheet = sheet.get_or_insert_with(adopted);
        let rows = session.rows();
        let new = rows.iter().skip_while(|row| !row.unread).filter(|row| !row.mine).count();
        sheet.show(&list, rows, |row| looks::row(row, words));
        anchor.update_value(|anchor| anchor.hold(&log));
        // The row that the address names was not there when the browser looked for it.
        #[cfg(feature = "csr")]
        if !led {
            browser::aim();
            led = browser::is_led();
        }
        if new > 0 && !std::mem::replace(&mut offered, true) && browser::is_above(".unread", &log) {
            above.set(new);
        }
    });
    // In a window of another width lines break elsewhere.
    effect(move || {
        let resized = window_event_listener(ev::resize, move |_| {
            if let Some(log) = scroller() {
                anchor.update_value(|anchor| anchor.hold(&log));
            }
        });
        on_cleanup(move || resized.remove());
    });
    // Who was led somewhere is not carried off to the newest messages.
    effect(move || {
        let Some((log, list)) = scroller().zip(list()) else { return };
        browser::aim();
        if browser::is_led() {
            arrive(log.scroll_top() > -AT_END);
            anchor.update_value(|anchor| anchor.drop_at(&log, &list));
        }
    });
    let to_unread = move |_| {
        above.set(0);
        browser::show(".unread");
    };
    view! {
        <div class="stage">
            <div id="log" class="log" role="log" aria-label=words.messages aria-live="off" tabindex="0" on:scroll=scrolled on:click=pressed on:keydown=walk>
                <p class="empty" hidden=flag(move || !session.conversation.with(Conversation::is_empty))>{words.empty_room}</p>
                <ol
                    class="rows"
                    id="rows"
                    inner_html=written()
                    on:mouseover=move |event| equip(event.target())
                    on:focusin=move |event| equip(event.target())
                ></ol>
            </div>
            <button type="button" class="older-news" hidden=flag(move || above.get() == 0) on:click=to_unread>
                <span aria-hidden="true">"↑ "</span>
                {text(move || words.unread_above(above.get()))}
            </button>
            <button type="button" class="newer" hidden=flag(move || session.at_end.get()) on:click=move |_| to_end()>
                <span aria-hidden="true">"↓ "</span>
                {text(move || match unseen.get() {
                    0 => words.to_newest.to_owned(),
                    count => words.several(count),
                })}
            </button>
        </div>
    }
}

/// The rows as the server writes them. The browser takes over what stands in the document.
fn written() -> String {
    #[cfg(feature = "ssr")]
    {
        let (rows, words) = (use_session().rendered(), use_words());
        let mut drawn: Vec<_> = rows.iter().map(|row| looks::row(row, words)).collect();
        if is_earlier()
            && let Some((end, last)) = drawn.pop().zip(rows.last().and_then(|row| row.id))
        {
            drawn.push(end.child(looks::later(last, words)));
        }
        let mut html = String::new();
        drawn.into_iter().for_each(|row| crate::markup::Node::from(row).html(&mut html));
        html
    }
    #[cfg(not(feature = "ssr"))]
    String::new()
}

/// Whether others stand after the messages of the page.
#[cfg(feature = "ssr")]
fn is_earlier() -> bool {
    use crate::{Boot, Excerpt, Page};
    let is_it = |boot: &Boot| matches!(boot.page, Page::Room { excerpt: Excerpt::Earlier, .. });
    with_context(is_it).unwrap_or_default()
}
