//! What is said between a page and the server.
//!
//! Wire types only: no sockets, no clocks, no storage. The same code runs in the server and, as
//! WebAssembly, in the browser. `docs/protocol.md` is the specification; its examples are checked
//! by `tests/document.rs`.
//!
//! * [`RoomName`]: where people talk, in canonical form; `guess` tells which are private, and makes such names
//! * [`RoomList`], [`Listed`]: where people are just now
//! * [`MessageId`]: identity and time of a message in one value
//! * [`Author`], [`UserId`], [`Nickname`]: who speaks
//! * [`Text`], [`Nonce`]: what is said, and the sender's mark on it
//! * [`Message`], [`Reaction`], [`Change`], [`Alteration`], [`Emoji`]: what stands in a room, and what becomes of it
//! * [`ClientFrame`], [`ServerFrame`]: the `parlor.v1` dialect
//! * [`tutorial`]: the dialect of the Django Channels tutorial
//! * [`CloseCode`]: why a socket ends, and whether to come back
//! * [`limits`]: the numbers both sides hold to

mod author;
mod change;
mod client_frame;
mod close;
mod emoji;
mod error;
mod guess;
mod id;
pub mod limits;
mod listed;
mod message;
mod nonce;
mod room;
mod server_frame;
mod text;
pub mod tutorial;
#[cfg(feature = "parse")]
mod visible;

pub use author::{Author, BadNickname, Nickname, UserId};
pub use change::{Alteration, Change};
pub use client_frame::ClientFrame;
pub use close::CloseCode;
pub use emoji::Emoji;
pub use error::{ErrorCode, FrameError};
pub use id::{BadMessageId, MessageId, civil_from_days};
pub use listed::{Listed, RoomList};
pub use message::{Message, Reaction};
pub use nonce::Nonce;
pub use room::{BadRoomName, RoomName};
pub use server_frame::{Older, People, ServerFrame, Welcome};
pub use text::{BadText, Text};

/// The subprotocol a client offers in `Sec-WebSocket-Protocol` to speak the full dialect.
pub const SUBPROTOCOL: &str = "parlor.v1";
