use js_sys::futures::JsFuture;
use web_sys::{HtmlAudioElement, Notification, NotificationOptions, NotificationPermission};

use super::is_on;

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

/// Asks the browser for what a switch needs, or shows what it does. False when the browser does not allow it.
pub(super) async fn prepare(key: &str) -> bool {
    match key {
        "notify" => {
            let Ok(asked) = Notification::request_permission() else { return false };
            JsFuture::from(asked).await.is_ok_and(|answer| answer == "granted")
        }
        "sound" => {
            chime();
            true
        }
        _ => true,
    }
}

/// A browser that allows no sound makes none.
fn chime() {
    if let Ok(audio) = HtmlAudioElement::new_with_src("/chime.wav") {
        drop(audio.play());
    }
}
