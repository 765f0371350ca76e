mod lapses;
mod page;
mod timeline;
mod visit;

use super::{Eras, Said, Violation, proofs::Proofs};
use crate::chaos::{history::History, plan::Dialect};
use page::{Evidence, Page};
use timeline::Timeline;
use visit::Visit;

/// The tutorial's page shows one piece of the log on each connection: nothing twice, nothing that was not said, nothing that was
/// said long before it came, and nothing left out from when it came to its end, with what it says itself among it.
///
/// What was on its way when a connection ended is lost in this dialect, and nobody can know.
pub(super) fn check(history: &History, eras: &Eras, said: &Said) -> Vec<Violation> {
    let proofs = Proofs::new(history);
    let timelines: Vec<_> = (0..history.logs.len()).map(|room| Timeline::new(eras, room)).collect();
    let clients = history.clients.iter().filter(|client| client.role.dialect == Dialect::Tutorial);
    let mut violations = Vec::new();
    for client in clients {
        let log = &timelines[client.role.room];
        for events in client.connections() {
            let who = format!("{}, connection {}", client.name, events[0].connection);
            let visit = Visit::new(history, events);
            let page = Page::new(Evidence { said, proofs: &proofs, log }, visit);
            let found = page.judge().into_iter();
            violations.extend(found.map(|(kind, detail)| Violation::new(kind, &who, detail)));
        }
    }
    violations
}

#[cfg(test)]
mod tests;
