//! What a row looks like, as data: the server writes it as HTML, and the browser builds the same out of it.
//!
//! * [`row`]: a message with everything around it
//! * [`live`], [`visited`]: rooms in the lobby; [`person`]: somebody in the list of people

mod lists;
mod row;

pub(crate) use lists::{live, person, visited};
pub(crate) use row::row;
