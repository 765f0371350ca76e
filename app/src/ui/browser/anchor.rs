use web_sys::{Element, HtmlDivElement, HtmlOListElement};

/// The row that is being read, and where it stands.
///
/// Browsers with scroll anchoring keep it there themselves; Safari does not, and there it is put back after
/// rows were added.
#[derive(Debug, Default)]
pub(crate) struct Anchor {
    row: Option<(Element, f64)>,
}

impl Anchor {
    /// Remembers the topmost row in view; nothing at the end of the log, which stays there by itself.
    pub(crate) fn drop_at(&mut self, log: &HtmlDivElement, list: &HtmlOListElement) {
        self.row = None;
        if log.scroll_top() == 0 || anchors_by_itself() {
            return;
        }
        let top = top(log);
        let mut row = list.last_element_child();
        // From the newest on: who reads is rarely far above it.
        while let Some(candidate) = row {
            let place = self::top(&candidate) - top;
            row = candidate.previous_element_sibling();
            self.row = Some((candidate, place));
            if place <= 0.0 {
                break;
            }
        }
    }

    /// Puts the row back where it was, unless it is gone.
    pub(crate) fn hold(&mut self, log: &HtmlDivElement) {
        let Some((row, place)) = &self.row else { return };
        let moved = top(row) - top(log) - place;
        if row.is_connected() && moved.abs() >= 1.0 {
            log.set_scroll_top(log.scroll_top() + moved as i32);
        }
    }
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

fn anchors_by_itself() -> bool {
    web_sys::css::supports_with_value("overflow-anchor", "auto").unwrap_or(false)
}
