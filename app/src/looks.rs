//! What a row looks like, as data: the server writes it as HTML, and the browser builds the same out of it.
//!
//! * [`row`]: a message with everything around it; [`tools`]: what can be done with it
//! * [`live`], [`visited`]: rooms in the lobby; [`person`]: somebody in the list of people
//! * [`choice`]: a name that may be mentioned
//! * `preferences`: the form in which a reader chooses, which only the server writes; `settings`: what a browser remembers

mod lists;
#[cfg(any(feature = "ssr", test))]
mod preferences;
mod row;
#[cfg(any(not(feature = "hydrate"), test))]
mod settings;
mod tools;

#[cfg(any(feature = "ssr", test))]
pub(crate) use lists::path;
pub(crate) use lists::{choice, live, person, visited};
#[cfg(any(feature = "ssr", test))]
pub(crate) use preferences::preferences;
pub(crate) use row::row;
#[cfg(any(not(feature = "hydrate"), test))]
pub(crate) use settings::settings;
pub(crate) use tools::tools;
