//! What a row looks like, as data: the server writes it as HTML, and the browser builds the same out of it.
//!
//! * [`row`]: a message with everything around it; [`tools`]: what can be done with it; `address`: where it is found
//! * [`live`], [`visited`]: rooms in the lobby; [`person`]: somebody in the list of people
//! * [`choice`]: a name that may be mentioned
//! * `later`: the ways on from earlier messages; `preferences`: the form in which a reader chooses. Only the server writes these
//! * `settings`: what a browser remembers

mod address;
#[cfg(any(feature = "ssr", test))]
mod later;
mod lists;
#[cfg(any(feature = "ssr", test))]
mod preferences;
mod row;
#[cfg(any(not(feature = "hydrate"), test))]
mod settings;
mod tools;

#[cfg(any(feature = "ssr", test))]
pub(crate) use later::later;
#[cfg(any(feature = "ssr", test))]
pub(crate) use lists::path;
pub(crate) use lists::{choice, live, person, visited};
#[cfg(any(feature = "ssr", test))]
pub(crate) use preferences::preferences;
pub(crate) use row::row;
#[cfg(any(not(feature = "hydrate"), test))]
pub(crate) use settings::settings;
pub(crate) use tools::tools;
