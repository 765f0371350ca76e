use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

/// Has one read at a time, so that what was read first is taken first; and has whoever comes while others wait read with them.
#[derive(Debug)]
pub(super) struct Readings<E> {
    /// How many were begun.
    begun: AtomicU64,
    /// The number of the last that was finished, and what came of it. Held by whoever reads.
    finished: Mutex<(u64, Result<(), E>)>,
}

impl<E> Default for Readings<E> {
    fn default() -> Self {
        Self { begun: AtomicU64::new(0), finished: Mutex::new((0, Ok(()))) }
    }
}

impl<E: Clone> Readings<E> {
    /// Reads, unless somebody else's reading has begun and finished since this was called: it has found all that was there, or
    /// nobody would have.
    pub(super) async fn share(&self, read: impl Future<Output = Result<(), E>>) -> Result<(), E> {
        let before = self.begun.load(Ordering::Acquire);
        let mut finished = self.finished.lock().await;
        if finished.0 <= before {
            let number = self.begun.fetch_add(1, Ordering::AcqRel) + 1;
            *finished = (number, read.await);
        }
        finished.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::{FutureExt, future::join_all};
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_while_one_reads_waits_for_the_next_and_all_of_them_share_it() {
        let (readings, gate, count) = (Readings::<()>::default(), Notify::new(), Cell::new(0));
        let read = || async {
            count.set(count.get() + 1);
            gate.notified().await;
            Ok::<_, ()>(())
        };
        let mut first = Box::pin(readings.share(read()));
        assert!(first.as_mut().now_or_never().is_none());
        let mut others = Box::pin(join_all((0..5).map(|_| readings.share(read()))));
        assert!(others.as_mut().now_or_never().is_none());
        gate.notify_one();
        first.await.expect("it was read");
        assert!(
            others.as_mut().now_or_never().is_none(),
            "the first may have read before they came"
        );
        gate.notify_one();
        others.await.into_iter().for_each(|read| read.expect("it was read"));
        assert_eq!(count.get(), 2);
    }

    #[tokio::test]
    async fn a_reading_that_fails_is_shared_too_and_one_that_is_given_up_is_not() {
        let (readings, count) = (Readings::default(), Cell::new(0));
        let read = |answer| {
            let count = &count;
            async move {
                count.set(count.get() + 1);
                answer
            }
        };
        let mut given_up = Box::pin(readings.share(std::future::pending::<Result<(), ()>>()));
        assert!(given_up.as_mut().now_or_never().is_none());
        let mut fails = Box::pin(readings.share(read(Err(()))));
        let mut reads = Box::pin(readings.share(read(Ok(()))));
        assert!(fails.as_mut().now_or_never().is_none());
        assert!(reads.as_mut().now_or_never().is_none());
        drop(given_up);
        assert_eq!((fails.await, reads.await), (Err(()), Err(())));
        assert_eq!(count.get(), 1);
        assert_eq!(readings.share(read(Ok(()))).await, Ok(()), "whoever comes later tries anew");
    }
}
