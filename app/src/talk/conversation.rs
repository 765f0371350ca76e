mod sought;
mod told;

use protocol::{Author, ClientFrame, Message, MessageId, Nickname, Nonce, Text};

pub use self::told::News;
use super::{Errand, Letter, Missing, Row, log::Log, outbox::Outbox, row::Quote};
use crate::markup;

/// Rows up to which earlier ones come by themselves while somebody scrolls back.
const MOST: usize = 1_200;

/// Characters of a message that are shown above its answer.
const QUOTED: usize = 120;

/// The rows of a room, out of what the reader says and what the server tells, by the four rules of
/// `docs/protocol.md`: what the server has stands in the order of its ids, and after that what waits for it.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    you: Option<Author>,
    /// The name the reader has asked for, until the server answers.
    wanted: Option<Nickname>,
    epoch: Option<String>,
    /// The newest id that the server has *told*. An acknowledged one does not count: others before it may
    /// still be on their way, and going on after it would skip them.
    last: Option<MessageId>,
    /// The hole that the server was asked to fill, by the message after it.
    asked: Option<MessageId>,
    log: Log,
    outbox: Outbox,
}

impl Conversation {
    /// The reader says something, at this moment. It waits at the end until the server has it.
    pub fn say(&mut self, nonce: Nonce, text: Text, now: u64) {
        self.send(nonce, Errand::Say(None), text, now);
    }

    /// The reader wants something done, at this moment.
    pub fn send(&mut self, nonce: Nonce, errand: Errand, text: Text, now: u64) {
        self.restore([Letter { nonce, errand, text, at: now, failed: None }]);
    }

    /// A message that is shown, as it is when the server has what waits.
    #[must_use]
    pub fn find(&self, id: MessageId) -> Option<Row> {
        self.log.find(id).map(|message| self.foresee(message))
    }

    /// The reader's own last message, of those that are to stay.
    #[must_use]
    pub fn own_last(&self) -> Option<MessageId> {
        let you = self.you.as_ref()?;
        let is_own = |message: &&Message| {
            let is_going = |letter: &Letter| letter.errand == Errand::Delete(message.id);
            message.author.as_ref().is_some_and(|it| it.id == you.id)
                && !self.changes(message.id).any(is_going)
        };
        let mut messages = self.log.shown().iter().rev().map(|shown| &shown.message);
        messages.find(is_own).map(|message| message.id)
    }

    /// Takes back what was said on an earlier visit, in this order, unless it is seen to have arrived.
    pub fn restore(&mut self, letters: impl IntoIterator<Item = Letter>) {
        for letter in letters {
            let arrived = |you: &Author| self.log.has(you, &letter.nonce);
            if !self.you.as_ref().is_some_and(arrived) {
                self.outbox.push(letter);
            }
        }
        self.log.trim(self.outbox.letters().len());
    }

    /// What waits for the server, in the order in which it is said.
    #[must_use]
    pub fn letters(&self) -> &[Letter] {
        self.outbox.letters()
    }

    /// A connection begins: nothing can be said before the server has welcomed the page.
    pub fn connect(&mut self) {
        self.outbox.shut();
    }

    /// What to say now, if it is time to say something.
    pub fn due(&mut self) -> Option<ClientFrame> {
        self.outbox.due()
    }

    /// Gives up what has waited for too long; true when that changes a row.
    pub fn give_up(&mut self, now: u64) -> bool {
        self.outbox.give_up(now)
    }

    /// A pause is over: what could not be taken can be said again.
    pub fn resume(&mut self) {
        self.outbox.resume();
    }

    /// Says again what has failed, under the same nonce.
    pub fn retry(&mut self, nonce: &Nonce, now: u64) {
        self.outbox.retry(nonce, now);
    }

    /// Takes away what has failed.
    pub fn delete(&mut self, nonce: &Nonce) {
        self.outbox.delete(nonce);
    }

    /// The reader wants to see what stands before a message. Gives the frame that asks for it.
    pub fn ask(&mut self, before: MessageId) -> ClientFrame {
        self.asked = Some(before);
        ClientFrame::Older { before }
    }

