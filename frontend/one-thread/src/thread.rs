//! Which thread this is.

#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
pub(crate) type Id = std::thread::ThreadId;

#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
pub(crate) fn current() -> Id {
    std::thread::current().id()
}

/// Without atomics there is one thread.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[derive(PartialEq, Eq)]
pub(crate) struct Id;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
pub(crate) const fn current() -> Id {
    Id
}
