mod page;
mod timeline;

use super::{Eras, Said, Violation};
use crate::chaos::{history::History, plan::Dialect};
use page::Page;
use timeline::Timeline;

/// The tutorial's page shows one piece of the log on each connection: nothing twice, nothing that was not said, and nothing
/// left out from its first message to its end, with what it says itself among it.
///
/// What was on its way when a connection ended is lost in this dialect, and nobody can know.
pub(super) fn check(history: &History, eras: &Eras, said: &Said) -> Vec<Violation> {
    let timelines: Vec<_> = (0..history.logs.len()).map(|room| Timeline::new(eras, room)).collect();
    let clients = history.clients.iter().filter(|client| client.role.dialect == Dialect::Tutorial);
    let mut violations = Vec::new();
    for client in clients {
        for events in client.connections() {
            let who = format!("{}, connection {}", client.name, events[0].connection);
            let page = Page::new(said, &timelines[client.role.room], history.calm, events);
            let found = page.judge().into_iter();
            violations.extend(found.map(|(kind, detail)| Violation::new(kind, &who, detail)));
        }
    }
    violations
}

#[cfg(test)]
mod tests;
