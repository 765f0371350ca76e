//! What becomes of messages.

use crate::wire::{Change, Message, Reaction};

/// Applies an edit or a reaction. A deletion leaves nothing to apply it to.
pub(crate) fn apply(message: &mut Message, change: &Change) {
    if let Some(text) = &change.text {
        (message.text, message.edited) = (text.clone(), true);
    }
    if let Some(emoji) = &change.emoji {
        react(message, emoji, &change.author.id, change.on == Some(true));
    }
}

fn react(message: &mut Message, emoji: &str, who: &str, on: bool) {
    let reactions = &mut message.reactions;
    let at = reactions.iter().position(|reaction| reaction.emoji == emoji).unwrap_or_else(|| {
        reactions.push(Reaction { emoji: emoji.to_owned(), count: 0, by: Vec::new() });
        reactions.len() - 1
    });
    let reaction = &mut reactions[at];
    reaction.by.retain(|one| one != who);
    if on {
        reaction.by.push(who.to_owned());
    }
    reaction.count = reaction.by.len();
    reactions.retain(|reaction| reaction.count > 0);
    sort(message);
}

/// A message as it is compared: reactions are a set of people each, in no order.
pub(crate) fn sorted(message: &Message) -> Message {
    let mut message = message.clone();
    sort(&mut message);
    message
}

fn sort(message: &mut Message) {
    message.reactions.iter_mut().for_each(|reaction| reaction.by.sort());
    message.reactions.sort_by(|one, other| one.emoji.cmp(&other.emoji));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Id, Who};

    fn reacts(message: &mut Message, who: &str, emoji: &str, on: bool) {
        let author = Who { id: who.into(), nickname: who.into() };
        let (id, of) = (Id { ms: 2, seq: 0 }, Id { ms: 1, seq: 0 });
        let (emoji, on) = (Some(emoji.into()), Some(on));
        apply(message, &Change { id, of, author, nonce: None, text: None, emoji, on });
    }

    #[test]
    fn reactions_are_sets_of_people() {
        let mut message = Message::default();
        reacts(&mut message, "bo", "👍", true);
        reacts(&mut message, "ada", "👍", true);
        reacts(&mut message, "ada", "👍", true);
        reacts(&mut message, "ada", "🌱", false);
        let by = vec!["ada".to_owned(), "bo".to_owned()];
        assert_eq!(message.reactions, [Reaction { emoji: "👍".into(), count: 2, by }]);
        reacts(&mut message, "ada", "👍", false);
        reacts(&mut message, "bo", "👍", false);
        assert_eq!(message, Message::default());
    }
}
