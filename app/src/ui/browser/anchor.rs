use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

/// The row that is being read, and where it stands. It is put back there after rows were added below it; rows that are
/// added above it move nothing, since the log is measured from its end. So its place is too: it is the same in a window of
/// another height, and beside a composer that grows.
///
/// The scroll anchoring of browsers is turned off (`log.css`): Safari has none, and Chromium's takes the place of a row
/// that is made anew for that of the rows before it.
#[derive(Debug, Default)]
pub(crate) struct Anchor {
    row: Option<(Element, f64)>,
}

impl Anchor {
    /// Forgets the row.
    pub(crate) fn weigh(&mut self) {
        self.row = None;
    }

    /// Remembers the topmost row in view.
    pub(crate) fn drop_at(&mut self, log: &HtmlElement, list: &HtmlElement) {
        let top = log.get_bounding_client_rect().top();
        let mut topmost = None;
        // From the newest on: who reads is rarely far above it.
        let mut row = list.last_element_child();
        while let Some(candidate) = row {
            if candidate.get_bounding_client_rect().bottom() <= top {
                break;
            }
            row = candidate.previous_element_sibling();
            topmost = Some(candidate);
        }
        self.row = topmost.map(|row| {
            let place = place(&row, log);
            (row, place)
        });
    }

    /// Puts the row back where it was, unless it is gone.
    pub(crate) fn hold(&mut self, log: &HtmlElement) {
        let Some((row, before)) = &mut self.row else { return };
        // It is made anew when something about it changes.
        if !row.is_connected()
            && let Some(heir) = document().get_element_by_id(&row.id())
        {
            *row = heir;
        }
        let moved = place(row, log) - *before;
        if row.is_connected() && moved.abs() >= 1.0 {
            log.set_scroll_top(log.scroll_top() + moved as i32);
        }
    }
}

/// Pixels from the end of what is in view up to the text of a row, as a number below zero. What stands before the text comes and
/// goes: a day, a name, the way to what is missing.
fn place(row: &Element, log: &HtmlElement) -> f64 {
    let text = row.query_selector(".text").ok().flatten();
    let top = text.as_ref().unwrap_or(row).get_bounding_client_rect().top();
    top - log.get_bounding_client_rect().bottom()
}
