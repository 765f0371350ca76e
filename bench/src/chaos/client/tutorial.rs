use std::time::Duration;

use crate::{
    chaos::{
        client::{Frame, Mind, Speech},
        history::What,
        stamp::Stamp,
        status::Status,
    },
    wire::{Message, Tutorial},
};

/// How long nothing at all may come, not even a ping, before the line is dead.
const SILENCE: Duration = Duration::from_secs(45);

/// The page of the Django Channels tutorial: sends, shows, and remembers nothing. Whoever talks there greets the room on
/// each new connection, at once.
#[derive(Debug)]
pub(crate) struct TutorialPage {
    speech: Speech,
    heard: Duration,
    now: Duration,
    /// Last words that are to be sent.
    owed: usize,
    /// One that was sent on this connection and has not come back.
    awaited: Option<String>,
    /// Somebody has asked for last words.
    is_calm: bool,
    /// What came last on this connection, in the calm.
    last: Option<Stamp>,
}

impl TutorialPage {
    /// A page that has just been loaded.
    pub(crate) fn new(speech: Speech) -> Self {
        let (heard, now) = (Duration::ZERO, Duration::ZERO);
        Self { speech, heard, now, owed: 0, awaited: None, is_calm: false, last: None }
    }
}

impl Mind for TutorialPage {
    fn opened(&mut self, now: Duration) {
        self.sign_of_life(now);
        self.speech.hurry(now);
        // What was on its way does not come back on another line.
        (self.awaited, self.last) = (None, None);
    }

    fn heard(&mut self, frame: &str, now: Duration) -> What {
        self.sign_of_life(now);
        match serde_json::from_str::<Tutorial>(frame) {
            Ok(Tutorial { message }) => {
                if self.is_calm {
                    self.last = Stamp::find(&message);
                }
                self.awaited.take_if(|awaited| *awaited == message);
                What::Heard(message)
            }
            Err(_) => What::Strange(frame.to_owned()),
        }
    }

    fn sign_of_life(&mut self, now: Duration) {
        self.heard = now;
        self.now = now;
    }

    fn due(&mut self, now: Duration) -> Vec<Frame> {
        self.now = now;
        let mut due: Vec<_> = self.speech.next(now).map(|(_, text)| text).into_iter().collect();
        for _ in 0..std::mem::take(&mut self.owed) {
            let (_, text) = self.speech.say();
            self.awaited = Some(text.clone());
            due.push(text);
        }
        due.into_iter().map(Frame::Tutorial).collect()
    }

    fn gives_up(&self) -> bool {
        self.now > self.heard + SILENCE
    }

    fn crash(&mut self) {}

    fn forget(&mut self) {}

    fn finish(&mut self) {
        self.speech.finish();
    }

    fn say_last(&mut self) {
        self.is_calm = true;
        self.owed += 1;
    }

    fn change(&mut self) {}

    fn rename(&mut self) {}

    fn status(&self) -> Status {
        Status {
            settled: self.owed == 0 && self.awaited.is_none(),
            last: self.last,
            words: format!("in the tutorial's dialect, waiting for {:?}", self.awaited),
            ..Status::default()
        }
    }

    fn rows(&self) -> Vec<Message> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::plan::{Dialect, Patience, Role};

    const NOW: Duration = Duration::ZERO;

    fn page(pace: Option<u64>) -> TutorialPage {
        let (dialect, patience) = (Dialect::Tutorial, Patience::Long);
        let role = Role { dialect, person: 0, room: 0, pace, patience };
        let mut page = TutorialPage::new(Speech::new(0, role, 1));
        page.opened(NOW);
        page
    }

    fn hears(page: &mut TutorialPage, frame: &Frame) {
        assert!(matches!(page.heard(&frame.encode(), NOW), What::Heard(_)));
    }

    #[test]
    fn whoever_talks_greets_on_each_connection() {
        let mut page = page(Some(1_000_000));
        assert_eq!(page.due(NOW).len(), 1);
        assert!(page.due(NOW).is_empty());
        page.opened(NOW);
        assert_eq!(page.due(NOW).len(), 1);
    }

    #[test]
    fn a_page_has_settled_when_its_last_word_has_come_back() {
        let mut page = page(None);
        hears(&mut page, &Frame::Tutorial("#1.0.1; hi".into()));
        assert_eq!((page.status().settled, page.status().last), (true, None));
        page.say_last();
        page.say_last();
        assert!(!page.status().settled);
        let words = page.due(NOW);
        assert!(words.len() == 2 && page.due(NOW).is_empty());
        hears(&mut page, &words[0]);
        assert!(!page.status().settled);
        hears(&mut page, &words[1]);
        assert!(page.status().settled);
        assert_eq!(page.status().last, Some(Stamp { client: 0, room: 0, number: 2 }));
    }

    #[test]
    fn a_page_waits_for_nothing_that_went_with_its_line() {
        let mut page = page(None);
        page.say_last();
        page.due(NOW);
        page.opened(NOW);
        assert_eq!((page.status().settled, page.status().last), (true, None));
    }
}
