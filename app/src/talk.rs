//! What a conversation is: state machines without a page, a socket, a clock or a source of chance, so that
//! every one of them can be tested by itself.
//!
//! * [`Conversation`]: the rows of a room, out of what the reader says and what the server tells;
//!   `log` is what the server has, `outbox` what waits for it
//! * [`Row`], [`RowState`], [`Missing`]: one row as it is shown, and what is not shown before it
//! * [`Reading`]: where and when somebody reads; [`Moment`], [`Date`], [`Day`] there
//! * [`Letter`]: something that waits, and its [`Errand`]
//! * [`Company`]: who is there, who is writing ([`Typists`]), who has whose name ([`Namesakes`]) and which colour ([`Hues`])
//! * [`read`], [`write`](fn@write): frames, in and out of JSON
//! * [`Link`]: how the page stands with the server
//! * [`Backoff`]: how long to wait before trying again
//! * [`Keystroke`]: what a key means, input methods included
//! * [`Allowance`]: how much more may be written
//! * [`mention_begun`], [`names_meant`]: whom a mention may mean while it is being written

mod allowance;
mod backoff;
mod calendar;
mod company;
mod conversation;
mod frame;
mod hues;
mod keystroke;
mod letter;
mod link;
mod log;
mod lookalike;
mod namesakes;
mod outbox;
mod prompt;
mod reading;
mod row;
#[cfg(test)]
mod samples;
mod typists;

pub use allowance::Allowance;
pub use backoff::Backoff;
pub use calendar::{Date, Day, Moment};
pub use company::Company;
pub use conversation::{Conversation, News};
pub(crate) use frame::welcome;
pub use frame::{read, write};
pub use hues::Hues;
pub use keystroke::{Action, ConfirmGuard, Keystroke, is_in_code};
pub use letter::{Errand, Letter};
pub use link::{Event, Link};
pub use namesakes::Namesakes;
pub use prompt::{mention_begun, names_meant};
pub use reading::Reading;
pub use row::{Failure, Missing, Quote, Reacted, Row, RowState};
pub use typists::Typists;
