use protocol::{BadRoomName, Listed, RoomName, Welcome};
use serde::{Deserialize, Serialize};

use crate::{Json, Locale, Theme, json::word, rooms, talk};

/// What the server tells a page. It travels in the page, so that the browser starts from the same and the
/// first view there is the one the server has rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Boot {
    /// Which page it is, and what stands on it.
    pub page: Page,
    /// The language of the words around the conversation.
    pub locale: Locale,
    /// Minutes that the reader's clock is ahead of UTC, as far as the server knows; the browser corrects it.
    pub zone: i32,
    /// The light that the reader has chosen; nothing when it is the system's.
    pub theme: Option<Theme>,
}

/// The pages there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Page {
    /// Where a room is chosen.
    Lobby {
        /// What the field holds: empty at first, and what was typed after a bad name.
        typed: String,
        /// Why what was typed names no room.
        problem: Option<BadRoomName>,
        /// Where people are just now, the busiest room first.
        rooms: Vec<Listed>,
    },
    /// Where people talk.
    Room {
        /// Which room.
        name: RoomName,
        /// The reader's identity and the newest messages; `None` only when the browser builds the page, which
        /// learns them over the socket.
        welcome: Option<Welcome>,
        /// Which messages these are. It does not travel: the server writes what there is to say of it.
        #[serde(skip)]
        excerpt: Excerpt,
    },
    /// Nothing is at this address.
    NotFound,
}

/// Which of a room's messages its page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Excerpt {
    /// The newest.
    #[default]
    Newest,
    /// Earlier ones; others stand after them.
    Earlier,
    /// The newest, since the message that was asked for is not there.
    Instead,
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
    /// The style sheet itself, for a browser that does not have it yet: it would wait for it before it paints anything.
    pub style: Option<&'static str>,
}

/// What a form that is sent without any script carries, so that it says the same thing once however often it is sent. The server
/// provides another one for each page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormNonce(pub String);

impl Boot {
    /// Reads what `Boot::to_json` has written.
    #[must_use]
    pub fn read<J: Json>(boot: &J) -> Option<Self> {
        let page = Page::read(&boot.field("page")?)?;
        let zone = i32::try_from(boot.field("zone")?.whole()?).ok()?;
        let theme = match boot.field("theme") {
            Some(_) => Some(text(boot, "theme")?),
            None => None,
        };
        Some(Self { page, locale: text(boot, "locale")?, zone, theme })
    }

    /// As it stands in the page: no text in it can end the element that it is in.
    #[cfg(any(feature = "ssr", test))]
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

impl Page {
    fn read<J: Json>(page: &J) -> Option<Self> {
        if let Some(lobby) = page.field("Lobby") {
            let problem = match lobby.field("problem") {
                Some(_) => Some(text(&lobby, "problem")?),
                None => None,
            };
            let rooms = rooms(&lobby)?;
            return Some(Self::Lobby { typed: text(&lobby, "typed")?, problem, rooms });
        }
        let Some(room) = page.field("Room") else { return Some(Self::NotFound) };
        let welcome = match room.field("welcome") {
            Some(welcome) => Some(talk::welcome(&welcome)?),
            None => None,
        };
        Some(Self::Room { name: text(&room, "name")?, welcome, excerpt: Excerpt::Newest })
    }

    /// The page at a path whose percent signs are decoded: what the server decides by its routes, for the
    /// page that is built in the browser.
    #[must_use]
    pub fn at(path: &str) -> Self {
        let lobby = || Self::Lobby { typed: String::new(), problem: None, rooms: Vec::new() };
        let Some(rest) = path.strip_prefix("/chat") else {
            return if path == "/" { lobby() } else { Self::NotFound };
        };
        let name = rest.strip_prefix('/').map(|name| name.strip_suffix('/').unwrap_or(name));
        match name {
            Some("") => lobby(),
            None if rest.is_empty() => lobby(),
            Some(name) if !name.contains('/') => {
                let name = RoomName::from_canonical(name.to_lowercase());
                Self::Room { name, welcome: None, excerpt: Excerpt::Newest }
            }
            _ => Self::NotFound,
        }
    }
}

fn text<J: Json, T: for<'a> Deserialize<'a>>(object: &J, name: &str) -> Option<T> {
    word(&object.field(name)?.text()?)
}

#[cfg(test)]
mod tests {
    use protocol::{Author, UserId};
    use serde_json::Value;

    use super::*;

    fn room(nickname: &str) -> Page {
        let nickname = word(nickname).expect("a nickname is text");
        let welcome = Welcome {
            you: Author { id: UserId::new("u1".into()), nickname },
            epoch: "e".into(),
            reset: true,
            connected: false,
            older: true,
            last: None,
            messages: Vec::new(),
            changes: Vec::new(),
        };
        let name = RoomName::from_canonical("로비".into());
        Page::Room { name, welcome: Some(welcome), excerpt: Excerpt::Newest }
    }

    #[test]
    fn what_is_written_is_read() {
        let typed = || "a\"</script><!--".to_owned();
        let problem = |problem| Page::Lobby { typed: typed(), problem, rooms: Vec::new() };
        let listed = |name: &str, last| Listed {
            name: RoomName::from_canonical(name.into()),
            people: 3,
            last,
        };
        let rooms = vec![listed("로비", Some(1_795_409_281_999)), listed("<b>", None)];
        for page in [
            Page::NotFound,
            problem(None),
            problem(Some(BadRoomName::TooLong)),
            Page::Lobby { typed: String::new(), problem: None, rooms },
            room("<b>"),
            Page::at("/chat/a/"),
        ] {
            let boot = Boot { page, locale: Locale::Ko, zone: -90, theme: Some(Theme::Dark) };
            let json = boot.to_json();
            assert!(!json.contains('<'), "{json}");
            let value: Value = serde_json::from_str(&json).expect("JSON");
            assert_eq!(Boot::read(&value), Some(boot));
        }
    }

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
