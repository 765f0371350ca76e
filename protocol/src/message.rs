use serde::{Deserialize, Serialize, Serializer};

use crate::{
    Alteration, Author, Change, Emoji, MessageId, Nonce, Text, UserId, limits::LISTED_REACTIONS,
};

/// One message, as everybody in the room receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Identity and time.
    pub id: MessageId,
    /// Nobody when it came from a program on the channel layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// What is said.
    pub text: Text,
    /// The sender's mark, by which its own page finds the row that is waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// The message that it answers, which need not be there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub re: Option<MessageId>,
    /// The text is not the first one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// In the order in which each of them came up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
}

/// One emoji on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Which.
    pub emoji: Emoji,
    /// How many people have put it there.
    pub count: usize,
    /// Who, in the order in which they did. No more than [`LISTED_REACTIONS`] go over the wire.
    #[serde(serialize_with = "listed")]
    pub by: Vec<UserId>,
}

fn listed<S: Serializer>(by: &[UserId], serializer: S) -> Result<S::Ok, S::Error> {
    by[..by.len().min(LISTED_REACTIONS)].serialize(serializer)
}

impl Message {
    /// A message as a program says it: nobody's, without a nonce, and nothing about it has changed.
    #[must_use]
    pub const fn new(id: MessageId, text: Text) -> Self {
        let (author, nonce, re) = (None, None, None);
        Self { id, author, text, nonce, re, edited: false, reactions: Vec::new() }
    }

    /// Takes in a change to this message. Once is enough, and twice in a row is no harm. What is deleted goes as a whole:
    /// whoever holds it lets it go.
    pub fn apply(&mut self, change: &Change) {
        match &change.alteration {
            Alteration::Edit { text } => {
                self.text = text.clone();
                self.edited = true;
            }
            Alteration::React { emoji, on: true } => self.react(emoji, &change.author.id),
            Alteration::React { emoji, on: false } => self.take_back(emoji, &change.author.id),
            Alteration::Delete => {}
        }
    }

    fn react(&mut self, emoji: &Emoji, who: &UserId) {
        match self.reactions.iter_mut().find(|reaction| reaction.emoji == *emoji) {
            Some(reaction) if reaction.by.contains(who) => {}
            Some(reaction) => {
                reaction.count += 1;
                reaction.by.push(who.clone());
            }
            None => {
                let (emoji, by) = (emoji.clone(), vec![who.clone()]);
                self.reactions.push(Reaction { emoji, count: 1, by });
            }
        }
    }

    fn take_back(&mut self, emoji: &Emoji, who: &UserId) {
        let mut reactions = self.reactions.iter_mut();
        let Some(reaction) = reactions.find(|reaction| reaction.emoji == *emoji) else { return };
        let listed = reaction.by.iter().position(|by| by == who);
        if let Some(at) = listed {
            reaction.by.remove(at);
        }
        // It may be one of those who are only counted.
        if listed.is_some() || reaction.count > reaction.by.len() {
            reaction.count -= 1;
        }
        self.reactions.retain(|reaction| reaction.count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message::new(MessageId { ms: 1, seq: 0 }, word("hi"))
    }

    fn word<T: for<'a> Deserialize<'a>>(text: &str) -> T {
        serde_json::from_value(text.into()).expect("a word")
    }

    fn change(who: &str, alteration: Alteration) -> Change {
        let author = Author { id: UserId::new(who.into()), nickname: word("Ada") };
        let (id, of) = (MessageId { ms: 2, seq: 0 }, MessageId { ms: 1, seq: 0 });
        Change { id, of, author, nonce: None, alteration }
    }

    fn react(who: &str, emoji: &str, on: bool) -> Change {
        change(who, Alteration::React { emoji: word(emoji), on })
    }

    fn reactions(message: &Message) -> String {
        let by = |reaction: &Reaction| {
            let by: Vec<_> = reaction.by.iter().map(UserId::as_str).collect();
            format!("{}{}:{}", reaction.emoji, reaction.count, by.join(","))
        };
        message.reactions.iter().map(by).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn reactions_are_set_and_taken_back_by_each_person() {
        let mut message = message();
        for (who, emoji, on, expected) in [
            ("ada", "👍", true, "👍1:ada"),
            ("bob", "👍", true, "👍2:ada,bob"),
            ("ada", "👍", true, "👍2:ada,bob"),
            ("ada", "🎉", true, "👍2:ada,bob 🎉1:ada"),
            ("ada", "👍", false, "👍1:bob 🎉1:ada"),
            ("eve", "👍", false, "👍1:bob 🎉1:ada"),
            ("ada", "👍", true, "👍2:bob,ada 🎉1:ada"),
            ("ada", "🎉", false, "👍2:bob,ada"),
            ("ada", "🎉", false, "👍2:bob,ada"),
        ] {
            message.apply(&react(who, emoji, on));
            assert_eq!(reactions(&message), expected, "{who} {emoji} {on}");
        }
    }

    #[test]
    fn the_newest_text_counts() {
        let mut message = message();
        assert!(!message.edited);
        let text: Text = word("hello");
        message.apply(&change("ada", Alteration::Edit { text: text.clone() }));
        assert_eq!((message.text, message.edited), (text, true));
    }

    #[test]
    fn a_crowd_is_counted_and_its_first_are_listed() {
        let mut message = message();
        (0..60).for_each(|n| message.apply(&react(&format!("u{n}"), "👍", true)));
        let wire = serde_json::to_value(&message).expect("plain data");
        assert_eq!(wire["reactions"][0]["count"], 60);
        let mut read: Message = serde_json::from_value(wire).expect("a message");
        assert_eq!(read.reactions[0].by, message.reactions[0].by[..LISTED_REACTIONS]);
        read.apply(&react("u59", "👍", false));
        assert_eq!(read.reactions[0].count, 59, "one of those who are only counted");
    }
}
