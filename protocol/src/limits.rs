//! The numbers both sides hold to.

/// Characters in a room name.
pub const ROOM_NAME_CHARS: usize = 64;

/// Characters in a nickname.
pub const NICKNAME_CHARS: usize = 32;

/// Bytes of UTF-8 in the text of one message, as the server counts them.
pub const TEXT_BYTES: usize = 16 * 1024;

/// Characters the composer lets a person write; the server's limit in bytes is never reached before it
/// except by text of mostly three- and four-byte characters.
pub const COMPOSER_CHARS: usize = 8_000;

/// Bytes in one WebSocket message from a client. A larger one closes the socket.
pub const FRAME_BYTES: usize = 64 * 1024;

/// Characters in a nonce.
pub const NONCE_CHARS: usize = 64;

/// Rows the page keeps in its document.
pub const PAGE_ROWS: usize = 300;

/// Seconds between two heartbeats of the server.
pub const HEARTBEAT_SECONDS: u64 = 20;
