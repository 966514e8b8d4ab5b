//! What several threads use one after another, also in a process that one of them forks: a fork waits until no other thread is in a [`Lock`],
//! because the new process has only one of the threads.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::turn::Turn;

/// A value that one thread uses at a time.
#[derive(Debug, Default)]
pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    /// A lock around a value.
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Waits for the value. What panicked with it has left it as it was, or changed it wholly.
    pub(crate) fn take(&self) -> Taken<'_, T> {
        let turn = Turn::begin();
        Taken { value: self.0.lock().unwrap_or_else(PoisonError::into_inner), _turn: turn }
    }
}

/// The value, as long as this thread uses it.
pub(crate) struct Taken<'a, T> {
    // First, so that it is given back while a fork waits.
    value: MutexGuard<'a, T>,
    _turn: Turn,
}

impl<T> Deref for Taken<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Taken<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
