/// The key code of Enter, when it is Enter and not an input method's business.
const ENTER: u32 = 13;

/// The key code browsers give every key that an input method has taken.
const TAKEN: u32 = 229;

/// A key that went down, as the browser tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keystroke {
    /// `KeyboardEvent.keyCode`: deprecated, and the only field that tells a confirming Enter from a plain
    /// one in every browser.
    pub code: u32,
    /// `KeyboardEvent.isComposing`.
    pub composing: bool,
    /// Shift is held.
    pub shift: bool,
    /// Control, or Command on a Mac, is held.
    pub command: bool,
}

/// What a key does in the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The message is sent.
    Send,
    /// The browser does what it always does.
    Ignore,
}

impl Keystroke {
    /// Whether an input method has taken the key: it picks a word or ends a syllable, and is none of ours.
    ///
    /// Safari ends the composition before it reports the key, so `composing` alone is not enough.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        self.composing || self.code == TAKEN
    }

    /// What the key does in the composer. With Control or Command Enter sends. Otherwise it breaks the line with Shift, and where it
    /// `breaks` anyway: on a touch screen, since there is no Shift, and within a block of code.
    #[must_use]
    pub const fn enter(self, breaks: bool) -> Action {
        let enter = self.code == ENTER && !self.composing;
        if enter && (self.command || !self.shift && !breaks) {
            Action::Send
        } else {
            Action::Ignore
        }
    }
}

/// Keeps a form of one line from being submitted by the Enter that only confirms a word.
///
/// Browsers submit such a form on their own, and some do it for a confirming Enter too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConfirmGuard {
    confirming: bool,
}

impl ConfirmGuard {
    /// A key went down.
    pub fn down(&mut self, key: Keystroke) {
        self.confirming = key.is_taken();
    }

    /// A key went up, or the field lost the focus and will not hear of it.
    pub fn up(&mut self) {
        self.confirming = false;
    }

    /// Whether the form may be submitted now.
    #[must_use]
    pub const fn lets_submit(self) -> bool {
        !self.confirming
    }
}

/// Whether a block of code is open at the end of a text: what follows is more of it.
#[must_use]
pub fn is_in_code(text: &str) -> bool {
    text.lines().filter(|line| line.starts_with("```")).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_code_is_open_until_it_is_closed() {
        for (text, open) in [
            ("", false),
            ("a ``` b", false),
            ("```", true),
            ("```rust\nfn main() {", true),
            ("```\na\n```", false),
            ("```\na\n```\nand\n```", true),
        ] {
            assert_eq!(is_in_code(text), open, "{text}");
        }
    }

    const PLAIN: Keystroke =
        Keystroke { code: ENTER, composing: false, shift: false, command: false };
    const COMPOSING: Keystroke = Keystroke { code: TAKEN, composing: true, ..PLAIN };
    const SAFARI: Keystroke = Keystroke { code: TAKEN, ..PLAIN };

    fn sends(keys: &[Keystroke]) -> usize {
        keys.iter().filter(|key| key.enter(false) == Action::Send).count()
    }

    #[test]
    fn one_enter_sends_what_korean_is_written() {
        assert_eq!(sends(&[COMPOSING, PLAIN]), 1, "ends the syllable, then sends");
    }

    #[test]
    fn an_enter_that_confirms_sends_nothing() {
        assert_eq!(sends(&[COMPOSING]), 0, "Japanese and Chinese");
        assert_eq!(sends(&[SAFARI]), 0, "Safari's order");
        assert_eq!(sends(&[Keystroke { composing: true, ..PLAIN }]), 0, "an old Firefox");
        assert_eq!(sends(&[Keystroke { command: true, ..COMPOSING }]), 0);
    }

    #[test]
    fn shift_breaks_the_line_and_command_sends() {
        let shift = Keystroke { shift: true, ..PLAIN };
        let command = Keystroke { command: true, ..PLAIN };
        assert_eq!(shift.enter(false), Action::Ignore);
        assert_eq!(command.enter(false), Action::Send);
        assert_eq!(Keystroke { command: true, ..shift }.enter(true), Action::Send);
        assert_eq!(Keystroke { code: 65, ..command }.enter(false), Action::Ignore);
    }

    #[test]
    fn on_a_touch_screen_enter_breaks_the_line() {
        assert_eq!(PLAIN.enter(true), Action::Ignore);
        assert_eq!(Keystroke { command: true, ..PLAIN }.enter(true), Action::Send);
    }

    #[test]
    fn a_form_of_one_line_waits_for_an_enter_of_its_own() {
        let mut guard = ConfirmGuard::default();
        assert!(guard.lets_submit(), "by the button");
        for taken in [COMPOSING, SAFARI] {
            guard.down(taken);
            assert!(!guard.lets_submit());
            guard.up();
            assert!(guard.lets_submit());
        }
        guard.down(COMPOSING);
        guard.down(PLAIN);
        assert!(guard.lets_submit(), "Korean: the second keydown of one Enter");
    }
}
