use protocol::{Alteration, Author, Change, Message, MessageId, Nonce, Older, limits::PAGE_ROWS};

/// What a page shows of a room's log: messages in the order of their ids, each once, with holes that are known.
#[derive(Clone, Debug)]
pub(super) struct Log {
    shown: Vec<Shown>,
    /// So many rows are kept; more than [`PAGE_ROWS`] when the reader has asked for older ones.
    most: usize,
}

/// A message on the page.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) message: Message,
    /// The log may hold messages right before this one that are not shown.
    pub(super) gap: bool,
    /// The server has told it, together with what is around it; otherwise it has only acknowledged it.
    told: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self { shown: Vec::new(), most: PAGE_ROWS }
    }
}

impl Log {
    pub(super) fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Forgets everything, and gives what was there.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Message> + use<> {
        std::mem::take(self).shown.into_iter().map(|shown| shown.message)
    }

    /// Whether this author's message with this nonce is there.
    pub(super) fn has(&self, author: &Author, nonce: &Nonce) -> bool {
        self.shown.iter().any(|shown| is_by(&shown.message, author, nonce))
    }

    /// Takes in a message that follows what has been told so far; true when it was not there.
    pub(super) fn tell(&mut self, message: Message) -> bool {
        match self.place(message.id) {
            Ok(at) => {
                let shown = &mut self.shown[at];
                // Told at last, and so were all before it; a second time tells only how it is now.
                shown.gap &= shown.told;
                shown.told = true;
                shown.message = message;
                false
            }
            Err(at) => {
                let gap = self.splits_hole(at);
                self.shown.insert(at, Shown { message, gap, told: true });
                true
            }
        }
    }

    /// Takes in a change to a message that may be shown.
    pub(super) fn change(&mut self, change: &Change) {
        let Ok(at) = self.place(change.of) else { return };
        if change.alteration != Alteration::Delete {
            return self.shown[at].message.apply(change);
        }
        let gap = self.shown.remove(at).gap;
        if let Some(next) = self.shown.get_mut(at) {
            next.gap |= gap;
        }
    }

    /// A message that is shown.
    pub(super) fn find(&self, id: MessageId) -> Option<&Message> {
        self.place(id).ok().map(|at| &self.shown[at].message)
    }

    /// Takes in a message of which nobody knows what stands around it.
    pub(super) fn acknowledge(&mut self, message: Message) {
        if let Err(at) = self.place(message.id) {
            let gap = self.splits_hole(at);
            self.shown.insert(at, Shown { message, gap, told: false });
        }
    }

    /// Takes in the newest messages of the room. There may be a hole between what was told before and them.
    pub(super) fn renew(&mut self, newest: Vec<Message>, older: bool) {
        // What was only acknowledged stands somewhere between what was told before and these.
        if let Some(first) = newest.first().map(|first| first.id) {
            for shown in self.shown.iter_mut().take_while(|shown| shown.message.id < first) {
                shown.gap |= !shown.told;
            }
        }
        self.run(newest, older);
    }

    /// Takes in what stands right before a message; tells how many are new. Nothing when that one is not shown any more.
    pub(super) fn fill(&mut self, older: Older) -> Option<usize> {
        let at = self.place(older.before).ok()?;
        let before = self.shown.len();
        if self.shown[at].gap {
            self.shown[at].gap = older.more && older.messages.is_empty();
            self.run(older.messages, older.more);
        }
        let new = self.shown.len() - before;
        self.most += new;
        Some(new)
    }

    /// Takes in messages among which one was sought. Nobody knows how far they are from the first one that is shown, which has a
    /// hole before it then.
    pub(super) fn lead(&mut self, older: Older) {
        let before = self.shown.len();
        self.run(older.messages, older.more);
        self.most += self.shown.len() - before;
    }

    /// Drops the oldest rows, so that with `others` besides there are not too many.
    pub(super) fn trim(&mut self, others: usize) {
        // One stays, since it knows whether there is something before it.
        let room = self.most.saturating_sub(others).max(1);
        let surplus = self.shown.len().saturating_sub(room);
        self.shown.drain(..surplus);
        if let Some(top) = self.shown.first_mut().filter(|_| surplus > 0) {
            top.gap = true;
        }
    }

    /// Keeps no more than usual from now on; true when that is less than before.
    pub(super) fn forget_older(&mut self) -> bool {
        std::mem::replace(&mut self.most, PAGE_ROWS) > PAGE_ROWS
    }

    /// Takes in messages between which there is no other; there may be one before the first of them.
    fn run(&mut self, messages: Vec<Message>, mut gap: bool) {
        for message in messages {
            match self.place(message.id) {
                Ok(at) => {
                    let shown = &mut self.shown[at];
                    // One that was told knows itself what stands before it, except that nothing may.
                    shown.gap = gap && (shown.gap || !shown.told);
                    shown.told = true;
                    shown.message = message;
                }
                Err(at) => self.shown.insert(at, Shown { message, gap, told: true }),
            }
            gap = false;
        }
    }

    /// Whether what is put there leaves a hole on either side of it.
    fn splits_hole(&self, at: usize) -> bool {
        self.shown.get(at).is_some_and(|next| next.gap)
    }

    fn place(&self, id: MessageId) -> Result<usize, usize> {
        self.shown.binary_search_by_key(&id, |shown| shown.message.id)
    }
}

/// Whether a message is this author's with this nonce.
pub(super) fn is_by(message: &Message, author: &Author, nonce: &Nonce) -> bool {
    message.nonce.as_ref() == Some(nonce)
        && message.author.as_ref().is_some_and(|it| it.id == author.id)
}
