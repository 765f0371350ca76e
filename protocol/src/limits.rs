//! The numbers both sides hold to.

/// Characters in a room name.
pub const ROOM_NAME_CHARS: usize = 64;

/// Characters in a nickname.
pub const NICKNAME_CHARS: usize = 32;

/// Bytes of UTF-8 in the text of one message, as the server counts them.
pub const TEXT_BYTES: usize = 16 * 1024;

/// Bytes of UTF-8 in an emoji; families and some flags take most of them.
pub const EMOJI_BYTES: usize = 32;

/// Different emoji on one message.
pub const EMOJI_KINDS: usize = 20;

/// People that are listed of those who have put an emoji on a message; the others are counted.
pub const LISTED_REACTIONS: usize = 50;

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

/// Messages that a page opens with, and that one step back brings.
pub const PAGE_MESSAGES: usize = 50;

/// Bytes of text in such a page.
pub const PAGE_BYTES: usize = 128 * 1024;

/// A reader who has missed more messages and changes than this starts afresh from the newest.
pub const RESUME_MESSAGES: usize = 300;

/// Bytes of text that a reader may have missed, for the same reason: a slow line has to carry them while its page waits.
pub const RESUME_BYTES: usize = 128 * 1024;

/// People that are listed by name; the others are counted.
pub const LISTED_PEOPLE: usize = 100;

/// Rooms that the lobby lists; there may be more.
pub const LISTED_ROOMS: usize = 50;

/// Seconds between two notices that somebody is still typing.
pub const TYPING_SECONDS: u64 = 3;
