//! Everything the page says. A language is one file beside these: texts and nothing else. A new one is another file, an arm
//! below and one in [`Locale`].
//!
//! In a text `{0}`, `{1}` stand for what is told, and `|` parts the text for one from the text for any other number.

#[cfg(any(not(feature = "hydrate"), test))]
mod en;
mod fill;
#[cfg(any(not(feature = "hydrate"), test))]
mod ko;
mod sentences;
#[cfg(test)]
mod tests;

#[cfg(any(not(feature = "hydrate"), test))]
use crate::Locale;

/// Declares what there is to say, in the order in which it travels to the browser.
macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// The words of one language.
        #[derive(Debug)]
        #[repr(C)]
        pub(crate) struct Words {
            $($(#[doc = $doc])* pub(crate) $name: &'static str,)*
        }

        impl Words {
            /// How many texts there are.
            #[cfg(any(feature = "hydrate", test))]
            pub(crate) const COUNT: usize = [$(stringify!($name)),*].len();

            /// What each text is for.
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Every text.
            #[cfg(any(feature = "ssr", test))]
            fn texts(&self) -> impl Iterator<Item = &'static str> {
                [$(self.$name),*].into_iter()
            }

            /// Takes in every text. What is missing is empty.
            #[cfg(any(feature = "hydrate", test))]
            pub(crate) fn of_texts(texts: &[&'static str; Self::COUNT]) -> Self {
                let [$($name),*] = *texts;
                Self { $($name,)* }
            }
        }
    };
}

words! {
    /// Under the name of the product.
    tagline,
    /// Label of the field that holds a room's name.
    room_name,
    /// The button beside it.
    join,
    /// What a room is, in small print.
    about_rooms,
    /// What somebody should know who types a name that others could come upon.
    guessable,
    /// Leads to a room with a name that nobody can guess.
    private_room,
    /// Heading of the rooms with people in them.
    rooms_now,
    /// Heading of the rooms of earlier visits.
    rooms_visited,
    /// Label of the choice of languages.
    language,
    /// Label of the choice between light and dark.
    light,
    /// As the system has it.
    system,
    /// Always light.
    bright,
    /// Always dark.
    dark,
    /// Why an empty text names no room.
    room_empty,
    /// Why a long one does not.
    room_too_long,
    /// Why one with other characters does not.
    room_character,
    /// Why one of dots does not.
    room_dots,

    /// The way back to the lobby.
    other_room,
    /// Label of the list of messages.
    messages,
    /// In place of messages when there are none.
    empty_room,
    /// So many people are in the room; opens the list of them.
    here,
    /// Label of that list.
    people,
    /// Beside the reader's own name in it.
    you,
    /// Does not show what somebody says, or shows it again.
    ignore,
    /// These have come.
    came,
    /// These have gone.
    went,
    /// Opens the settings, and their name.
    settings,
    /// Tells outside of the page when the reader is mentioned.
    notify,
    /// Why it does not: the browser does not allow it.
    notify_barred,
    /// Plays a sound then.
    sound,
    /// Does not tell who comes and goes.
    hide_comings,
    /// So many are not listed.
    and_more,

    /// Leads from the top of the page to what stands before it.
    earlier,
    /// Read out when they have come.
    earlier_shown,
    /// Leads from the end of a page of earlier messages to what stands after it.
    later,
    /// Above the newest messages when another one was asked for that is not there.
    gone,
    /// Stands where messages in between are not shown.
    gap,
    /// Brings them.
    load,
    /// Who said what a program said.
    somebody,
    /// Leads to the newest message, when none of them is new.
    to_newest,
    /// Read out when several messages have arrived at once.
    several,
    /// A message that the server does not have yet.
    sending,
    /// A message that is taken away, and the server does not know yet.
    deleting,
    /// A message was not sent.
    unsent,
    /// The same, since nothing is in it.
    unsent_empty,
    /// The same, since it is too long.
    unsent_too_long,
    /// The same, since what it was to change is not there.
    unsent_gone,
    /// The same, since that is somebody else's.
    unsent_not_yours,
    /// The same, for another reason, which follows.
    unsent_because,
    /// Says a failed message again.
    retry,
    /// Takes a failed message away.
    delete,

    /// Somebody is writing.
    one_typing,
    /// Some are writing, and another one.
    more_typing,
    /// Between the names of the former.
    and,
    /// Too many to name are writing.
    several_typing,

    /// Label of the bar on a message.
    message_tools,
    /// Puts an emoji on a message, which follows.
    react,
    /// Begins an answer to a message.
    answer,
    /// Begins to edit a message.
    edit,
    /// The address of a message.
    link_to_message,
    /// Beside a text that is not the first one.
    edited,
    /// In place of what is answered when it is not shown.
    answered_unseen,
    /// Whether a message is really to be taken away.
    really_delete,
    /// Above the composer while a message is answered, by the name of its author.
    answering,
    /// The same while a message is edited.
    editing,

    /// The time of a day: before noon and, if it is written in another way, after; from the hour of 24, the hour of 12 and the minute.
    time,
    /// A day in full: from the year, the number of the month, its name, the day and the day of the week.
    date,
    /// The names of the months.
    months,
    /// The days of the week, from Sunday.
    weekdays,
    /// The day that it is.
    today,
    /// The one before.
    yesterday,
    /// So many messages are new and stand above; leads to the first of them.
    unread_above,
    /// Stands where what is new begins.
    unread,

    /// Label of the composer.
    message,
    /// The button beside it.
    send,
    /// So many characters fit.
    left,
    /// So many characters must go.
    over,

    /// Before the reader's name.
    you_are,
    /// Opens the field for another name.
    change_name,
    /// Label of that field.
    your_name,
    /// Keeps the name.
    save,
    /// Keeps the old one.
    cancel,
    /// Why an empty text is no name.
    name_empty,
    /// Why a long one is none.
    name_too_long,

    /// The first connection is on its way.
    connecting,
    /// The server reaches no other.
    degraded,
    /// The connection was lost.
    reconnecting,
    /// The device has no network.
    offline,
    /// The server has refused for good, since too much was sent.
    closed_for_flood,
    /// It has, for another reason.
    closed,
    /// The trouble is over.
    back_online,
    /// Loads the page again.
    reload,

    /// Heading of the page for an address where nothing is.
    not_found,
    /// And what to do about it.
    not_found_hint,
    /// The link on it.
    to_lobby,
}

impl Words {
    /// The words of a language.
    #[cfg(any(not(feature = "hydrate"), test))]
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &en::WORDS,
            Locale::Ko => &ko::WORDS,
        }
    }

    /// As they stand in the page, so that a browser loads no language but its reader's.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn to_json(&self) -> String {
        let texts: Vec<_> = self.texts().collect();
        serde_json::to_string(&texts).unwrap_or_default().replace('<', "\\u003c")
    }
}
