//! English.

use protocol::{BadNickname, BadRoomName, ErrorCode};

use super::Words;
use crate::talk::{Date, Failure, Link};

pub(super) static WORDS: Words = Words {
    tagline: "Type a room name, press Enter, and you are talking.",
    room_name: "Room name",
    join: "Join",
    about_rooms: "A room is there as soon as somebody names it. Anyone who knows the name can come in.",
    guessable: "Others can guess this name and come in. For a talk among yourselves, take a private room.",
    private_room: "Make a private room",
    rooms_now: "People are talking here",
    rooms_visited: "You have been here",
    language: "Language",
    light: "Appearance",
    system: "System",
    bright: "Light",
    dark: "Dark",
    bad_room: |problem| match problem {
        BadRoomName::Empty => "A room needs a name.",
        BadRoomName::TooLong => "A room name has at most 64 characters.",
        BadRoomName::Character => {
            "A room name is made of letters, digits, “_”, “-” and “.”, without spaces."
        }
        BadRoomName::Dots => "A room name needs a letter or a digit.",
    },

    other_room: "Other rooms",
    messages: "Messages",
    empty_room: "Nobody has said anything yet. Share this page’s address to invite people.",
    here: |count| format!("{count} here"),
    people: "People in this room",
    you: "(you)",
    and_more: |count| format!("and {count} more"),
    earlier: "Earlier messages",
    earlier_shown: |count| match count {
        1 => "1 earlier message is shown".into(),
        _ => format!("{count} earlier messages are shown"),
    },
    gap: "Some messages are not shown.",
    load: "Load them",
    somebody: "Somebody",
    to_newest: "Newest messages",
    several: |count| format!("{count} new messages"),
    sending: "Sending…",
    refused: |failure| match failure {
        Failure::Unsent => "Not sent.".into(),
        Failure::Refused(error) => match error.code {
            ErrorCode::Empty => "Not sent: there is nothing in it.".into(),
            ErrorCode::TooLong => "Not sent: it is too long.".into(),
            _ => format!("Not sent: {}", error.detail),
        },
    },
    retry: "Retry",
    delete: "Delete",

    typing: |names| match names {
        [] => String::new(),
        [name] => format!("{name} is typing…"),
        [names @ .., last] => format!("{} and {last} are typing…", names.join(", ")),
    },
    several_typing: "Several people are typing…",

    message_tools: "Message",
    react: "React",
    answer: "Reply",
    edit: "Edit",
    link_to_message: "Link to this message",
    edited: "(edited)",
    answered_unseen: "an earlier message",
    really_delete: "Delete this message for everybody?",
    answering: |name| format!("Replying to {name}"),
    editing: "Editing your message",

    time: |hour, minute| format!("{hour:02}:{minute:02}"),
    date: |Date { year, month, day, weekday }| {
        const DAYS: [&str; 7] =
            ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        format!(
            "{}, {day} {} {year}",
            DAYS[weekday as usize % 7],
            MONTHS[(month as usize + 11) % 12]
        )
    },
    today: "Today",
    yesterday: "Yesterday",
    unread_above: |count| format!("{count} unread"),
    unread: "New",

    message: "Message",
    send: "Send",
    left: |count| match count {
        1 => "1 character left".into(),
        _ => format!("{count} characters left"),
    },
    over: |count| match count {
        1 => "1 character too many".into(),
        _ => format!("{count} characters too many"),
    },

    you_are: "You are",
    change_name: "Change name",
    your_name: "Your name",
    save: "Save",
    cancel: "Cancel",
    bad_nickname: |problem| match problem {
        BadNickname::Empty => "A name needs at least one letter.",
        BadNickname::TooLong => "A name has at most 32 characters.",
    },

    link: |link| match link {
        Link::Connecting => "Connecting…",
        Link::Online => "",
        Link::Degraded => {
            "Messages cannot be delivered right now; trying… What you write is kept and sent afterwards."
        }
        Link::Reconnecting => {
            "Connection lost. Reconnecting… What you write is kept and sent afterwards."
        }
        Link::Offline => "You are offline. What you write is kept and sent afterwards.",
        Link::Closed(4500) => {
            "The server has closed the connection, because too much was sent at once."
        }
        Link::Closed(_) => "The server has closed the connection.",
    },
    back_online: "Back online",
    reload: "Reload",

    not_found: "There is nothing here",
    not_found_hint: "The address may be misspelled. A room’s address ends in its name.",
    to_lobby: "Go to the lobby",
};
