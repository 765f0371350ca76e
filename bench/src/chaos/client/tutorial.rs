use std::time::Duration;

use crate::{
    chaos::{
        client::{Frame, Mind, Speech},
        history::What,
        status::Status,
    },
    wire::{Message, Tutorial},
};

/// How long nothing at all may come, not even a ping, before the line is dead.
const SILENCE: Duration = Duration::from_secs(45);

/// The page of the Django Channels tutorial: sends, shows, and remembers nothing.
#[derive(Debug)]
pub(crate) struct TutorialPage {
    speech: Speech,
    heard: Duration,
    now: Duration,
}

impl TutorialPage {
    /// A page that has just been loaded.
    pub(crate) fn new(speech: Speech) -> Self {
        Self { speech, heard: Duration::ZERO, now: Duration::ZERO }
    }
}

impl Mind for TutorialPage {
    fn opened(&mut self, now: Duration) {
        self.sign_of_life(now);
    }

    fn heard(&mut self, frame: &str, now: Duration) -> What {
        self.sign_of_life(now);
        match serde_json::from_str::<Tutorial>(frame) {
            Ok(frame) => What::Heard(frame.message),
            Err(_) => What::Strange(frame.to_owned()),
        }
    }

    fn sign_of_life(&mut self, now: Duration) {
        self.heard = now;
        self.now = now;
    }

    fn due(&mut self, now: Duration) -> Vec<Frame> {
        self.now = now;
        self.speech.next(now).map(|(_, text)| Frame::Tutorial(text)).into_iter().collect()
    }

    fn gives_up(&self) -> bool {
        self.now > self.heard + SILENCE
    }

    fn crash(&mut self) {}

    fn forget(&mut self) {}

    fn finish(&mut self) {
        self.speech.finish();
    }

    fn status(&self) -> Status {
        Status { settled: true, words: "in the tutorial's dialect".into(), ..Status::default() }
    }

    fn rows(&self) -> Vec<Message> {
        Vec::new()
    }
}
