use std::{collections::VecDeque, time::Duration};

use crate::wire::ToServer;

/// What is to be said, one thing at a time: rule 4 of the protocol. It outlives a crash, as a browser's storage does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    waiting: VecDeque<ToServer>,
    /// The first that waits has been sent on this connection, and not been answered.
    sent: bool,
    /// The server has asked for a moment.
    pause: Option<Duration>,
}

impl Outbox {
    /// Takes something to say, or a change; both have a nonce.
    pub(crate) fn push(&mut self, draft: ToServer) {
        self.waiting.push_back(draft);
    }

    /// How much has not been acknowledged.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// What is to be sent now, if anything.
    pub(crate) fn next(&mut self, now: Duration) -> Option<ToServer> {
        if self.sent || self.pause.is_some_and(|until| now < until) {
            return None;
        }
        let draft = self.waiting.front()?;
        self.sent = true;
        self.pause = None;
        Some(draft.clone())
    }

    /// The first that waits has been taken, or refused for good.
    pub(crate) fn done(&mut self, nonce: &str) {
        if self.is_first(nonce) {
            self.waiting.pop_front();
            self.sent = false;
            self.pause = None;
        }
    }

    /// The first that waits is to be sent again, not before a moment.
    pub(crate) fn again(&mut self, nonce: &str, at: Duration) {
        if self.is_first(nonce) {
            self.sent = false;
            self.pause = Some(at);
        }
    }

    /// Whatever was sent may be sent again at once: the connection is a new one, or an answer is overdue.
    pub(crate) fn send_again(&mut self) {
        self.sent = false;
        self.pause = None;
    }

    fn is_first(&self, nonce: &str) -> bool {
        self.waiting.front().is_some_and(|draft| draft.nonce() == Some(nonce))
    }

    /// No need to wait any longer: the log is back.
    pub(crate) fn hurry(&mut self) {
        self.pause = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Id;

    const NOW: Duration = Duration::ZERO;

    fn outbox() -> Outbox {
        let mut outbox = Outbox::default();
        outbox.push(ToServer::Say { nonce: "n1".into(), text: "one".into() });
        outbox.push(ToServer::Delete { nonce: "n2".into(), of: Id { ms: 1, seq: 1 } });
        outbox
    }

    fn sends(outbox: &mut Outbox, now: Duration) -> Option<String> {
        outbox.next(now)?.nonce().map(str::to_owned)
    }

    #[test]
    fn the_next_waits_for_the_answer_to_the_one_before() {
        let mut outbox = outbox();
        assert_eq!(sends(&mut outbox, NOW).as_deref(), Some("n1"));
        assert_eq!(sends(&mut outbox, NOW), None);
        outbox.done("n2");
        assert_eq!(sends(&mut outbox, NOW), None, "that was no answer to the first");
        outbox.done("n1");
        outbox.done("n1");
        assert_eq!(sends(&mut outbox, NOW).as_deref(), Some("n2"));
        outbox.done("n2");
        assert_eq!((sends(&mut outbox, NOW), outbox.len()), (None, 0));
    }

    #[test]
    fn the_same_is_said_again_under_the_same_nonce() {
        let mut outbox = outbox();
        assert_eq!(sends(&mut outbox, NOW).as_deref(), Some("n1"));
        outbox.send_again();
        assert_eq!(sends(&mut outbox, NOW).as_deref(), Some("n1"));
        let later = Duration::from_secs(1);
        outbox.again("n1", later);
        assert_eq!(sends(&mut outbox, NOW), None);
        assert_eq!(sends(&mut outbox, later).as_deref(), Some("n1"));
        outbox.again("n1", later * 2);
        outbox.hurry();
        assert_eq!(sends(&mut outbox, later).as_deref(), Some("n1"));
    }
}
