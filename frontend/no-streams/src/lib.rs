//! Streams that carry nothing.
//!
//! Leptos links the crate `server_fn`, and that one `wasm-streams`, whose exported types keep all their code in the page even
//! though no page of ours calls a server function: 5 kB of what a browser has to download. This crate has the four functions that
//! `server_fn` names, and nothing behind them.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use wasm_bindgen::{JsCast, JsValue};

/// A stream that has ended.
#[derive(Debug)]
pub struct ReadableStream;

impl ReadableStream {
    /// Drops a stream of the browser.
    #[must_use]
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        Self
    }

    /// Drops a stream of this program.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self
    }

    /// No stream of the browser.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        JsValue::UNDEFINED.unchecked_into()
    }

    /// A stream of nothing.
    #[must_use]
    pub fn into_stream(self) -> Self {
        self
    }
}

impl Stream for ReadableStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
