//! An instance of Python.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use crate::interpreter::Surroundings;
use crate::registry::Registry;
use crate::sys::{self, Ending, Waiting};
use crate::{Error, Interpreter};

/// The one instance of Python that a process can have at a time, and its main interpreter. It ends when it is dropped, with all
/// sub-interpreters that are left.
pub struct Python {
    // First, as it uses the other.
    interpreter: Interpreter,
    life: sys::Life,
}

impl Python {
    pub(crate) fn new(life: sys::Life, interpreter: Interpreter) -> Self {
        Self { interpreter, life }
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Error::Unwritten`] if Python could not write what it had buffered, [`Error::Busy`] if it could not end. Then it lives
    /// as long as the process.
    pub fn finalize(self) -> Result<(), Error> {
        match self.life.end() {
            Ending::Clean => Ok(()),
            Ending::Unwritten => Err(Error::Unwritten),
            Ending::Busy => Err(Error::Busy),
        }
    }

    /// Detaches this thread for the time of a call, so that other threads can attach to the instance.
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
    /// Attaches this thread to the main interpreter for the time of a call.
    ///
    /// # Errors
    /// [`Error::Detached`] if it is attached already.
    pub fn attach<R>(&self, act: impl FnOnce(&Interpreter) -> R) -> Result<R, Error> {
        let attached = sys::attach(self.waiting, |thread| {
            let raw = Rc::new(sys::Interpreter::main(thread));
            act(&Interpreter::new(raw, self.registry.clone(), self.surroundings.clone()))
        });
        attached.ok_or(Error::Detached)
    }
}
