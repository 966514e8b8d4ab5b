//! What comes of an interpreter that should end, or go to another thread.

use std::fmt;

use crate::Error;

/// Why an interpreter could not end, or go to another thread. It has the handle of one that goes on, so that this can be tried later.
pub struct EndError<T> {
    error: Error,
    handle: Option<T>,
}

impl<T> EndError<T> {
    pub(crate) fn gone(error: Error) -> Self {
        Self { error, handle: None }
    }

    pub(crate) fn goes_on(error: Error, handle: T) -> Self {
        Self { error, handle: Some(handle) }
    }

    /// What happened.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The handle, unless the interpreter has ended.
    pub fn into_handle(self) -> Option<T> {
        self.handle
    }
}

impl<T> fmt::Debug for EndError<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl<T> fmt::Display for EndError<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl<T> std::error::Error for EndError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Drops the handle.
impl<T> From<EndError<T>> for Error {
    fn from(error: EndError<T>) -> Self {
        error.error
    }
}
