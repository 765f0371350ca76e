//! What is at which address.
//!
//! * [`routes`]: the one table
//! * `lobby`, `room`, `preferences`, `rooms`, `socket`, `operations`: what stands behind the addresses
//! * `site`: pages rendered with Leptos; `assets`: the files they are made of
//! * [`Refusal`]: the answers to what cannot be done

mod assets;
mod lobby;
mod operations;
mod preferences;
mod refusal;
mod room;
mod rooms;
mod routes;
mod site;
mod socket;

pub(crate) use refusal::Refusal;
pub(crate) use routes::routes;
