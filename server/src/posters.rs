use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use protocol::UserId;

use crate::{
    address::Address,
    auth::Session,
    limiter::{Limiter, Rate},
};

/// Posters remembered at a time.
const CAPACITY: usize = 10_000;

/// Who posts without a socket: somebody we know, or an address, as far as it is known, since a new guest is made for every
/// request that brings no cookie.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Poster {
    Guest(UserId),
    Stranger(Option<Address>),
}

impl Poster {
    pub(crate) fn of(session: &Session, address: Option<Address>) -> Self {
        if session.known { Self::Guest(session.user.clone()) } else { Self::Stranger(address) }
    }
}

/// How often people post without a socket.
#[derive(Debug)]
pub(crate) struct Posters {
    rate: Option<Rate>,
    limiters: Mutex<HashMap<Poster, Limiter>>,
}

impl Posters {
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Self { rate, limiters: Mutex::default() }
    }

    /// Whether the rate allows one more post. When too many have posted just now, nobody new may.
    pub(crate) fn admit(&self, poster: Poster, now: Instant) -> bool {
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        if limiters.len() >= CAPACITY {
            limiters.retain(|_, limiter| !limiter.is_full(now));
        }
        if limiters.len() >= CAPACITY && !limiters.contains_key(&poster) {
            return false;
        }
        limiters.entry(poster).or_insert_with(|| Limiter::new(self.rate, now)).admit(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn guest(n: usize) -> Poster {
        Poster::Guest(UserId::new(n.to_string()))
    }

    #[test]
    fn a_crowd_of_posters_takes_no_endless_memory_and_frees_nobody_of_the_rate() {
        let posters = Posters::new(Some(Rate::new(1.0, 2.0)));
        let now = Instant::now();
        assert!(posters.admit(guest(0), now) && posters.admit(guest(0), now));
        for n in 1..CAPACITY {
            assert!(posters.admit(guest(n), now) && posters.admit(guest(n), now));
        }
        assert!(!posters.admit(guest(CAPACITY), now), "there is no room for one more");
        assert!(!posters.admit(guest(0), now), "and who was too fast still is");
        assert!(
            posters.admit(guest(CAPACITY), now + Duration::from_secs(10)),
            "until the others are quiet"
        );
    }
}
