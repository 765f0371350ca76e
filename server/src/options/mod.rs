//! What the command line and the environment can say. The comment on a field is its help.

mod duration;
mod layer;
mod log;
mod serve;
mod switch;

pub(crate) use duration::{positive_seconds, seconds};
pub(crate) use layer::LayerOptions;
pub(crate) use log::LogOptions;
pub(crate) use serve::ServeOptions;
pub(crate) use switch::Switch;
