use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use crate::{
    address::Address,
    limiter::{Limiter, Rate},
};

/// Budgets that are looked through before there are twice as many.
const FEW: usize = 1_024;

/// How many messages everybody behind one address may send together.
#[derive(Debug)]
pub(crate) struct Budgets {
    rate: Option<Rate>,
    known: Mutex<Known>,
}

/// The addresses that are connected, or have sent something a moment ago.
#[derive(Debug)]
struct Known {
    budgets: HashMap<Address, Budget>,
    sweep_at: usize,
}

/// What is left for one address. Its connections share it, and it is forgotten once they are gone and it is full again.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    address: Address,
    limiter: Mutex<Limiter>,
    reported: AtomicBool,
}

impl Budgets {
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Self { rate, known: Mutex::new(Known { budgets: HashMap::new(), sweep_at: FEW }) }
    }

    /// The budget of an address.
    pub(crate) fn of(&self, address: Address, now: Instant) -> Budget {
        let mut known = lock(&self.known);
        if known.budgets.len() >= known.sweep_at {
            known.budgets.retain(|_, budget| budget.is_in_use(now));
            known.sweep_at = FEW.max(2 * known.budgets.len());
        }
        let budget = || {
            let limiter = Mutex::new(Limiter::new(self.rate, now));
            Budget(Arc::new(Shared { address, limiter, reported: AtomicBool::new(false) }))
        };
        known.budgets.entry(address).or_insert_with(budget).clone()
    }
}

impl Budget {
    /// Takes one message's worth, if there is some left.
    pub(crate) fn admit(&self, now: Instant) -> bool {
        let Self(shared) = self;
        let admitted = lock(&shared.limiter).admit(now);
        if !admitted && !shared.reported.swap(true, Ordering::Relaxed) {
            let address = shared.address;
            tracing::warn!(
                %address,
                "more messages than --rate-per-address allows; is it a proxy, name it with --trusted-proxy"
            );
        }
        admitted
    }

    fn is_in_use(&self, now: Instant) -> bool {
        let Self(shared) = self;
        Arc::strong_count(shared) > 1 || !lock(&shared.limiter).is_full(now)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn address(n: usize) -> Address {
        Address::example(n)
    }

    #[test]
    fn connections_of_one_address_share_and_others_have_their_own() {
        let (budgets, now) = (Budgets::new(Some(Rate::new(1.0, 3.0))), Instant::now());
        let (one, another) = (budgets.of(address(1), now), budgets.of(address(1), now));
        assert!(one.admit(now) && another.admit(now) && one.admit(now));
        assert!(!another.admit(now));
        assert!(budgets.of(address(2), now).admit(now));
    }

    #[test]
    fn coming_back_does_not_fill_a_budget() {
        let (budgets, now) = (Budgets::new(Some(Rate::new(1.0, 1.0))), Instant::now());
        assert!(budgets.of(address(1), now).admit(now));
        (2..4 * FEW).for_each(|n| drop(budgets.of(address(n), now)));
        assert!(!budgets.of(address(1), now).admit(now));
    }

    #[test]
    fn addresses_that_are_gone_take_no_memory() {
        let (budgets, now) = (Budgets::new(Some(Rate::new(1.0, 1.0))), Instant::now());
        let kept = budgets.of(address(0), now);
        for n in 1..10 * FEW {
            assert!(budgets.of(address(n), now).admit(now));
        }
        let later = now + Duration::from_secs(2);
        (0..10 * FEW).for_each(|n| drop(budgets.of(address(10 * FEW + n), later)));
        assert!(lock(&budgets.known).budgets.len() <= 2 * FEW);
        assert!(lock(&budgets.known).budgets.contains_key(&address(0)));
        drop(kept);
    }
}
