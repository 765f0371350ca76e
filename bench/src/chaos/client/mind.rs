use std::time::Duration;

use crate::{
    chaos::{history::What, status::Status},
    wire::{Message, ToServer, Tutorial, encode},
};

/// What a client is, apart from its sockets. Times are since the run began.
pub(crate) trait Mind {
    /// A socket is open.
    fn opened(&mut self, now: Duration);
    /// A frame came. Returns what is to be written down about it.
    fn heard(&mut self, frame: &str, now: Duration) -> What;
    /// Something came that is not a frame.
    fn sign_of_life(&mut self, now: Duration);
    /// What is to be sent now.
    fn due(&mut self, now: Duration) -> Vec<Frame>;
    /// Whether the line is dead.
    fn gives_up(&self) -> bool;
    /// Loses what a closed tab loses.
    fn crash(&mut self);
    /// Loses where it was as well.
    fn forget(&mut self);
    /// Says nothing new from now on, and does nothing beside it.
    fn finish(&mut self);
    /// Says one thing more.
    fn say_last(&mut self);
    /// Changes something that was said, if its dialect has changes.
    fn change(&mut self);
    /// Takes another name, if its dialect has names.
    fn rename(&mut self);
    /// How it is doing, while it has a connection or not.
    fn status(&self) -> Status;
    /// What it shows at the end.
    fn rows(&self) -> Vec<Message>;
}

/// A frame to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    V1(ToServer),
    Tutorial(String),
}

impl Frame {
    /// As it goes over the wire.
    pub(crate) fn encode(&self) -> String {
        match self {
            Self::V1(frame) => encode(frame),
            Self::Tutorial(text) => encode(&Tutorial { message: text.clone() }),
        }
    }

    /// As it is written down.
    pub(crate) fn told(self) -> What {
        match self {
            Self::V1(frame) => What::Sent(frame),
            Self::Tutorial(text) => What::Told(text),
        }
    }
}
