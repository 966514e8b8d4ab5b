//! Sub-interpreters.

use std::ops::Deref;
use std::sync::Arc;

use crate::interpreter::Surroundings;
use crate::module::Checked;
use crate::registry::Registry;
use crate::version::MINOR;
use crate::{EndError, Error, ExtensionModule, Interpreter, SharedLibrary, sys};

/// The configuration of a sub-interpreter.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before it is given to `sub_interpreter`"]
pub struct SubConfig {
    settings: Option<sys::SubSettings>,
    inherits: bool,
    modules: Vec<Checked>,
}

impl SubConfig {
    /// A legacy sub-interpreter (`Py_NewInterpreter`): shares the GIL and, except on free-threaded builds, accepts all modules.
    pub fn legacy() -> Self {
        Self { settings: None, inherits: true, modules: Vec::new() }
    }

    /// It shares the GIL and the allocator, but accepts only modules that support sub-interpreters. From 3.12 on.
    pub fn shared_gil() -> Self {
        Self::with(sys::SubSettings {
            main_allocator: true,
            allow_fork: true,
            allow_exec: true,
            allow_threads: true,
            allow_daemon_threads: true,
            check_extensions: true,
            own_gil: false,
        })
    }

    /// It has its own GIL, and accepts only modules that support that. From 3.12 on.
    pub fn own_gil() -> Self {
        Self::with(sys::SubSettings {
            main_allocator: false,
            allow_fork: false,
            allow_exec: false,
            allow_threads: true,
            allow_daemon_threads: false,
            check_extensions: true,
            own_gil: true,
        })
    }

    fn with(settings: sys::SubSettings) -> Self {
        Self { settings: Some(settings), inherits: true, modules: Vec::new() }
    }

    fn change(mut self, change: impl FnOnce(&mut sys::SubSettings)) -> Self {
        if let Some(settings) = &mut self.settings {
            change(settings);
        }
        self
    }

    /// Whether `os.fork` works. Ignored for legacy sub-interpreters.
    pub fn allow_fork(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_fork = allow)
    }

    /// Whether `os.exec*` work. Ignored for legacy sub-interpreters.
    pub fn allow_exec(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_exec = allow)
    }

    /// Whether Python code can start threads. Ignored for legacy sub-interpreters.
    pub fn allow_threads(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_threads = allow)
    }

    /// Whether Python code can start daemon threads. Ignored for legacy sub-interpreters.
    pub fn allow_daemon_threads(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_daemon_threads = allow)
    }

    /// Whether only modules that support sub-interpreters are accepted. An interpreter with its own GIL must check, or
    /// nothing would protect state that modules share.
    pub fn check_extensions(self, check: bool) -> Self {
        self.change(|settings| settings.check_extensions = check)
    }

    /// Whether it shares the main interpreter's allocator. An interpreter with its own GIL can't.
    pub fn main_allocator(self, share: bool) -> Self {
        self.change(|settings| settings.main_allocator = share)
    }

    /// Whether it gets the modules that are registered in the interpreter that creates it. Default: yes.
    pub fn inherit_modules(mut self, inherit: bool) -> Self {
        self.inherits = inherit;
        self
    }

    /// Registers a statically linked module, for this interpreter only.
    ///
    /// # Errors
    /// A name that can't be used.
    pub fn extra_extension_module(mut self, module: ExtensionModule) -> Result<Self, Error> {
        self.modules.push(module.check()?);
        Ok(self)
    }

    /// Registers a module in a shared library, for this interpreter only.
    ///
    /// # Errors
    /// A name that can't be used, or a library that can't be loaded.
    pub fn shared_library(mut self, library: SharedLibrary) -> Result<Self, Error> {
        self.modules.push(library.check()?);
        Ok(self)
    }

    pub(crate) fn inherits(&self) -> bool {
        self.inherits
    }

    pub(crate) fn modules(&self) -> &[Checked] {
        &self.modules
    }

    /// The settings, if Python accepts them. Python checks them itself, but 3.12 releases the GIL if it refuses.
    pub(crate) fn settings(&self) -> Result<Option<sys::SubSettings>, Error> {
        let Some(settings) = self.settings else { return Ok(None) };
        let problem = if MINOR < 12 {
            "only legacy ones are there before Python 3.12"
        } else if settings.own_gil && !settings.check_extensions {
            "one with a GIL of its own must check extension modules"
        } else if settings.own_gil && settings.main_allocator {
            "one with a GIL of its own can't share the main interpreter's allocator"
        } else if !settings.main_allocator && !settings.check_extensions {
            "one with an allocator of its own must check extension modules"
        } else {
            return Ok(Some(settings));
        };
        Err(Error::SubInterpreter { message: problem.to_owned() })
    }
}

