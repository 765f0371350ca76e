//! Frames: [`read`] what the server says, [`write`] what the page says.
//!
//! Both do what the protocol's own `Deserialize` and `Serialize` do, which tests hold them to, with a small part of the
//! code: a page is downloaded.

mod read;
mod write;

pub use read::read;
pub(crate) use read::welcome;
pub use write::write;
