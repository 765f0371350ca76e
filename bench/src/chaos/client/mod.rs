//! The clients of a run: a second implementation of `docs/protocol.md`.
//!
//! [`V1`] is made of [`Display`], [`Outbox`] and [`Watchdog`]; [`TutorialPage`] is the page of the Django Channels
//! tutorial. Both are a [`Mind`], which knows no sockets and no clocks; an [`Actor`] lends one its sockets for its [`Life`].
//! What they say, do and change is drawn: [`Speech`], [`Whims`], [`Editor`].

mod actor;
mod display;
mod editor;
mod life;
mod mind;
mod outbox;
mod speech;
mod tutorial;
mod v1;
mod watchdog;
mod whims;

use std::time::Duration;

/// How often a client looks whether there is something to do.
const TICK: Duration = Duration::from_millis(100);

pub(crate) use actor::Actor;
pub(crate) use display::Display;
use editor::Editor;
use life::Life;
use mind::{Frame, Mind};
use outbox::Outbox;
use speech::Speech;
use tutorial::TutorialPage;
use v1::{V1, Ways};
use watchdog::{Silence, Watchdog};
use whims::{Whim, Whims};
