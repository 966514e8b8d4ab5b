//! The configuration of an instance.

use std::ffi::{CString, OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::interpreter::{Interpreter, Surroundings};
use crate::module::Checked;
use crate::registry::{Meanings, Registry};
use crate::{Error, ExtensionModule, Python, SharedLibrary, every_initialization, sys, version};

/// The configuration of an instance of Python: isolated from the environment, the user's folders and `site`, in UTF-8 mode.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before `initialize`"]
pub struct Config {
    home: Option<PathBuf>,
    executable: Option<PathBuf>,
    site: bool,
    system_allocator: bool,
    arguments: Vec<OsString>,
    bytecode: bool,
    signal_handlers: bool,
    buffered_output: bool,
    filesystem_importer: bool,
    paths: Vec<PathBuf>,
    xoptions: Vec<String>,
    warnoptions: Vec<String>,
    modules: Vec<Checked>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// An isolated Python that finds its standard library by itself.
    pub fn new() -> Self {
        Self {
            home: None,
            executable: None,
            site: false,
            system_allocator: false,
            arguments: Vec::new(),
            bytecode: false,
            signal_handlers: false,
            buffered_output: true,
            filesystem_importer: true,
            paths: Vec::new(),
            xoptions: Vec::new(),
            warnoptions: Vec::new(),
            modules: Vec::new(),
        }
    }

    /// The folder that Python is installed in, as `PYTHONHOME`.
    pub fn home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// The value of `sys.executable`. That of a virtual environment, together with [`site`](Self::site), has the environment's
    /// packages.
    pub fn executable(mut self, executable: impl Into<PathBuf>) -> Self {
        self.executable = Some(executable.into());
        self
    }

    /// Whether `site` is imported during initialization. Default: no.
    pub fn site(mut self, site: bool) -> Self {
        self.site = site;
        self
    }

    /// Whether Python allocates with the system's `malloc`, which memory checkers need. Not available on free-threaded builds.
    pub fn system_allocator(mut self, on: bool) -> Self {
        self.system_allocator = on;
        self
    }

    /// The value of `sys.argv`, the program's name first. Default: one empty string.
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// Whether the bytecode of imported modules is written beside them. Default: no.
    pub fn bytecode(mut self, on: bool) -> Self {
        self.bytecode = on;
        self
    }

    /// Whether Python handles signals from the start: Ctrl-C then raises KeyboardInterrupt in code that runs on the main thread.
    /// Default: no; Python's module `signal` handles Ctrl-C when it is imported.
    pub fn signal_handlers(mut self, on: bool) -> Self {
        self.signal_handlers = on;
        self
    }

    /// Whether `sys.stdout` and `sys.stderr` are buffered. Default: yes, as far as Python itself does.
    pub fn buffered_output(mut self, on: bool) -> Self {
        self.buffered_output = on;
        self
    }

    /// Whether modules are searched on `sys.path`. Default: yes. Without it, an interpreter has only the built-in and frozen
    /// modules, those loaded during initialization, and those that are registered.
    pub fn filesystem_importer(mut self, on: bool) -> Self {
        self.filesystem_importer = on;
        self
    }

    /// Adds a folder at the front of `sys.path`, after folders added earlier.
    pub fn path_entry(mut self, path: impl Into<PathBuf>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// An `-X` option.
    pub fn xoption(mut self, option: impl Into<String>) -> Self {
        self.xoptions.push(option.into());
        self
    }

    /// A `-W` warning filter.
    pub fn warnoption(mut self, option: impl Into<String>) -> Self {
        self.warnoptions.push(option.into());
        self
    }

    /// Registers a statically linked module.
    ///
    /// # Errors
    /// A name that can't be used.
    pub fn extra_extension_module(self, module: ExtensionModule) -> Result<Self, Error> {
        self.with(module.check()?)
    }

    /// Registers statically linked modules.
    ///
    /// # Errors
    /// A name that can't be used.
    pub fn extra_extension_modules(self, modules: impl IntoIterator<Item = ExtensionModule>) -> Result<Self, Error> {
        modules.into_iter().try_fold(self, Self::extra_extension_module)
    }

    /// Registers a module in a shared library.
    ///
    /// # Errors
    /// A name that can't be used, or a library that can't be loaded.
    pub fn shared_library(self, library: SharedLibrary) -> Result<Self, Error> {
        self.with(library.check()?)
    }

    /// Registers modules in shared libraries.
    ///
    /// # Errors
    /// A name that can't be used, or a library that can't be loaded.
    pub fn shared_libraries(self, libraries: impl IntoIterator<Item = SharedLibrary>) -> Result<Self, Error> {
        libraries.into_iter().try_fold(self, Self::shared_library)
    }

    fn with(mut self, checked: Checked) -> Result<Self, Error> {
        if self.modules.iter().any(|known| known.module.name == checked.module.name) {
            return Err(Error::RepeatedName { name: checked.module.name });
        }
        self.modules.push(checked);
        Ok(self)
    }

    /// Initializes Python. This thread is attached to its main interpreter until the instance is dropped.
    ///
    /// # Safety
    /// Within this library nothing can go wrong, but Python is one for all libraries of a process:
    ///
    /// - Nothing else initializes Python during the call (PyO3's `Python::initialize` and `Python::attach` can), or finalizes it while
    ///   the instance lives.
    /// - Where other code has attached this thread (by PyO3's `Python::attach`), the instance isn't dropped or finalized before that
    ///   ends.
    /// - If an instance was finalized before: no other code uses what it has from that one. That is so for objects (PyO3's `Py<T>`,
    ///   also those that it keeps in statics) and for threads that are detached at the time (in PyO3's `Python::detach`).
    ///
    /// # Errors
    /// Invalid settings, a running instance, or a failed initialization.
    #[allow(unsafe_code, reason = "the contract is the caller's; nothing unsafe is in it")]
    pub unsafe fn initialize(self) -> Result<Python, Error> {
        let settings = sys::Settings {
            home: self.home.as_deref().map(|path| path_text("home", path)).transpose()?,
            executable: self.executable.as_deref().map(|path| path_text("executable", path)).transpose()?,
            site: self.site,
            system_allocator: self.system_allocator,
            arguments: self.arguments.iter().map(|text| os_text("arguments", text)).collect::<Result<_, _>>()?,
            bytecode: self.bytecode,
            signal_handlers: self.signal_handlers,
            buffered_output: self.buffered_output,
            xoptions: texts("xoption", &self.xoptions)?,
            warnoptions: texts("warnoption", &self.warnoptions)?,
        };
        self.paths.iter().try_for_each(|path| path_text("path_entry", path).map(drop))?;
        self.home.as_deref().map_or(Ok(()), check_home)?;
        let mut modules = self.modules;
        modules.extend(every_initialization::others(&modules));
        let registry = Registry::new(Arc::new(Meanings::default()), Vec::new(), &modules)?;
        let surroundings = Surroundings { filesystem: self.filesystem_importer, path: self.paths };
        let runtime = sys::start(&settings, &surroundings.setting(&registry))?;
        every_initialization::keep(&modules);
        let interpreter = Interpreter::new(runtime.main().clone(), Arc::new(registry), Arc::new(surroundings));
        Ok(Python::new(runtime, interpreter))
    }
}

/// If Python doesn't find its standard library, it can't be initialized in this process again.
fn check_home(home: &Path) -> Result<(), Error> {
    if cfg!(windows) {
        let library = home.join("Lib").join("encodings");
        let missing = || Error::Home { home: home.to_owned(), library: library.clone() };
        return if library.is_dir() || home.join(version::zip_file()).is_file() { Ok(()) } else { Err(missing()) };
    }
    let folders = ["lib", "lib64"].map(|lib| home.join(lib));
    let is_there = folders
        .iter()
        .any(|lib| lib.join(version::folder()).join("encodings").is_dir() || lib.join(version::zip_file()).is_file());
    let [lib, _] = folders;
    let missing = || Error::Home { home: home.to_owned(), library: lib.join(version::folder()).join("encodings") };
    if is_there { Ok(()) } else { Err(missing()) }
}

/// On Windows Python decodes it as UTF-8, because it is in UTF-8 mode.
fn path_text(setting: &'static str, path: &Path) -> Result<CString, Error> {
    os_text(setting, path.as_os_str())
}

fn os_text(setting: &'static str, text: &OsStr) -> Result<CString, Error> {
    CString::new(text.as_encoded_bytes()).map_err(|_| Error::NulInSetting { setting })
}

fn texts(setting: &'static str, texts: &[String]) -> Result<Vec<CString>, Error> {
    let convert = |text: &String| CString::new(text.as_str()).map_err(|_| Error::NulInSetting { setting });
    texts.iter().map(convert).collect()
}
