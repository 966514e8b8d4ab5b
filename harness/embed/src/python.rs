//! An instance of Python.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use crate::interpreter::Surroundings;
use crate::registry::Registry;
use crate::sys::{self, Ending, Waiting};
use crate::{EndError, Error, Interpreter};

/// The one instance of Python that a process can have at a time, and its main interpreter. Dropping it
/// finalizes Python and ends all remaining sub-interpreters.
pub struct Python {
    // First, so that it is dropped before the runtime, which it uses.
    interpreter: Interpreter,
    runtime: sys::Runtime,
}

impl Python {
    pub(crate) fn new(runtime: sys::Runtime, interpreter: Interpreter) -> Self {
        Self { interpreter, runtime }
    }

    /// Finalizes Python.
    ///
    /// # Errors
    /// [`Error::Unwritten`] if Python could not flush its buffers, [`Error::Busy`] if it could not be finalized. Then the error has
    /// the handle; if that is dropped and Python still can't end, it stays until the process ends.
    pub fn finalize(self) -> Result<(), EndError<Self>> {
        match self.runtime.end() {
            Ending::Clean => Ok(()),
            Ending::Unwritten => Err(EndError::gone(Error::Unwritten)),
            Ending::Busy => Err(EndError::goes_on(Error::Busy, self)),
        }
    }

    /// Detaches this thread during a call, so that other threads can attach to the instance.
    pub fn detached<R>(&self, act: impl FnOnce(&Remote<'_>) -> R) -> R {
        let (registry, surroundings) = self.interpreter.shared();
        self.interpreter.raw().thread().detached(|waiting| act(&Remote { waiting, registry, surroundings }))
    }
}

impl Deref for Python {
    type Target = Interpreter;

    fn deref(&self) -> &Interpreter {
        &self.interpreter
    }
}

/// An instance whose thread waits, so that others can attach to it.
pub struct Remote<'a> {
    waiting: &'a Waiting<'a>,
    registry: Arc<Registry>,
    surroundings: Arc<Surroundings>,
}

impl Remote<'_> {
    /// Attaches this thread to the main interpreter during a call.
    ///
    /// # Errors
    /// [`Error::Detached`] if it is attached already, by whomever.
    pub fn attach<R>(&self, act: impl FnOnce(&Interpreter) -> R) -> Result<R, Error> {
        let attached = sys::attach(self.waiting, |thread| {
            let raw = Rc::new(sys::Interpreter::main(thread));
            act(&Interpreter::new(raw, self.registry.clone(), self.surroundings.clone()))
        });
        Ok(attached?)
    }
}
