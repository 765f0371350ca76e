use protocol::{ClientFrame, FrameError, Message, Nonce};

use super::{Errand, Failure, Letter};
use crate::json::word;

/// Milliseconds after which nothing is said any more without being asked to. The server knows a nonce for a day, and would
/// take the message for a new one after that.
const STALE: u64 = 12 * 60 * 60 * 1000;

/// What the reader has said and the server does not have yet, and whose turn it is.
///
/// One message at a time is on its way: the next one goes when the server has answered. So what one person says keeps
/// its order, whatever happens to a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
    letters: Vec<Letter>,
    way: Way,
}

/// The way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Way {
    /// The server does not listen: there is no connection, or it has not welcomed the page.
    #[default]
    Shut,
    /// It waits for the next message.
    Free,
    /// This message is on its way, and whether a heartbeat has come since.
    Taken(Nonce, bool),
    /// The server cannot take anything just now.
    Paused,
}

impl Outbox {
    pub(super) fn letters(&self) -> &[Letter] {
        &self.letters
    }

    /// Puts a message at the end, unless it is there. Each is later than the one before, whatever clocks say: by that their order is
    /// known after a reload.
    pub(super) fn push(&mut self, mut letter: Letter) {
        if !self.letters.iter().any(|it| it.nonce == letter.nonce) {
            let last = self.letters.last().map_or(0, |last| last.at + 1);
            letter.at = letter.at.max(last);
            self.letters.push(letter);
        }
    }

    /// Puts messages that the server had and has lost before all others.
    pub(super) fn put_back(&mut self, lost: impl Iterator<Item = Message>) {
        let waiting = std::mem::take(&mut self.letters);
        let again = lost.filter_map(|message| {
            let Message { id, text, nonce, re, .. } = message;
            Some(Letter { nonce: nonce?, errand: Errand::Say(re), text, at: id.ms, failed: None })
        });
        again.chain(waiting).for_each(|letter| self.push(letter));
    }

    /// The message to send now; nothing while another one is on its way.
    pub(super) fn due(&mut self) -> Option<ClientFrame> {
        if self.way != Way::Free {
            return None;
        }
        let letter = self.letters.iter().find(|letter| letter.failed.is_none())?;
        self.way = Way::Taken(letter.nonce.clone(), false);
        let (nonce, text) = (letter.nonce.clone(), letter.text.clone());
        Some(match letter.errand {
            Errand::Say(re) => ClientFrame::Say { nonce, text, re },
            Errand::Edit(of) => ClientFrame::Edit { nonce, of, text },
            Errand::Delete(of) => ClientFrame::Delete { nonce, of },
            Errand::React(of, on) => {
                ClientFrame::React { nonce, of, emoji: word(text.as_str())?, on }
            }
        })
    }

    /// Gives up what has waited for too long; true when there was such a thing.
    pub(super) fn give_up(&mut self, now: u64) -> bool {
        let is_stale = |it: &Letter| it.failed.is_none() && now.saturating_sub(it.at) > STALE;
        self.lose(&is_stale, &Failure::Unsent)
    }

    /// There is another connection, and what was on its way on the last one may be lost.
    pub(super) fn shut(&mut self) {
        self.way = Way::Shut;
    }

    /// The server listens. What is on its way on this connection stays so.
    pub(super) fn open(&mut self) {
        if self.way == Way::Shut {
            self.way = Way::Free;
        }
    }

    /// The server has the message; gives it if it waited here.
    pub(super) fn settle(&mut self, nonce: &Nonce) -> Option<Letter> {
        self.answered(nonce, Way::Free);
        let at = self.letters.iter().position(|letter| letter.nonce == *nonce)?;
        Some(self.letters.remove(at))
    }

    /// Whether a change waits under this nonce.
    pub(super) fn is_change(&self, nonce: &Nonce) -> bool {
        let mut letters = self.letters.iter();
        letters.any(|letter| letter.nonce == *nonce && letter.errand.of().is_some())
    }

    /// The server will not take the message.
    pub(super) fn fail(&mut self, nonce: &Nonce, error: FrameError) {
        self.answered(nonce, Way::Free);
        self.lose(&|letter| letter.nonce == *nonce, &Failure::Refused(error));
    }

    /// The server cannot take the message now.
    pub(super) fn pause(&mut self, nonce: &Nonce) {
        self.answered(nonce, Way::Paused);
    }

    /// The pause is over.
    pub(super) fn resume(&mut self) {
        if self.way == Way::Paused {
            self.way = Way::Free;
        }
    }

    /// A heartbeat has come. What was sent before the one before it has got lost on its way, or its answer has.
    pub(super) fn beat(&mut self) {
        self.way = match std::mem::take(&mut self.way) {
            Way::Taken(_, true) => Way::Free,
            Way::Taken(nonce, false) => Way::Taken(nonce, true),
            way => way,
        };
    }

    /// Says a failed message again, after all that waits, under the same nonce.
    pub(super) fn retry(&mut self, nonce: &Nonce, now: u64) {
        if let Some(at) = self.letters.iter().position(|letter| letter.nonce == *nonce) {
            let letter = self.letters.remove(at);
            self.push(Letter { failed: None, at: now, ..letter });
        }
    }

    /// Takes a failed message away. What still waits stays: it may have arrived already.
    pub(super) fn delete(&mut self, nonce: &Nonce) {
        self.keep(&|letter| letter.nonce != *nonce || letter.failed.is_none());
    }

    /// These are not said. Words stay, for the reader to decide; what has none goes, and the message looks again as it is. True when
    /// there are such.
    fn lose(&mut self, which: &dyn Fn(&Letter) -> bool, why: &Failure) -> bool {
        let mut any = false;
        for letter in self.letters.iter_mut().filter(|letter| which(letter)) {
            letter.failed = Some(why.clone());
            any = true;
        }
        self.keep(&|letter| letter.failed.is_none() || letter.errand.has_words());
        any
    }

    fn keep(&mut self, which: &dyn Fn(&Letter) -> bool) {
        self.letters.retain(which);
    }

    fn answered(&mut self, nonce: &Nonce, way: Way) {
        if matches!(&self.way, Way::Taken(taken, _) if taken == nonce) {
            self.way = way;
        }
    }
}
