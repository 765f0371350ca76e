use protocol::{Nonce, Text};

use super::Failure;

/// A message that waits for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The reader's mark on it.
    pub nonce: Nonce,
    /// What is said.
    pub text: Text,
    /// When it was said, in milliseconds since 1970.
    pub at: u64,
    /// Why it will not be said unless the reader wants it.
    pub failed: Option<Failure>,
}

impl Letter {
    /// As it is stored, under its nonce: when it was said, a mark, and the text. Why it has failed is forgotten.
    #[must_use]
    pub fn to_stored(&self) -> String {
        let mark = if self.failed.is_some() { '!' } else { ' ' };
        format!("{}{mark}{}", self.at, self.text)
    }

    /// Reads what was stored; `None` when something else has written it.
    #[must_use]
    pub fn read(nonce: Nonce, stored: &str) -> Option<Self> {
        let (at, text) = stored.split_once([' ', '!'])?;
        let failed = stored.as_bytes().get(at.len()) == Some(&b'!');
        Some(Self {
            nonce,
            text: Text::new(text.to_owned()).ok()?,
            at: at.parse().ok()?,
            failed: failed.then_some(Failure::Unsent),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::talk::samples::{nonce, text};

    proptest! {
        #[test]
        fn what_is_stored_is_read(at: u64, failed: bool, said in "\\PC{0,40}x") {
            let failed = failed.then_some(Failure::Unsent);
            let letter = Letter { nonce: nonce("n"), text: text(&said), at, failed };
            prop_assert_eq!(Letter::read(nonce("n"), &letter.to_stored()), Some(letter));
        }

        #[test]
        fn anything_else_is_no_letter_or_one(stored: String) {
            let _ = Letter::read(nonce("n"), &stored);
        }
    }
}
