use protocol::{BadRoomName, RoomName, Welcome};
use serde::{Deserialize, Serialize};

use crate::Locale;

/// What the server tells a page. It travels in the page, so that the browser starts from the same and the
/// first view there is the one the server has rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// Which page it is, and what stands on it.
    pub page: Page,
    /// The language of the words around the conversation.
    pub locale: Locale,
}

/// The pages there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// Where a room is chosen.
    Lobby {
        /// What the field holds: empty at first, and what was typed after a bad name.
        typed: String,
        /// Why what was typed names no room.
        problem: Option<BadRoomName>,
    },
    /// Where people talk.
    Room {
        /// Which room.
        name: RoomName,
        /// The reader's identity and the newest messages; `None` only when the browser builds the page, which
        /// learns them over the socket.
        welcome: Option<Welcome>,
    },
    /// Nothing is at this address.
    NotFound,
}

/// Where the browser finds what the page is made of. The server provides it by context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// URL of the JavaScript module.
    pub js: String,
    /// URL of the WebAssembly module.
    pub wasm: String,
    /// URL of the style sheet.
    pub css: String,
}

impl Page {
    /// The page at a path whose percent signs are decoded: what the server decides by its routes, for the
    /// page that is built in the browser.
    #[must_use]
    pub fn at(path: &str) -> Self {
        let lobby = || Self::Lobby { typed: String::new(), problem: None };
        let Some(rest) = path.strip_prefix("/chat") else {
            return if path == "/" { lobby() } else { Self::NotFound };
        };
        let name = rest.strip_prefix('/').map(|name| name.strip_suffix('/').unwrap_or(name));
        match name {
            Some("") => lobby(),
            None if rest.is_empty() => lobby(),
            Some(name) if !name.contains('/') => {
                Self::Room { name: RoomName::from_canonical(name.to_lowercase()), welcome: None }
            }
            _ => Self::NotFound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_page() {
        let room = |path| match Page::at(path) {
            Page::Room { name, .. } => Some(name.to_string()),
            _ => None,
        };
        assert_eq!(room("/chat/lobby/"), Some("lobby".into()));
        assert_eq!(room("/chat/로비"), Some("로비".into()));
        assert_eq!(room("/chat/Lobby/"), Some("lobby".into()));
        for lobby in ["/", "/chat", "/chat/"] {
            assert!(matches!(Page::at(lobby), Page::Lobby { .. }), "{lobby}");
        }
        for nothing in ["", "/chatter", "/chat/a/b", "/other"] {
            assert_eq!(Page::at(nothing), Page::NotFound, "{nothing}");
        }
    }
}
