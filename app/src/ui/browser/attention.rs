use leptos::prelude::document;

/// Whether somebody looks at this page now, as far as a page can know.
pub(crate) fn is_looked_at() -> bool {
    !document().hidden() && document().has_focus().unwrap_or(true)
}

/// Says in the tab that so many messages are new: a number before the title, and a dot on the icon.
pub(crate) fn signal(title: &str, unseen: usize) {
    document().set_title(&match unseen {
        0 => title.to_owned(),
        _ => format!("({unseen}) {title}"),
    });
    if let Ok(Some(icon)) = document().query_selector("link[rel=icon]") {
        let icon_now = if unseen == 0 { "/favicon.svg" } else { "/favicon-unread.svg" };
        if icon.get_attribute("href").as_deref() != Some(icon_now) {
            drop(icon.set_attribute("href", icon_now));
        }
    }
}
