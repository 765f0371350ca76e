//! The clients of a run: a second implementation of `docs/protocol.md`.
//!
//! [`V1`] is made of [`Display`], [`Outbox`] and [`Watchdog`]; [`TutorialPage`] is the page of the Django Channels
//! tutorial. Both are a [`Mind`], which knows no sockets and no clocks; [`Actor`] lends one its sockets.

mod actor;
mod display;
mod mind;
mod outbox;
mod speech;
mod tutorial;
mod v1;
mod watchdog;

pub(crate) use actor::Actor;

pub(crate) use display::Display;
use mind::{Frame, Mind};
use outbox::Outbox;
use speech::Speech;
use tutorial::TutorialPage;
use v1::V1;
use watchdog::{Silence, Watchdog};
