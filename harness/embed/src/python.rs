//! An instance of Python.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use crate::interpreter::Surroundings;
use crate::registry::Registry;
use crate::sys::{self, Ending, Waiting};
use crate::{EndError, Error, Interpreter, adoption, every_initialization};

/// The one instance of Python that a process can have at a time, and its main interpreter. Dropping it
/// finalizes Python and ends all remaining sub-interpreters. One that was [adopted](Self::adopt) isn't finalized.
pub struct Python {
    // First, so that it is dropped before the runtime, which it uses.
    interpreter: Interpreter,
    runtime: Runtime,
}

enum Runtime {
    Own(sys::Runtime),
    Adopted(sys::Adopted),
}

impl Python {
    pub(crate) fn new(runtime: sys::Runtime, interpreter: Interpreter) -> Self {
        Self { interpreter, runtime: Runtime::Own(runtime) }
    }

    /// Adopts a Python that other code has started and will end, such as PyO3, `Py_Main` or a program in C, so that modules can be
    /// registered in it. This thread must be attached to its main interpreter. The handle can be used whenever the thread is
    /// attached, and dropped at any time: that ends its sub-interpreters, while Python goes on and keeps what is registered. Each
    /// thread can have handles, which share one registry. When Python's owner ends it, they all have ended.
    ///
    /// # Safety
    /// - Python isn't ended by other code while a call of this library is under way in it. [`detached`](Self::detached) is one.
    /// - The thread isn't attached to a sub-interpreter that other code has made. From 3.12 on, that is an error.
    ///
    /// # Errors
    /// [`Error::NotRunning`], [`Error::SecondInstance`] for an instance of this library's, [`Error::NotInMain`] if the thread isn't
    /// attached to it, [`Error::Ended`] while Python ends, and [`Error::NotAdoptable`] on free-threaded builds before 3.15.
    #[allow(unsafe_code, reason = "the contract is the caller's; nothing unsafe is in it")]
    pub unsafe fn adopt() -> Result<Self, Error> {
        let adopted = sys::adopt()?;
        let (registry, surroundings) = adoption::shared(adopted.era())?;
        let interpreter = Interpreter::new(adopted.main().clone(), registry, surroundings);
        for module in every_initialization::all() {
            // What has its name is of this initialization, and comes first.
            let _ = interpreter.add(module);
        }
        Ok(Self { interpreter, runtime: Runtime::Adopted(adopted) })
    }

    /// Finalizes Python. If it was [adopted](Self::adopt), only the sub-interpreters of this handle are ended.
    ///
    /// # Errors
    /// [`Error::Unwritten`] if Python could not flush its buffers, [`Error::Busy`] if it could not be finalized. Then the error has
    /// the handle; if that is dropped and Python still can't end, it stays until the process ends.
    pub fn finalize(self) -> Result<(), EndError<Self>> {
        let ending = match &self.runtime {
            Runtime::Own(runtime) => runtime.end(),
            Runtime::Adopted(adopted) => adopted.end(),
        };
        match ending {
            Ending::Clean => Ok(()),
            Ending::Unwritten => Err(EndError::gone(Error::Unwritten)),
            Ending::Busy => Err(EndError::goes_on(Error::Busy, self)),
        }
    }

    /// Detaches this thread during a call, so that other threads can attach to the instance.
    pub fn detached<R>(&self, act: impl FnOnce(&Remote<'_>) -> R) -> R {
        let (registry, surroundings) = self.interpreter.shared();
        self.interpreter.raw().detached(|waiting| act(&Remote { waiting, registry, surroundings }))
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
