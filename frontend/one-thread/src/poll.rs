use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use crate::SendWrapper;

impl<T> SendWrapper<T> {
    #[track_caller]
    fn project(self: Pin<&mut Self>) -> Pin<&mut T> {
        // SAFETY: the value stands in the wrapper itself, is never moved out of a pinned one, and is dropped where it stands.
        #[expect(unsafe_code, reason = "pinning what is pinned")]
        unsafe {
            self.map_unchecked_mut(|wrapper| &mut **wrapper)
        }
    }
}

impl<F: Future> Future for SendWrapper<F> {
    type Output = F::Output;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.project().poll(context)
    }
}

impl<S: Stream> Stream for SendWrapper<S> {
    type Item = S::Item;

    #[track_caller]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.project().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (**self).size_hint()
    }
}