/// A sub-interpreter of the thread that made it, or attached to it. It ends when it is dropped, or with the call of [`Remote::attach`] in which it was
/// made. In a forked process it has ended.
///
/// [`Remote::attach`]: crate::Remote::attach
pub struct SubInterpreter(Interpreter);

impl SubInterpreter {
    pub(crate) fn new(interpreter: Interpreter) -> Self {
        Self(interpreter)
    }

    /// Ends the sub-interpreter.
    ///
    /// # Errors
    /// [`Error::Busy`] if it can't end yet. Then the error has the handle; if that is dropped, the sub-interpreter ends with the
    /// instance.
    pub fn end(self) -> Result<(), EndError<Self>> {
        self.0.raw().end().map_err(|refusal| refused(refusal, self))
    }

    /// Detaches the sub-interpreter from this thread, so that another one can [attach](DetachedSub::attach) to it. Python's
    /// `threading.main_thread()` stays what it was in it, and values of `threading.local` stay behind.
    ///
    /// # Errors
    /// [`Error::Busy`] while this thread runs code in it. Then the error has the handle. Other threads may run code in it.
    pub fn detach(self) -> Result<DetachedSub, EndError<Self>> {
        let (registry, surroundings) = self.0.shared();
        match sys::detach(self.0.raw()) {
            Ok(raw) => Ok(DetachedSub { raw: Box::new(raw), registry, surroundings }),
            Err(refusal) => Err(refused(refusal, self)),
        }
    }
}

fn refused<T>(refusal: sys::Refusal, handle: T) -> EndError<T> {
    match refusal {
        sys::Refusal::Ended => EndError::gone(refusal.into()),
        _ => EndError::goes_on(refusal.into(), handle),
    }
}

/// A sub-interpreter that isn't bound to a thread, and so can be sent to another one. If it is dropped, the sub-interpreter ends with
/// the instance.
pub struct DetachedSub {
    raw: Box<sys::DetachedSub>,
    registry: Arc<Registry>,
    surroundings: Arc<Surroundings>,
}

impl DetachedSub {
    /// Attaches this thread to the sub-interpreter. The thread is that of another interpreter of the same instance, in most cases the main
    /// interpreter that [`Remote::attach`](crate::Remote::attach) gives.
    ///
    /// # Errors
    /// [`Error::Ended`] without the handle if it ended with its instance. With all other errors, which have the handle, it can be tried
    /// again; one is that `interpreter` has ended.
    pub fn attach(self, interpreter: &Interpreter) -> Result<SubInterpreter, EndError<Self>> {
        match self.raw.attach(interpreter.raw()) {
            Ok(Ok(raw)) => Ok(SubInterpreter(Interpreter::new(raw, self.registry, self.surroundings))),
            Ok(Err(refusal)) => Err(refused(refusal, self)),
            Err(refusal) => Err(EndError::goes_on(refusal.into(), self)),
        }
    }
}

impl Deref for SubInterpreter {
    type Target = Interpreter;

    fn deref(&self) -> &Interpreter {
        &self.0
    }
}

impl Drop for SubInterpreter {
    fn drop(&mut self) {
        // One that has ended or can't end is left to the instance.
        let _ = self.0.raw().end();
    }
}
