use std::time::Duration;

use leptos::prelude::*;
use protocol::{Author, ServerFrame};

use super::Session;
use crate::{
    talk::{Conversation, News, Typists},
    ui::browser,
};

impl Session {
    /// Takes in what the server tells.
    pub(in crate::ui) fn told(&self, frame: ServerFrame) -> News {
        match frame {
            ServerFrame::People(people) => {
                self.presence.update(|presence| presence.apply(people));
                News::None
            }
            ServerFrame::Typing { who } => {
                self.sees_typing(who);
                News::None
            }
            frame => self.hears(frame),
        }
    }

    fn sees_typing(&self, who: Author) {
        let typists = self.typists;
        let reader = self.conversation.with_untracked(Conversation::reader);
        if reader.is_none_or(|reader| reader.id != who.id) {
            typists.update(|typists| typists.write(who, browser::now()));
            let expire = move || typists.try_update(|typists| typists.expire(browser::now()));
            set_timeout(move || _ = expire(), Duration::from_millis(Typists::HOLDS));
        }
    }

    fn hears(&self, frame: ServerFrame) -> News {
        if let ServerFrame::Message(message) = &frame {
            self.typists.try_maybe_update(|typists| (typists.heard(message), ()));
        }
        let news = self.change(|talk| talk.apply(frame)).unwrap_or(News::None);
        match &news {
            News::Heard(message) => self.heard.update(|heard| heard.push(message.clone())),
            News::Welcome(messages) if !messages.is_empty() => {
                self.heard.update(|heard| heard.extend_from_slice(messages));
            }
            News::Filled(count) => self.filled.set(*count),
            News::Refused(error) if error.field.as_deref() == Some("nickname") => {
                self.refused.set(Some(error.clone()));
            }
            News::Welcome(_) | News::Refused(_) | News::Later(_) | News::Behind | News::None => {}
        }
        news
    }
}
