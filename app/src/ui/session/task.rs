use leptos::prelude::*;
use protocol::{MessageId, Text};

use super::Session;
use crate::{talk::Errand, ui::browser};

/// What the reader writes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Task {
    /// To say something.
    Say,
    /// To answer a message.
    Answer(MessageId),
    /// To say in other words what they have said.
    Edit(MessageId),
}

impl Session {
    /// The reader says something.
    pub(in crate::ui) fn say(&self, text: Text) {
        let task = self.task.get_untracked();
        self.task.set(Task::Say);
        match task {
            Task::Edit(id) => return self.send(Errand::Edit(id), text),
            Task::Answer(id) => self.send(Errand::Say(Some(id)), text),
            Task::Say => self.send(Errand::Say(None), text),
        }
        self.said.update(|said| *said += 1);
        // The next word is the beginning of something new.
        self.outlets.update_value(|outlets| outlets.typed = 0);
    }

    /// What the reader writes from now on is for this.
    pub(in crate::ui) fn take_up(&self, task: Task) {
        self.task.set(task);
        browser::focus_by_id("message");
    }

    /// The reader's own last message, if they may be about to edit it.
    pub(in crate::ui) fn own_last(&self) -> Option<MessageId> {
        self.conversation.with_untracked(|talk| talk.own_last())
    }

    /// What a message says now.
    pub(in crate::ui) fn text_of(&self, id: MessageId) -> Option<String> {
        self.conversation.with_untracked(|talk| Some(talk.find(id)?.text.clone()))
    }
}
