//! Values that stay on the thread that they were made on.
//!
//! Leptos puts whatever belongs to the browser into a `SendWrapper`, and the crate of that name asks for the current thread each
//! time one is made or looked at. In a page, which has one thread, that is 3 kB of what a browser has to download, and no answer
//! but one. This crate asks only where there can be another thread.

#[cfg(feature = "futures")]
mod poll;
mod thread;

use std::{
    fmt,
    mem::{ManuallyDrop, needs_drop},
    ops::{Deref, DerefMut},
};

/// A value that may be sent to other threads, and is there for its own alone.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    home: thread::Id,
}

// SAFETY: the value is reached and dropped on the thread that it was made on and nowhere else: `home` is asked before.
#[expect(unsafe_code, reason = "what this crate is for")]
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "what this crate is for")]
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Keeps a value on this thread.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), home: thread::current() }
    }

    /// Whether this is the value's thread.
    pub fn valid(&self) -> bool {
        self.home == thread::current()
    }

    /// The value itself.
    ///
    /// # Panics
    /// On another thread than the value's.
    #[track_caller]
    pub fn take(self) -> T {
        self.assert_valid();
        let mut this = ManuallyDrop::new(self);
        // SAFETY: this is the value's thread, and nothing looks at `this` any more, which is never dropped.
        #[expect(unsafe_code, reason = "moving out of what is not dropped")]
        unsafe {
            ManuallyDrop::take(&mut this.value)
        }
    }

    #[track_caller]
    fn assert_valid(&self) {
        assert!(self.valid(), "a value was looked at on another thread than its own");
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    /// # Panics
    /// On another thread than the value's.
    #[track_caller]
    fn deref(&self) -> &T {
        self.assert_valid();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    /// # Panics
    /// On another thread than the value's.
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        self.assert_valid();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    /// # Panics
    /// On another thread than the value's, if dropping the value does something; not while that one panics already.
    #[track_caller]
    fn drop(&mut self) {
        if !needs_drop::<T>() || self.valid() {
            // SAFETY: this is the value's thread, or dropping does nothing; and it happens once.
            #[expect(unsafe_code, reason = "dropping where it may be")]
            unsafe {
                ManuallyDrop::drop(&mut self.value);
            }
        } else {
            assert!(std::thread::panicking(), "a value was dropped on another thread than its own");
        }
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for SendWrapper<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests;
