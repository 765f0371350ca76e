use std::collections::{HashMap, HashSet};

use super::{Kind, Said, Violation, log::beginning};
use crate::chaos::{
    history::{Event, History, Log, What},
    plan::{Dialect, Store},
};

/// The tutorial's page shows nothing twice on one connection, nothing that was not said, and all in the log's order.
pub(super) fn check(history: &History, said: &Said) -> Vec<Violation> {
    let pages = history.clients.iter().filter(|client| client.role.dialect == Dialect::Tutorial);
    let mut violations = Vec::new();
    for page in pages {
        let log = &history.logs[page.role.room];
        let places = places(log);
        for events in page.connections() {
            let who = format!("{}, connection {}", page.name, events[0].connection);
            let found = check_connection(history, said, &places, events);
            violations
                .extend(found.into_iter().map(|(kind, detail)| Violation::new(kind, &who, detail)));
        }
    }
    violations
}

fn places(log: &Log) -> HashMap<&str, usize> {
    let texts = log.messages.iter().enumerate();
    texts.map(|(index, message)| (message.text.as_str(), index)).collect()
}

fn check_connection(
    history: &History,
    said: &Said,
    places: &HashMap<&str, usize>,
    events: &[Event],
) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut last = None;
    for event in events {
        let text = match &event.what {
            What::Heard(text) => text.as_str(),
            What::Strange(frame) => {
                found.push((Kind::Strange, frame.clone()));
                continue;
            }
            _ => continue,
        };
        let start = beginning(text);
        if !seen.insert(text) {
            found.push((Kind::Doubled, format!("“{start}” came twice")));
        }
        let place = places.get(text).copied();
        if said.by(text).is_none() {
            found.push((Kind::Invented, format!("nobody said “{start}”")));
        } else if place.is_none() && history.store != Store::RedisEverysec {
            found.push((Kind::Ghost, format!("“{start}” is not in the log")));
        }
        if place.is_some() && place < last {
            found.push((Kind::Disordered, format!("“{start}” came after what was said later")));
        }
        last = last.max(place);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::checker::fixture::{good, only};

    /// The tutorial client's events, changed.
    fn checked(change: impl FnOnce(&mut Vec<Event>)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history.clients[2].events);
        check(&history, &Said::new(&history))
    }

    fn heard(events: &[Event]) -> Vec<usize> {
        let is_heard = |event: &Event| matches!(event.what, What::Heard(_));
        (0..events.len()).filter(|&index| is_heard(&events[index])).collect()
    }

    #[test]
    fn a_page_that_missed_something_is_no_violation() {
        let found = checked(|events| {
            let first = heard(events)[0];
            events.remove(first);
        });
        assert_eq!(found, []);
    }

    #[test]
    fn doubles_swaps_and_inventions_are_found() {
        let doubled = checked(|events| {
            let last = events[heard(events)[1]].clone();
            events.push(last);
        });
        assert!(doubled.iter().any(|one| one.kind == Kind::Doubled), "{doubled:?}");
        let swapped = checked(|events| {
            let at = heard(events);
            events.swap(at[0], at[1]);
        });
        assert_eq!(only(&swapped), Kind::Disordered);
        let invented = checked(|events| {
            let first = heard(events)[0];
            events[first].what = What::Heard("nobody's words".into());
        });
        assert_eq!(only(&invented), Kind::Invented);
        let strange = checked(|events| {
            let first = heard(events)[0];
            events[first].what = What::Strange("{\"type\":\"welcome\"}".into());
        });
        assert_eq!(only(&strange), Kind::Strange);
    }

    #[test]
    fn a_message_that_is_not_in_the_log_is_a_ghost() {
        let mut history = good();
        history.logs[0].messages.remove(3);
        assert_eq!(only(&check(&history, &Said::new(&history))), Kind::Ghost);
    }
}
