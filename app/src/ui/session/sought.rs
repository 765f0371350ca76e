use leptos::prelude::*;
use protocol::{ClientFrame, Older};

use super::Session;
use crate::ui::browser;

impl Session {
    /// What to ask for, so that the message is shown that the address names: no server has rendered the page around it.
    pub(in crate::ui) fn sought(&self) -> Option<ClientFrame> {
        self.conversation.with_untracked(|talk| talk.seek(browser::sought()?))
    }

    /// Takes in the answer to that; false when it is the answer to something else.
    pub(super) fn is_led_by(&self, older: &Older) -> bool {
        let led = browser::sought().and_then(|id| self.change(|talk| talk.lead(id, older)));
        led == Some(true)
    }
}
