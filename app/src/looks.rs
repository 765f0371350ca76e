//! What a row looks like, as data: the server writes it as HTML, and the browser builds the same out of it.
//!
//! * [`row`]: a message with everything around it; [`tools`]: what can be done with it
//! * [`live`], [`visited`]: rooms in the lobby; [`person`]: somebody in the list of people
//! * `preferences`: the form in which a reader chooses, which only the server writes

mod lists;
#[cfg(any(feature = "ssr", test))]
mod preferences;
mod row;
mod tools;

pub(crate) use lists::{live, person, visited};
#[cfg(any(feature = "ssr", test))]
pub(crate) use preferences::preferences;
pub(crate) use row::row;
pub(crate) use tools::tools;