    /// What the server was asked for, and has not answered.
    #[must_use]
    pub fn asked(&self) -> Option<ClientFrame> {
        self.asked.map(|before| ClientFrame::Older { before })
    }

    /// The message before which more can be had, unless it is being asked for already or the page holds very many.
    #[must_use]
    pub fn earlier(&self) -> Option<MessageId> {
        let shown = self.log.shown();
        let first = shown.first().filter(|first| first.gap && shown.len() < MOST)?;
        self.asked.is_none().then_some(first.message.id)
    }

    /// The newest message that the server has told, when there is one.
    #[must_use]
    pub const fn newest(&self) -> Option<MessageId> {
        self.last
    }

    /// The reader is at the end again: no more rows than usual are kept. True when that changes anything.
    pub fn return_to_end(&mut self) -> bool {
        let fewer = self.log.forget_older();
        self.log.trim(self.outbox.letters().len());
        fewer
    }

    /// Calls the reader by another name at once; the server's answer has the last word.
    pub fn rename(&mut self, nickname: Nickname) {
        self.wanted = Some(nickname);
    }

    /// The name that the server has not answered to yet.
    #[must_use]
    pub const fn wanted(&self) -> Option<&Nickname> {
        self.wanted.as_ref()
    }

    /// The first frame of a connection: go on from here.
    #[must_use]
    pub fn hello(&self, nickname: Option<Nickname>) -> ClientFrame {
        let nickname = self.wanted.clone().or(nickname);
        ClientFrame::Hello { since: self.last, epoch: self.epoch.clone(), nickname }
    }

    /// The reader, as others see them or are about to; unknown before the first welcome.
    #[must_use]
    pub fn reader(&self) -> Option<Author> {
        let you = self.you.clone()?;
        Some(Author { nickname: self.wanted.clone().unwrap_or(you.nickname), id: you.id })
    }

    /// Everybody who has said what is shown.
    pub fn authors(&self) -> impl Iterator<Item = &Author> {
        self.log.shown().iter().filter_map(|shown| shown.message.author.as_ref())
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.shown().is_empty() && self.letters().is_empty()
    }

    /// Every row from the oldest to the newest.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let reader = self.reader();
        let said = self.log.shown().iter().enumerate().map(|(at, shown)| {
            let mut row = self.foresee(&shown.message);
            if shown.gap {
                row.missing = if at == 0 { Missing::Earlier } else { Missing::Between };
            }
            row.quote = shown.message.re.map(|re| self.quote(re));
            row
        });
        let waiting = self.letters().iter().filter_map(|letter| {
            let Letter { nonce, text, failed, .. } = letter;
            let re = match letter.errand {
                Errand::Say(re) => re,
                // Below the text that stands, as what has failed does, and with the way to it.
                Errand::Edit(of) if failed.is_some() => Some(of),
                _ => return None,
            };
            let mut row = Row::waiting(nonce, text.as_str(), failed.as_ref(), reader.as_ref());
            row.quote = re.map(|re| self.quote(re));
            Some(row)
        });
        let mut rows: Vec<Row> = said.chain(waiting).collect();
        for below in 1..rows.len() {
            let (above, rest) = rows.split_at_mut(below);
            rest[0].follow(&above[below - 1]);
        }
        rows
    }
}

impl Conversation {
    /// What waits and changes a message.
    fn changes(&self, of: MessageId) -> impl Iterator<Item = &Letter> {
        let letters = self.letters().iter();
        letters.filter(move |letter| letter.errand.of() == Some(of) && letter.failed.is_none())
    }

    /// A message as it is when the server has what waits.
    fn foresee(&self, message: &Message) -> Row {
        let mut row = Row::said(message, self.you.as_ref());
        self.changes(message.id).for_each(|letter| row.expect(letter));
        row
    }

    /// What a message answers, as far as it is shown.
    fn quote(&self, re: MessageId) -> Quote {
        let row = self.find(re);
        let author = row.as_ref().and_then(|row| row.author.clone());
        let text = row.map(|row| markup::plain(&row.text)).unwrap_or_default();
        Quote { id: re, author, text: text.chars().take(QUOTED).collect() }
    }
}

#[cfg(test)]
mod tests;
