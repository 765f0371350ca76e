use leptos::prelude::*;
use protocol::{MessageId, Nonce, Text};

use super::{Order, Session, Task};
use crate::{
    talk::{Errand, Row},
    ui::browser::{self, Press},
};

impl Session {
    /// The reader has pressed a part of a row.
    pub(in crate::ui) fn pressed(&self, press: &Press) {
        match (press.does.as_str(), press.id, &press.nonce) {
            ("load", Some(id), _) => {
                self.ask(id);
                // The link will be gone; who came here by keyboard goes on from the messages.
                browser::focus_by_id("log");
            }
            ("retry", _, Some(nonce)) => self.retry(nonce),
            ("drop", _, Some(nonce)) => self.delete(nonce),
            ("answer", Some(id), _) => self.take_up(Task::Answer(id)),
            ("edit", Some(id), _) => self.take_up(Task::Edit(id)),
            ("remove", Some(id), _) => self.remove(id),
            ("react", Some(id), _) => self.react(id, press.emoji.as_deref().unwrap_or_default()),
            _ => {}
        }
    }

    /// Says a failed message again.
    fn retry(&self, nonce: &Nonce) {
        self.change(|talk| talk.retry(nonce, browser::now()));
        self.order(Order::Say);
    }

    /// Takes a failed message away.
    fn delete(&self, nonce: &Nonce) {
        self.change(|talk| talk.delete(nonce));
    }

    /// Takes a message away, if the reader really wants that.
    fn remove(&self, id: MessageId) {
        if let Some(text) = self.text_of(id).and_then(|text| Text::new(text).ok())
            && browser::confirms(self.words.really_delete)
        {
            self.send(Errand::Delete(id), text);
        }
    }

    /// Puts an emoji on a message, or takes the reader's own back.
    fn react(&self, id: MessageId, emoji: &str) {
        let Ok(sign) = Text::new(emoji.to_owned()) else { return };
        let row = self.conversation.with_untracked(|talk| talk.find(id));
        let is_there = |row: &Row| row.reactions.iter().any(|it| it.mine && it.emoji == emoji);
        self.send(Errand::React(id, !row.as_ref().is_some_and(is_there)), sign);
    }
}
