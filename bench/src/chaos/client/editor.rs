use crate::{
    chaos::{client::Display, mark::Mark, stamp::Stamp},
    dice::Dice,
    wire::{Message, ToServer},
};

/// How many of the newest messages are the ones that most is done to.
const NEWEST: usize = 20;

/// What a client changes about messages: its own in any way, those of others by reactions. What it draws depends on how often
/// it has been asked, and on nothing else; what it draws from is what it shows.
#[derive(Clone, Debug)]
pub(crate) struct Editor {
    client: usize,
    made: u64,
    dice: Dice,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Edit,
    Delete,
    React,
}

/// As often as each of them stands here.
const ACTS: [Act; 8] =
    [Act::Edit, Act::Edit, Act::Edit, Act::Delete, Act::React, Act::React, Act::React, Act::React];

impl Editor {
    /// The editor of a client.
    pub(crate) fn new(client: usize, seed: u64) -> Self {
        Self { client, made: 0, dice: Dice::new(seed, &format!("client {client}'s changes")) }
    }

    /// A change to something that is shown, if there is anything. `you` is who the client is.
    pub(crate) fn change(&mut self, display: &Display, you: &str) -> Option<ToServer> {
        let act = self.dice.one_of(&ACTS, Act::React);
        let emoji = self.dice.one_of(&["👍", "🌱", "👩‍👩‍👧‍👦"], "👍");
        let reach = if self.dice.happens(80) { NEWEST } else { usize::MAX };
        let pick = self.dice.index(10_000);
        self.made += 1;
        let mark = Mark { client: self.client, number: self.made };
        let has_own = display.newest_first().any(|message| is_by(message, you));
        let act = if has_own { act } else { Act::React };
        let is_open = |message: &&Message| act == Act::React || is_by(message, you);
        let open: Vec<_> = display.newest_first().filter(is_open).take(reach).collect();
        let message = *open.get(pick.checked_rem(open.len())?)?;
        Some(change(act, message, mark, emoji, you))
    }
}

fn change(act: Act, message: &Message, mark: Mark, emoji: &str, you: &str) -> ToServer {
    let (nonce, of) = (mark.to_string(), message.id);
    match act {
        Act::Edit => {
            let stamp = Stamp::find(&message.text).map(|stamp| stamp.to_string());
            let text = format!("{} in other words, 다시 {mark}", stamp.unwrap_or_default());
            ToServer::Edit { nonce, of, text }
        }
        Act::Delete => ToServer::Delete { nonce, of },
        Act::React => {
            let there = message.reactions.iter().find(|reaction| reaction.emoji == emoji);
            let on = there.is_none_or(|there| there.by.iter().all(|who| who != you));
            ToServer::React { nonce, of, emoji: emoji.into(), on }
        }
    }
}

fn is_by(message: &Message, you: &str) -> bool {
    message.author.as_ref().is_some_and(|author| author.id == you)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::wire::{Id, Who};

    /// Ada's and a program's messages, by turns.
    fn display() -> Display {
        let mut display = Display::default();
        for seq in 1..=40 {
            let ada = Who { id: "ada".into(), nickname: "Ada".into() };
            let author = (seq % 2 == 0).then_some(ada);
            let text = format!("#0.0.{seq}; hi");
            display.message(&Message { id: Id { ms: 1, seq }, author, text, ..Message::default() });
        }
        display
    }

    fn changes(display: &Display, you: &str) -> Vec<ToServer> {
        let mut editor = Editor::new(7, 1);
        (0..100).filter_map(|_| editor.change(display, you)).collect()
    }

    #[test]
    fn everything_is_done_to_one_s_own_and_others_are_reacted_to() {
        let display = display();
        let mine = changes(&display, "ada");
        let own = |of: &Id| of.seq.is_multiple_of(2);
        let (mut edits, mut deletions, mut reactions) = (0, 0, BTreeSet::new());
        for change in &mine {
            match change {
                ToServer::Edit { of, text, nonce } => {
                    assert!(own(of) && text.starts_with(&format!("#0.0.{};", of.seq)), "{text}");
                    assert_eq!(Mark::find(text), Mark::find(nonce));
                    edits += 1;
                }
                ToServer::Delete { of, .. } => {
                    assert!(own(of), "{of}");
                    deletions += 1;
                }
                ToServer::React { of, .. } => drop(reactions.insert(own(of))),
                other => panic!("{other:?}"),
            }
        }
        assert!(edits > 0 && deletions > 0 && reactions.len() == 2);
        assert_eq!(changes(&display, "ada"), mine, "a seed replays");
        let others = changes(&display, "bo");
        assert!(others.iter().all(|change| matches!(change, ToServer::React { .. })));
    }

    #[test]
    fn nothing_can_be_done_where_nothing_is_shown() {
        assert_eq!(changes(&Display::default(), "ada"), []);
    }
}
