//! What a row looks like, as data: the server writes it as HTML, and the browser builds the same out of it.
//!
//! * [`row`]: a message with everything around it

mod row;

pub(crate) use row::row;
