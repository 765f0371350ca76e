use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;
use protocol::{ClientFrame, Text, limits::TYPING_SECONDS};

use super::Session;
use crate::{
    talk::Errand,
    ui::browser::{self, Drawer},
};

/// What the page asks of whoever holds the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "browser"),
    expect(dead_code, reason = "only a socket and its listeners give these")
)]
pub(in crate::ui) enum Order {
    /// Sends a frame if the server listens.
    Send(ClientFrame),
    /// Something waits; says it if it is its turn.
    Say,
    /// A pause that the server asked for is over.
    Resume,
    /// The moment is good to connect at once: the page is seen, or the network is back.
    Wake,
    /// The network is gone.
    Sleep,
}

/// Where what the reader does goes to.
#[derive(Debug)]
pub(super) struct Outlets {
    pub(super) orders: UnboundedSender<Order>,
    pub(super) drawer: Drawer,
    /// When the server was last told that the reader is writing.
    pub(super) typed: u64,
}

impl Session {
    /// Asks something of whoever holds the socket.
    pub(in crate::ui) fn order(&self, order: Order) {
        // Nobody listens once the server has refused for good; what was said then stays pending in view.
        self.outlets.with_value(|outlets| drop(outlets.orders.unbounded_send(order)));
    }

    /// Has something done when it is its turn.
    pub(super) fn send(&self, errand: Errand, text: Text) {
        let Some(nonce) = browser::nonce() else { return };
        self.change(|talk| talk.send(nonce, errand, text, browser::now()));
        self.order(Order::Say);
    }

    /// The reader is writing.
    pub(in crate::ui) fn types(&self) {
        let now = browser::now();
        let due = self.outlets.try_update_value(|Outlets { typed, .. }| {
            let due = now.saturating_sub(*typed) >= TYPING_SECONDS * 1000;
            if due {
                *typed = now;
            }
            due
        });
        if due == Some(true) {
            self.order(Order::Send(ClientFrame::Typing));
        }
    }

    /// A connection begins.
    #[cfg(feature = "browser")]
    pub(in crate::ui) fn connect(&self) {
        self.conversation.update_untracked(crate::talk::Conversation::connect);
    }

    /// What to say now, if anything waits whose turn it is. What has waited for too long is not said.
    #[cfg(feature = "browser")]
    pub(in crate::ui) fn due(&self) -> Option<ClientFrame> {
        let now = browser::now();
        self.conversation.try_maybe_update(|talk| (talk.give_up(now), talk.due())).flatten()
    }
}
