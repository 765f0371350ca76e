use leptos::prelude::document;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::build;
use crate::{
    markup::Element,
    talk::{Row, RowState},
};

/// The rows in the document, and what each of them shows. A row that looks as before is not touched, so that what is selected,
/// focused or hovered in it stays so.
///
/// Rows are data that is drawn, and not views that react: 300 of them are compared faster than they could watch for changes.
#[derive(Debug)]
pub(crate) struct Sheet {
    drawn: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    row: Row,
    element: web_sys::Element,
}

impl Sheet {
    /// Takes over the rows that the server has written.
    pub(crate) fn adopt(list: &HtmlElement, rows: Vec<Row>) -> Self {
        let first = list.first_element_child();
        let elements = std::iter::successors(first, |element| element.next_element_sibling());
        let drawn = rows.into_iter().zip(elements);
        Self { drawn: drawn.map(|(row, element)| Drawn { row, element }).collect() }
    }

    /// Makes the list show these rows.
    pub(crate) fn show(
        &mut self,
        list: &HtmlElement,
        rows: Vec<Row>,
        draw: impl Fn(&Row) -> Element,
    ) {
        let focused = document().active_element();
        let mut old: Vec<Option<Drawn>> = self.drawn.drain(..).map(Some).collect();
        let mut from = 0;
        for row in rows {
            let is_it = |drawn: &Option<Drawn>| drawn.as_ref().is_some_and(|it| it.row.is(&row));
            // Nearly always it is the one after the last one.
            let at = old[from..].iter().position(is_it).map(|at| at + from);
            let at = at.or_else(|| old[..from].iter().position(is_it));
            let known = at.and_then(|at| {
                from = at + 1;
                old[at].take()
            });
            let drawn = match known {
                Some(drawn) if drawn.row == row => Some(drawn),
                known => build(&draw(&row)).map(|element| {
                    if let Some(Drawn { element: former, .. }) = known {
                        // Somebody may be about to press its bar, or have the focus in it.
                        if row.state != RowState::Leaving
                            && let Ok(Some(bar)) = former.query_selector(".tools")
                        {
                            drop(element.append_child(&bar));
                        }
                        drop(former.replace_with_with_node_1(&element));
                    }
                    Drawn { row, element }
                }),
            };
            self.drawn.extend(drawn);
        }
        for Drawn { element, .. } in old.into_iter().flatten() {
            element.remove();
        }
        self.arrange(list);
        refocus(focused.as_ref());
    }

    /// Puts the elements into their order, and touches none that stands right.
    fn arrange(&self, list: &HtmlElement) {
        let mut next = list.first_element_child();
        for Drawn { element, .. } in &self.drawn {
            if next.as_ref() == Some(element) {
                next = element.next_element_sibling();
            } else {
                drop(list.insert_before(element, next.as_deref()));
            }
        }
    }
}

/// Gives the focus back to what had it. When that was a part of a row that was made anew, the new row gets it.
pub(super) fn refocus(focused: Option<&web_sys::Element>) {
    let Some(focused) = focused else { return };
    if document().active_element().as_ref() == Some(focused) {
        return;
    }
    let heir = if focused.is_connected() {
        Some(focused.clone())
    } else {
        let former = focused.closest("[id]").ok().flatten();
        former.and_then(|former| document().get_element_by_id(&former.id()))
    };
    if let Some(heir) = heir.and_then(|heir| heir.dyn_into::<HtmlElement>().ok()) {
        super::focus(&heir);
    }
}
