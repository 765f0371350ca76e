use protocol::{MessageId, Nonce, Text};

use super::Failure;

/// What is to be done with the text of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// It is said, perhaps in answer to a message.
    Say(Option<MessageId>),
    /// It is what a message says from now on.
    Edit(MessageId),
    /// It was said, and is taken away.
    Delete(MessageId),
    /// It is an emoji, and put on a message or taken back.
    React(MessageId, bool),
}

impl Errand {
    /// The message that it changes; nothing when it is something to say.
    #[must_use]
    pub const fn of(self) -> Option<MessageId> {
        match self {
            Self::Say(_) => None,
            Self::Edit(of) | Self::Delete(of) | Self::React(of, _) => Some(of),
        }
    }

    /// Whether what it carries are the reader's own words, which nobody else has.
    #[must_use]
    pub const fn has_words(self) -> bool {
        matches!(self, Self::Say(_) | Self::Edit(_))
    }
}

/// Something that waits for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The reader's mark on it.
    pub nonce: Nonce,
    /// What is to be done.
    pub errand: Errand,
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
        let (sign, of) = match self.errand {
            Errand::Say(re) => ('s', re),
            Errand::Edit(of) => ('e', Some(of)),
            Errand::Delete(of) => ('d', Some(of)),
            Errand::React(of, true) => ('+', Some(of)),
            Errand::React(of, false) => ('-', Some(of)),
        };
        let of = of.map(|of| of.to_string()).unwrap_or_default();
        format!("{}{mark}{sign}{of} {}", self.at, self.text)
    }

    /// Reads what was stored; `None` when something else has written it.
    #[must_use]
    pub fn read(nonce: Nonce, stored: &str) -> Option<Self> {
        let (at, text) = stored.split_once([' ', '!'])?;
        let failed = stored.as_bytes().get(at.len()) == Some(&b'!');
        let (errand, text) = text.split_once(' ')?;
        let of = errand.get(1..).map(|of| of.parse().ok());
        let errand = match (errand.as_bytes().first()?, of?) {
            (b's', re) => Errand::Say(re),
            (b'e', Some(of)) => Errand::Edit(of),
            (b'd', Some(of)) => Errand::Delete(of),
            (b'+', Some(of)) => Errand::React(of, true),
            (b'-', Some(of)) => Errand::React(of, false),
            _ => return None,
        };
        Some(Self {
            nonce,
            errand,
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

    fn errands() -> impl Strategy<Value = Errand> {
        let id = (any::<u64>(), any::<u64>()).prop_map(|(ms, seq)| MessageId { ms, seq });
        (id, any::<bool>(), 0..4).prop_map(|(id, yes, kind)| match kind {
            0 => Errand::Say(yes.then_some(id)),
            1 => Errand::Edit(id),
            2 => Errand::Delete(id),
            _ => Errand::React(id, yes),
        })
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read(at: u64, failed: bool, errand in errands(), said in "\\PC{0,40}x") {
            let failed = failed.then_some(Failure::Unsent);
            let letter = Letter { nonce: nonce("n"), errand, text: text(&said), at, failed };
            prop_assert_eq!(Letter::read(nonce("n"), &letter.to_stored()), Some(letter));
        }

        #[test]
        fn anything_else_is_no_letter_or_one(stored: String) {
            let _ = Letter::read(nonce("n"), &stored);
        }
    }
}
