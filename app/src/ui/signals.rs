use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{app::room_title, browser, dynamic::effect, session::Session};
use crate::talk::Moment;

/// How often it is looked whether a new day has begun.
const MIDNIGHT: Duration = Duration::from_secs(30);

/// Tells in the tab what is new, until somebody looks; and begins a new day at midnight.
pub(super) fn keep(session: Session, room: &str) {
    let title = room_title(room);
    effect(move || browser::signal(&title, session.unseen.get()));
    effect(move || {
        let look = move || session.look();
        let focus = window_event_listener(ev::focus, move |_| look());
        let seen = window_event_listener(ev::visibilitychange, move |_| look());
        let today = || {
            let now = browser::now();
            Moment::of(now, browser::zone(now)).day
        };
        let day = StoredValue::new(today());
        let midnight = set_interval_with_handle(
            move || {
                if day.try_get_value().is_some_and(|day| day != today()) {
                    day.set_value(today());
                    session.midnight.update(|days| *days += 1);
                }
            },
            MIDNIGHT,
        );
        on_cleanup(move || {
            focus.remove();
            seen.remove();
            drop(midnight.map(|midnight| midnight.clear()));
        });
    });
}
