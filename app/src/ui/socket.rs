mod line;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::{
    StreamExt,
    future::{Either, select},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*, task::spawn_local_scoped_with_cancellation};

use self::line::Line;
use super::{
    browser,
    session::{Order, Session},
};
use crate::talk::{Backoff, Event, Link};

/// Milliseconds after which a connection counts as good, and the next wait is short again.
const STEADY: f64 = 10_000.0;

/// Keeps the session connected to its room until the page goes.
pub(super) fn keep_connected(session: Session, room: &str, orders: UnboundedReceiver<Order>) {
    spawn_local_scoped_with_cancellation(drive(session, url(room), orders));
    let online = window_event_listener(ev::online, move |_| {
        session.link.update(|link| *link = link.after(Event::NetworkBack));
        session.order(Order::Wake);
    });
    let offline = window_event_listener(ev::offline, move |_| {
        session.link.update(|link| *link = link.after(Event::NetworkGone));
        session.order(Order::Sleep);
    });
    let seen = window_event_listener(ev::visibilitychange, move |_| {
        if !document().hidden() {
            session.order(Order::Wake);
        }
    });
    on_cleanup(move || [online, offline, seen].into_iter().for_each(WindowListenerHandle::remove));
}

/// One connection after the other.
async fn drive(session: Session, url: String, mut orders: UnboundedReceiver<Order>) {
    let mut backoff = Backoff::default();
    loop {
        let began = js_sys::Date::now();
        let code = Line::run(session, &url, &mut orders).await;
        session.link.update(|link| *link = link.after(Event::Lost(code)));
        if matches!(session.link.get_untracked(), Link::Closed(_)) {
            return;
        }
        if js_sys::Date::now() - began > STEADY {
            backoff.reset();
        }
        if woken(backoff.next(browser::chance()), &mut orders).await {
            backoff.reset();
        }
    }
}

/// Waits; true when there is a reason to connect before the time is over.
async fn woken(milliseconds: u32, orders: &mut UnboundedReceiver<Order>) -> bool {
    let mut time = TimeoutFuture::new(milliseconds);
    loop {
        match select(orders.next(), &mut time).await {
            Either::Left((Some(Order::Wake), _)) => return true,
            // What is said meanwhile waits in the conversation.
            Either::Left((Some(_), _)) => {}
            Either::Left((None, time)) => {
                time.await;
                return false;
            }
            Either::Right(_) => return false,
        }
    }
}

fn url(room: &str) -> String {
    let room = String::from(js_sys::encode_uri_component(room));
    // `http` becomes `ws`, and `https` becomes `wss`.
    let server = browser::server();
    let server = server.strip_prefix("http").unwrap_or(&server);
    format!("ws{server}/ws/chat/{room}/")
}
