//! What a conversation is: state machines without a page, a socket, a clock or a source of chance, so that
//! every one of them can be tested by itself.
//!
//! * [`Conversation`]: the rows of a room, out of what the reader says and what the server tells
//! * [`Row`], [`RowState`]: one row as it is shown
//! * [`read`]: a frame of the server, out of its text
//! * [`Link`]: how the page stands with the server
//! * [`Backoff`]: how long to wait before trying again
//! * [`Keystroke`]: what a key means, input methods included
//! * [`Allowance`]: how much more may be written

mod allowance;
mod backoff;
mod conversation;
mod frame;
mod keystroke;
mod link;
mod row;

pub use allowance::Allowance;
pub use backoff::Backoff;
pub use conversation::{Conversation, News};
pub use frame::read;
pub use keystroke::{Action, ConfirmGuard, Keystroke};
pub use link::{Event, Link};
pub use row::{Row, RowKey, RowState};
