use web_sys::{Element, HtmlElement};

/// The row that is being read, and where it stands. It is put back there after rows were added below it; rows that are
/// added above it move nothing, since the log is measured from its end.
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
        self.row = None;
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
    pub(crate) fn hold(&mut self, log: &HtmlElement) {
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
