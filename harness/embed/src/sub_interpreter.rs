//! Sub-interpreters.

use std::ops::Deref;

use crate::module::Checked;
use crate::version::MINOR;
use crate::{Error, ExtensionModule, Interpreter, SharedLibrary, sys};

/// What a sub-interpreter is made with.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before it is given to `sub_interpreter`"]
pub struct SubConfig {
    settings: Option<sys::SubSettings>,
    inherits: bool,
    modules: Vec<Checked>,
}

impl SubConfig {
    /// As of `Py_NewInterpreter`: it shares the GIL, and takes all modules on Pythons with a GIL.
    pub fn legacy() -> Self {
        Self { settings: None, inherits: true, modules: Vec::new() }
    }

    /// It shares the GIL and the allocator, but takes only modules that support sub-interpreters. From 3.12.
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

    /// It has a GIL of its own, and takes only modules that support that. From 3.12.
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

    /// Whether `os.fork` works. Legacy ones can't choose.
    pub fn allow_fork(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_fork = allow)
    }

    /// Whether `os.exec*` work. Legacy ones can't choose.
    pub fn allow_exec(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_exec = allow)
    }

    /// Whether Python code can start threads. Legacy ones can't choose.
    pub fn allow_threads(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_threads = allow)
    }

    /// Whether Python code can start daemon threads. Legacy ones can't choose.
    pub fn allow_daemon_threads(self, allow: bool) -> Self {
        self.change(|settings| settings.allow_daemon_threads = allow)
    }

    /// Whether only modules are taken that support sub-interpreters. With a GIL of its own an interpreter must check, or
    /// nothing would protect what modules share.
    pub fn check_extensions(self, check: bool) -> Self {
        self.change(|settings| settings.check_extensions = check)
    }

    /// Whether it shares the main interpreter's allocator. With a GIL of its own it can't.
    pub fn main_allocator(self, share: bool) -> Self {
        self.change(|settings| settings.main_allocator = share)
    }

    /// Whether it gets the modules that are registered in the interpreter from which it is made. It does if nothing is said.
    pub fn inherit_modules(mut self, inherit: bool) -> Self {
        self.inherits = inherit;
        self
    }

    /// Registers a module that is linked into the program, for this interpreter only.
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

    /// The settings, if Python takes them: it says no itself, but 3.12 comes out of that without its GIL.
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

/// A sub-interpreter of the thread that made it. It ends when it is dropped.
pub struct SubInterpreter(Interpreter);

impl SubInterpreter {
    pub(crate) fn new(interpreter: Interpreter) -> Self {
        Self(interpreter)
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Error::Busy`] if it can't end yet. Then it ends with the instance.
    pub fn end(self) -> Result<(), Error> {
        Ok(self.0.raw().end()?)
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
