//! Everything the page says. A new language is one file beside these, and one arm below.

mod en;
mod ko;

use protocol::{BadNickname, BadRoomName};

use crate::{
    Locale,
    talk::{Date, Failure, Link},
};

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// Under the name of the product.
    pub(crate) tagline: &'static str,
    /// Label of the field that holds a room's name.
    pub(crate) room_name: &'static str,
    /// The button beside it.
    pub(crate) join: &'static str,
    /// What a room is, in small print.
    pub(crate) about_rooms: &'static str,
    /// What somebody should know who types a name that others could come upon.
    pub(crate) guessable: &'static str,
    /// Leads to a room with a name that nobody can guess.
    pub(crate) private_room: &'static str,
    /// Heading of the rooms with people in them.
    pub(crate) rooms_now: &'static str,
    /// Heading of the rooms of earlier visits.
    pub(crate) rooms_visited: &'static str,
    /// Label of the choice of languages.
    pub(crate) language: &'static str,
    /// Label of the choice between light and dark.
    pub(crate) light: &'static str,
    /// As the system has it.
    pub(crate) system: &'static str,
    /// Always light.
    pub(crate) bright: &'static str,
    /// Always dark.
    pub(crate) dark: &'static str,
    /// Why a text names no room.
    pub(crate) bad_room: fn(BadRoomName) -> &'static str,

    /// The way back to the lobby.
    pub(crate) other_room: &'static str,
    /// Label of the list of messages.
    pub(crate) messages: &'static str,
    /// In place of messages when there are none.
    pub(crate) empty_room: &'static str,
    /// So many people are in the room; opens the list of them.
    pub(crate) here: fn(usize) -> String,
    /// Label of that list.
    pub(crate) people: &'static str,
    /// Beside the reader's own name in it.
    pub(crate) you: &'static str,
    /// So many are not listed.
    pub(crate) and_more: fn(usize) -> String,

    /// Leads from the top of the page to what stands before it.
    pub(crate) earlier: &'static str,
    /// Read out when they have come.
    pub(crate) earlier_shown: fn(u32) -> String,
    /// Stands where messages in between are not shown.
    pub(crate) gap: &'static str,
    /// Brings them.
    pub(crate) load: &'static str,
    /// Who said what a program said.
    pub(crate) somebody: &'static str,
    /// Leads to the newest message, when none of them is new.
    pub(crate) to_newest: &'static str,
    /// Read out when several messages have arrived at once.
    pub(crate) several: fn(usize) -> String,
    /// A message that the server does not have yet.
    pub(crate) sending: &'static str,
    /// Why a message was not sent.
    pub(crate) refused: fn(&Failure) -> String,
    /// Says a failed message again.
    pub(crate) retry: &'static str,
    /// Takes a failed message away.
    pub(crate) delete: &'static str,

    /// These people are writing; nothing when it is nobody.
    pub(crate) typing: fn(&[String]) -> String,
    /// Too many to name are writing.
    pub(crate) several_typing: &'static str,

    /// Label of the bar on a message.
    pub(crate) message_tools: &'static str,
    /// Puts an emoji on a message, which follows.
    pub(crate) react: &'static str,
    /// Begins an answer to a message.
    pub(crate) answer: &'static str,
    /// Begins to edit a message.
    pub(crate) edit: &'static str,
    /// The address of a message.
    pub(crate) link_to_message: &'static str,
    /// Beside a text that is not the first one.
    pub(crate) edited: &'static str,
    /// In place of what is answered when it is not shown.
    pub(crate) answered_unseen: &'static str,
    /// Whether a message is really to be taken away.
    pub(crate) really_delete: &'static str,
    /// Above the composer while a message is answered, by the name of its author.
    pub(crate) answering: fn(&str) -> String,
    /// The same while a message is edited.
    pub(crate) editing: &'static str,

    /// The time of a day, by its hours and minutes.
    pub(crate) time: fn(u32, u32) -> String,
    /// A day in full.
    pub(crate) date: fn(Date) -> String,
    /// The day that it is.
    pub(crate) today: &'static str,
    /// The one before.
    pub(crate) yesterday: &'static str,
    /// So many messages are new and stand above; leads to the first of them.
    pub(crate) unread_above: fn(usize) -> String,
    /// Stands where what is new begins.
    pub(crate) unread: &'static str,

    /// Label of the composer.
    pub(crate) message: &'static str,
    /// The button beside it.
    pub(crate) send: &'static str,
    /// So many characters fit.
    pub(crate) left: fn(usize) -> String,
    /// So many characters must go.
    pub(crate) over: fn(usize) -> String,

    /// Before the reader's name.
    pub(crate) you_are: &'static str,
    /// Opens the field for another name.
    pub(crate) change_name: &'static str,
    /// Label of that field.
    pub(crate) your_name: &'static str,
    /// Keeps the name.
    pub(crate) save: &'static str,
    /// Keeps the old one.
    pub(crate) cancel: &'static str,
    /// Why a text is no name.
    pub(crate) bad_nickname: fn(BadNickname) -> &'static str,

    /// How the page stands with the server; nothing when all is well.
    pub(crate) link: fn(Link) -> &'static str,
    /// The trouble is over.
    pub(crate) back_online: &'static str,
    /// Loads the page again.
    pub(crate) reload: &'static str,

    /// Heading of the page for an address where nothing is.
    pub(crate) not_found: &'static str,
    /// And what to do about it.
    pub(crate) not_found_hint: &'static str,
    /// The link on it.
    pub(crate) to_lobby: &'static str,
}

impl Words {
    /// The words of a language.
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &en::WORDS,
            Locale::Ko => &ko::WORDS,
        }
    }
}
