//! Parlor's server: rooms to talk in, served by one binary.
//!
//! The way of a message: `connection` reads a frame from a socket and hands it to its `consumer`, which says it in the
//! `room`; the room appends it to its log, which gives it its id and place, and rings at its group on the channel layer. Every
//! node's room hears the group, looks up in the log what it did not hear, and puts the message, encoded once per dialect, into the
//! outbox of each connection, which writes it to its socket.
//!
//! * [`cli`], `options`: the command line, and what it can say
//! * `serve`: from the command line to a running server, and to its end
//! * `reception`: from a connection to its requests; `http`: what is at which address
//! * `auth`: who is behind a request
//! * `scope`, `consumer`, `connection`: one socket, from its meaning to its bytes
//! * `room`: who is connected, and what was said
//! * `drain`: the end of the server, spread over a time
//! * `address`: where a request comes from
//! * `limiter`, `pace`, `budgets`, `posters`: how often something may happen: at all, to a connection, to an address, without a socket

mod address;
mod auth;
mod budgets;
pub mod cli;
mod connection;
mod consumer;
mod drain;
mod http;
mod limiter;
mod options;
mod pace;
mod posters;
mod reception;
mod room;
mod scope;
mod secret;
mod serve;
mod state;
