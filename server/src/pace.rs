use std::time::Instant;

use crate::{
    budgets::Budget,
    limiter::{Limiter, Rate},
};

/// Frames that may be refused for their rate before it is called flooding: so many at once, and one a second.
const PATIENCE: Rate = Rate::new(1.0, 200.0);

/// How fast one connection may go.
#[derive(Debug)]
pub(crate) struct Pace {
    own: Limiter,
    patience: Limiter,
    /// What it shares with others behind its address.
    address: Option<Budget>,
}

/// What is to be done with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It is carried out.
    Admitted,
    /// It is refused, and may come again.
    TooFast,
    /// So many were refused that the connection ends.
    Flood,
}

impl Pace {
    pub(crate) fn new(rate: Option<Rate>, address: Option<Budget>, now: Instant) -> Self {
        Self { own: Limiter::new(rate, now), patience: Limiter::new(Some(PATIENCE), now), address }
    }

    /// A frame has come.
    pub(crate) fn admit(&mut self, now: Instant) -> Admission {
        match self.own.admit(now) {
            true => Admission::Admitted,
            false if self.patience.admit(now) => Admission::TooFast,
            false => Admission::Flood,
        }
    }

    /// Whether a message may be said. Only messages count against an address: everybody behind it may come back at once.
    pub(crate) fn admit_message(&self, now: Instant) -> bool {
        self.address.as_ref().is_none_or(|budget| budget.admit(now))
    }
}
