use js_sys::futures::JsFuture;
use leptos::{prelude::document, task::spawn_local};
use web_sys::{HtmlAudioElement, Notification, NotificationOptions, NotificationPermission};

use super::{is_on, show_switches, store};

/// The reader is mentioned and does not look: tells so, as far as they have asked for it.
#[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "only who has a socket is called"))]
pub(crate) fn alert(title: &str, text: &str) {
    if is_on("sound") {
        chime();
    }
    if is_on("notify") && Notification::permission() == NotificationPermission::Granted {
        let options = NotificationOptions::new();
        options.set_body(text);
        // One at a time for each room.
        options.set_tag(title);
        drop(Notification::new_with_options(title, &options));
    }
}

/// Asks the browser for what a switch needs, or shows what it does.
pub(super) fn prepare(key: &str) {
    match key {
        "notify" => spawn_local(ask()),
        "sound" => chime(),
        _ => {}
    }
}

/// Asks the browser to allow notifications. When it does not, the switch for them is off again, and it is told why.
async fn ask() {
    let mut allowed = false;
    if let Ok(asked) = Notification::request_permission() {
        allowed = JsFuture::from(asked).await.is_ok_and(|answer| answer == "granted");
    }
    if !allowed {
        store("notify", "");
        show_switches();
    }
    if let Some(refusal) = document().get_element_by_id("barred") {
        drop(refusal.toggle_attribute_with_force("hidden", allowed));
    }
}

/// A browser that allows no sound makes none.
fn chime() {
    if let Ok(audio) = HtmlAudioElement::new_with_src("/chime.wav") {
        drop(audio.play());
    }
}
