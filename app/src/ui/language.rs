use leptos::prelude::*;

use crate::{Locale, words::Words};

/// The words of this page, in the language that `App` has chosen.
pub(super) fn use_words() -> &'static Words {
    use_context().unwrap_or_else(|| Words::of(Locale::default()))
}
