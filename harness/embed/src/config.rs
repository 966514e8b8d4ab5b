//! What an instance is started with.

use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::interpreter::{Interpreter, Surroundings};
use crate::module::Checked;
use crate::registry::{Meanings, Registry};
use crate::{Error, ExtensionModule, Python, SharedLibrary, sys, version};

/// What an instance of Python is started with: isolated from the environment, the user's folders and `site`, in UTF-8 mode.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before `initialize`"]
pub struct Config {
    home: Option<PathBuf>,
    executable: Option<PathBuf>,
    site: bool,
    system_allocator: bool,
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

    /// What `sys.executable` is.
    pub fn executable(mut self, executable: impl Into<PathBuf>) -> Self {
        self.executable = Some(executable.into());
        self
    }

    /// Whether `site` is imported at the start. It isn't if nothing is said.
    pub fn site(mut self, site: bool) -> Self {
        self.site = site;
        self
    }

    /// Whether Python takes memory from the system's `malloc`, as checkers of memory want it. A free-threaded Python can't.
    pub fn system_allocator(mut self, on: bool) -> Self {
        self.system_allocator = on;
        self
    }

    /// Whether modules are searched on `sys.path`. They are if nothing is said. Without it, an interpreter has only what is
    /// linked into Python or frozen, what is loaded at the start, and what is registered.
    pub fn filesystem_importer(mut self, on: bool) -> Self {
        self.filesystem_importer = on;
        self
    }

    /// Puts a folder in front of `sys.path`, behind those that were given before.
    pub fn path_entry(mut self, path: impl Into<PathBuf>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// An option as of `-X`.
    pub fn xoption(mut self, option: impl Into<String>) -> Self {
        self.xoptions.push(option.into());
        self
    }

    /// A filter of warnings as of `-W`.
    pub fn warnoption(mut self, option: impl Into<String>) -> Self {
        self.warnoptions.push(option.into());
        self
    }

    /// Registers a module that is linked into the program.
    ///
    /// # Errors
    /// A name that can't be used.
    pub fn extra_extension_module(self, module: ExtensionModule) -> Result<Self, Error> {
        self.with(module.check()?)
    }

    /// Registers modules that are linked into the program.
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

    /// Starts Python. This thread is attached to its main interpreter until the instance is dropped.
    ///
    /// # Errors
    /// Settings that can't be, an instance that there is already, or what keeps Python from starting.
    pub fn initialize(self) -> Result<Python, Error> {
        let settings = sys::Settings {
            home: self.home.as_deref().map(|path| path_text("home", path)).transpose()?,
            executable: self.executable.as_deref().map(|path| path_text("executable", path)).transpose()?,
            site: self.site,
            system_allocator: self.system_allocator,
            xoptions: texts("xoption", &self.xoptions)?,
            warnoptions: texts("warnoption", &self.warnoptions)?,
        };
        self.paths.iter().try_for_each(|path| path_text("path_entry", path).map(drop))?;
        self.home.as_deref().map_or(Ok(()), check_home)?;
        let registry = Registry::new(Arc::new(Meanings::default()), Vec::new(), &self.modules)?;
        let surroundings = Surroundings { filesystem: self.filesystem_importer, path: self.paths };
        let life = sys::start(&settings, &surroundings.setting(&registry))?;
        let interpreter = Interpreter::new(life.main().clone(), Arc::new(registry), Arc::new(surroundings));
        Ok(Python::new(life, interpreter))
    }
}

/// A Python that doesn't find its standard library can't start, and nothing after it in this process.
fn check_home(home: &Path) -> Result<(), Error> {
    let folders = ["lib", "lib64"].map(|lib| home.join(lib));
    let is_there = folders
        .iter()
        .any(|lib| lib.join(version::folder()).join("encodings").is_dir() || lib.join(version::zip_file()).is_file());
    let [lib, _] = folders;
    let missing = || Error::Home { home: home.to_owned(), library: lib.join(version::folder()).join("encodings") };
    if is_there { Ok(()) } else { Err(missing()) }
}

fn path_text(setting: &'static str, path: &Path) -> Result<CString, Error> {
    CString::new(path.to_owned().into_os_string().into_vec()).map_err(|_| Error::NulInSetting { setting })
}

fn texts(setting: &'static str, texts: &[String]) -> Result<Vec<CString>, Error> {
    let convert = |text: &String| CString::new(text.as_str()).map_err(|_| Error::NulInSetting { setting });
    texts.iter().map(convert).collect()
}
