use rusqlite::Connection;
use tokio::sync::oneshot;

use super::failure;
use crate::LogError;

/// A write that waits for the others of its group.
pub(super) trait Job: Send {
    /// Does it in the open transaction, and again in another one if that could not be committed.
    fn run(&mut self, db: &Connection) -> Result<(), LogError>;
    /// Answers, now that the transaction has ended.
    fn answer(self: Box<Self>, committed: Result<(), LogError>);
}

/// A write, and where its answer comes.
pub(super) fn new<T: Send + 'static>(
    work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> (Box<dyn Job>, oneshot::Receiver<Result<T, LogError>>) {
    let (answer, answered) = oneshot::channel();
    (Box::new(Task { work, outcome: None, answer }), answered)
}

struct Task<F, T> {
    work: F,
    outcome: Option<Result<T, LogError>>,
    answer: oneshot::Sender<Result<T, LogError>>,
}

impl<F, T> Job for Task<F, T>
where
    F: Fn(&Connection) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(&mut self, db: &Connection) -> Result<(), LogError> {
        let outcome = (self.work)(db).map_err(|error| failure::of_write(&error));
        let done = outcome.as_ref().map(drop).map_err(Clone::clone);
        self.outcome = Some(outcome);
        done
    }

    fn answer(self: Box<Self>, committed: Result<(), LogError>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(LogError::Unavailable("it was not written".to_owned())),
        };
        // Whoever has gone does not want to know.
        let _ = self.answer.send(outcome);
    }
}
