use std::time::Duration;

use leptos::prelude::*;
use protocol::{Author, Message, ServerFrame};

use super::Session;
use crate::{
    markup::mentions,
    talk::{Company, Conversation, Link, News, Typists},
    ui::{app::room_title, browser},
};

impl Session {
    /// Takes in what the server tells.
    pub(in crate::ui) fn told(&self, frame: ServerFrame) -> News {
        match frame {
            ServerFrame::People(people) => {
                self.company.update(|company| company.meet(people));
                self.tell_apart();
                News::None
            }
            ServerFrame::Typing { who } => {
                self.sees_typing(who);
                News::None
            }
            #[cfg(feature = "csr")]
            ServerFrame::Older(older) if self.is_led_by(&older) => News::None,
            frame => self.hears(frame),
        }
    }

    fn sees_typing(&self, who: Author) {
        let company = self.company;
        let reader = self.conversation.with_untracked(Conversation::reader);
        if reader.is_none_or(|reader| reader.id != who.id) {
            company.update(|company| company.typists.write(who, browser::now()));
            self.tell_apart();
            let expire = move |company: &mut Company| company.typists.expire(browser::now());
            set_timeout(
                move || _ = company.try_update(expire),
                Duration::from_millis(Typists::HOLDS),
            );
        }
    }

    fn hears(&self, frame: ServerFrame) -> News {
        if let ServerFrame::Message(message) = &frame {
            self.company.try_maybe_update(|company| {
                let (typed, news) = (company.typists.heard(message), company.talk_goes_on());
                (typed || news, ())
            });
        }
        let news = self.change(|talk| talk.apply(frame)).unwrap_or(News::None);
        let comes = self.link.get_untracked() == Link::Connecting;
        match &news {
            News::Heard(message) => self.notices(std::slice::from_ref(message)),
            // Who was led to an earlier message comes to what has been said since. Whoever sees the end has read it.
            News::Welcome(messages) if !(comes && browser::is_led()) => self.notices(messages),
            News::Filled(count) => self.filled.set(*count),
            News::Refused(error) if error.field.as_deref() == Some("nickname") => {
                self.refused.set(Some(error.clone()));
            }
            News::Welcome(_) | News::Refused(_) | News::Later(_) | News::Behind | News::None => {}
        }
        news
    }

    /// Others have said something, or nothing since the page was made.
    fn notices(&self, messages: &[Message]) {
        let heard = |message: &&Message| {
            self.company.with_untracked(|company| company.hears(message.author.as_ref()))
        };
        let messages: Vec<Message> = messages.iter().filter(heard).cloned().collect();
        if !browser::is_looked_at() {
            messages.iter().for_each(|message| self.calls(message));
        }
        self.unseen.update(|unseen| *unseen += messages.len());
        self.heard.update(|heard| heard.extend(messages));
        self.look();
    }

    /// Tells outside of the page if a message mentions the reader.
    fn calls(&self, message: &Message) {
        let Some((you, author)) =
            self.conversation.with_untracked(Conversation::reader).zip(message.author.as_ref())
        else {
            return;
        };
        let (text, me) = (message.text.as_str(), you.nickname.as_str());
        if mentions(text, me) {
            let title = self.room.with_value(|room| room_title(room));
            browser::alert(&title, &format!("{}: {text}", author.nickname));
        }
    }
}
