//! Interpreters.

use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::module::Checked;
use crate::registry::Registry;
use crate::{Error, ExtensionModule, SharedLibrary, SubConfig, SubInterpreter, Value, sys};

/// An interpreter, for the thread that is attached to it.
pub struct Interpreter {
    raw: Rc<sys::Interpreter>,
    registry: Arc<Registry>,
    surroundings: Arc<Surroundings>,
}

/// State shared by all interpreters of an instance.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) filesystem: bool,
    pub(crate) path: Vec<PathBuf>,
}

impl Surroundings {
    /// The initial state of an interpreter with these modules.
    pub(crate) fn setting(&self, registry: &Registry) -> sys::Setting {
        sys::Setting { filesystem: self.filesystem, path: self.path.clone(), modules: registry.for_python() }
    }
}

impl Interpreter {
    pub(crate) fn new(raw: Rc<sys::Interpreter>, registry: Arc<Registry>, surroundings: Arc<Surroundings>) -> Self {
        Self { raw, registry, surroundings }
    }

    pub(crate) fn raw(&self) -> &Rc<sys::Interpreter> {
        &self.raw
    }

    /// What another thread's handle of this interpreter needs.
    pub(crate) fn shared(&self) -> (Arc<Registry>, Arc<Surroundings>) {
        (self.registry.clone(), self.surroundings.clone())
    }

    /// Runs code in `__main__`.
    ///
    /// # Errors
    /// [`Error::Raised`] is an exception, SystemExit included.
    pub fn run(&self, code: &str) -> Result<(), Error> {
        Ok(self.raw.run(&c_text("code", code)?)??)
    }

    /// Runs a file as Python runs its main program: in a fresh `__main__`, with the path as `sys.argv[0]` meanwhile.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_file(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Ok(self.raw.run_file(path.as_ref())??)
    }

    /// Runs a module as `python -m` does, or the `__main__` of a package.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_module(&self, name: &str) -> Result<(), Error> {
        Ok(self.raw.run_module(name)??)
    }

    /// The value of an expression in `__main__`.
    ///
    /// # Errors
    /// [`Error::Raised`] is an exception, [`Error::NoValue`] an object that no [`Value`] can be.
    pub fn eval(&self, expression: &str) -> Result<Value, Error> {
        Ok(self.raw.eval(&c_text("expression", expression)?)??)
    }

    /// Imports a module and calls a function in it, which may be an attribute of an attribute: `Class.method`.
    ///
    /// # Errors
    /// As [`eval`](Self::eval).
    pub fn call(&self, module: &str, function: &str, arguments: &[Value]) -> Result<Value, Error> {
        let module = c_text("module", module)?;
        let function: Vec<_> = function.split('.').map(|name| c_text("function", name)).collect::<Result<_, _>>()?;
        Ok(self.raw.call(&module, &function, arguments)??)
    }

    /// Registers a statically linked module in this interpreter and in those that inherit from it from now on.
    ///
    /// # Errors
    /// A name that can't be used, or that is imported already.
    pub fn add_extension_module(&self, module: ExtensionModule) -> Result<(), Error> {
        self.add(module.check()?)
    }

    /// Registers a module in a shared library, in this interpreter and in those that inherit from it from now on.
    ///
    /// # Errors
    /// A name that can't be used or is imported already, or a library that can't be loaded.
    pub fn add_shared_library(&self, library: SharedLibrary) -> Result<(), Error> {
        self.add(library.check()?)
    }

    pub(crate) fn add(&self, checked: Checked) -> Result<(), Error> {
        self.registry.add(&checked)?;
        let name = checked.module.name.clone();
        let added = match self.raw.add(&checked.module) {
            Ok(Ok(true)) => return Ok(()),
            Ok(Ok(false)) => Error::AlreadyImported { name: name.clone() },
            Ok(Err(raised)) => raised.into(),
            Err(refusal) => refusal.into(),
        };
        self.registry.remove(&name);
        Err(added)
    }

    /// Creates a sub-interpreter for this thread.
    ///
    /// # Errors
    /// A configuration that Python doesn't support, or a module that can't be registered.
    pub fn sub_interpreter(&self, config: SubConfig) -> Result<SubInterpreter, Error> {
        let settings = config.settings()?;
        let inherited = if config.inherits() { self.registry.modules() } else { Vec::new() };
        let registry = Registry::new(self.registry.meanings(), inherited, config.modules())?;
        let made = self.raw.new_sub(settings.as_ref(), &self.surroundings.setting(&registry));
        let raw = made
            .map_err(Error::from)
            .and_then(|made| made.map_err(|message| Error::SubInterpreter { message }))
            .inspect_err(|_| registry.remove_all(config.modules()))?;
        Ok(SubInterpreter::new(Self::new(raw, Arc::new(registry), self.surroundings.clone())))
    }
}

fn c_text(setting: &'static str, text: &str) -> Result<CString, Error> {
    CString::new(text).map_err(|_| Error::NulInSetting { setting })
}
