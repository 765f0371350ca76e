//! The parts of a view that change. Every closure is a type of its own, and would bring its own copy of the
//! code that hydrates, builds and updates what it gives; these are three types for the whole page.

use leptos::prelude::*;

/// Text that changes.
pub(super) type Text = Box<dyn FnMut() -> String + Send>;

/// An attribute that changes, or is not there.
pub(super) type Attribute = Box<dyn FnMut() -> Option<&'static str> + Send>;

/// An attribute that is there or not.
pub(super) type Flag = Box<dyn FnMut() -> bool + Send>;

/// Makes a text that changes.
pub(super) fn text(text: impl FnMut() -> String + Send + 'static) -> Text {
    Box::new(text)
}

/// Makes an attribute that changes.
pub(super) fn attribute(value: impl FnMut() -> Option<&'static str> + Send + 'static) -> Attribute {
    Box::new(value)
}

/// Makes an attribute that is there or not.
pub(super) fn flag(flag: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(flag)
}

/// Does something now, and again when what it has read changes; in the browser only.
pub(super) fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}
