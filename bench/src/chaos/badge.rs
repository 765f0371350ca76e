//! What a person is called.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The nickname of a person. All their tabs share it, as pages share a browser's storage.
#[derive(Clone, Debug)]
pub(crate) struct Badge(Arc<Mutex<Names>>);

#[derive(Debug)]
struct Names {
    given: String,
    chosen: Option<String>,
}

impl Badge {
    /// The badge of somebody whom the server has given a name.
    pub(crate) fn new(given: String) -> Self {
        Self(Arc::new(Mutex::new(Names { given, chosen: None })))
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The person takes another name.
    pub(crate) fn choose(&self, nickname: String) {
        self.names().chosen = Some(nickname);
    }

    /// The name that was chosen last, to be said in `hello`.
    pub(crate) fn chosen(&self) -> Option<String> {
        self.names().chosen.clone()
    }

    /// What the others are to see.
    pub(crate) fn worn(&self) -> String {
        let names = self.names();
        names.chosen.as_ref().unwrap_or(&names.given).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_name_counts_in_every_tab() {
        let badge = Badge::new("Guest 7".into());
        let tab = badge.clone();
        assert_eq!((tab.chosen(), tab.worn()), (None, "Guest 7".into()));
        badge.choose("Ada".into());
        tab.choose("Countess".into());
        assert_eq!((badge.chosen(), badge.worn()), (Some("Countess".into()), "Countess".into()));
    }
}
