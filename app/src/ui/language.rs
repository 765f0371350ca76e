use leptos::prelude::*;

use crate::words::Words;

/// The words of this page, in the language that `App` has chosen.
#[expect(
    clippy::expect_used,
    reason = "only the parts of the page call this, and `App` provides them"
)]
pub(super) fn use_words() -> &'static Words {
    use_context().expect("a page has words")
}
