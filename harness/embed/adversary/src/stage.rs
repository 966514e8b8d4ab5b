//! The instance and its sub-interpreters, where a callback finds them.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use extproof_embed::{Config, Error, ExtensionModule, Python, SharedLibrary, SubConfig, SubInterpreter};

use crate::{modules, owner};

/// Whether instances are started by the library or by others.
pub(crate) const SETTINGS: [&str; 2] = ["started", "adopted"];

static IS_ADOPTED: AtomicBool = AtomicBool::new(false);

/// Chooses a setting. `false` if it isn't there.
pub(crate) fn choose(setting: &str) -> bool {
    IS_ADOPTED.store(setting == "adopted", Ordering::Relaxed);
    SETTINGS.contains(&setting)
}

static PLACE: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();

thread_local! {
    pub(crate) static PYTHON: RefCell<Option<Rc<Python>>> = const { RefCell::new(None) };
    pub(crate) static SUB: RefCell<Option<Rc<SubInterpreter>>> = const { RefCell::new(None) };
    pub(crate) static OTHER: RefCell<Option<Rc<SubInterpreter>>> = const { RefCell::new(None) };
}

/// Python's home, and the library of the fixture `own_gil`.
pub(crate) fn place(home: &str, library: &str) {
    // It is called once.
    let _ = PLACE.set((home.into(), library.into()));
}

/// Python's home.
pub(crate) fn home() -> PathBuf {
    PLACE.get().map(|(home, _)| home.clone()).unwrap_or_default()
}

/// A library with a module.
pub(crate) fn library() -> SharedLibrary {
    SharedLibrary::new("own_gil", library_path())
}

/// Its path.
pub(crate) fn library_path() -> PathBuf {
    PLACE.get().map(|(_, library)| library.clone()).unwrap_or_default()
}

/// A configuration with the modules.
pub(crate) fn config() -> Result<Config, Error> {
    Config::new().home(home()).extra_extension_modules(own_modules())
}

fn own_modules() -> [ExtensionModule; 3] {
    [modules::fires(), modules::calls(), modules::slow()]
}

/// An instance.
pub(crate) fn start() -> Result<Python, Error> {
    if IS_ADOPTED.load(Ordering::Relaxed) {
        return adopt();
    }
    // SAFETY: nothing else starts Python or keeps anything of it.
    unsafe { config()?.initialize() }
}

/// One that others have started.
pub(crate) fn adopt() -> Result<Python, Error> {
    owner::start();
    // SAFETY: it isn't ended in a call.
    let python = unsafe { Python::adopt() }?;
    own_modules().into_iter().try_for_each(|module| python.add_extension_module(module))?;
    Ok(python)
}

/// Ends the instance. The owner of an adopted one does so beside its handle.
pub(crate) fn end() {
    if IS_ADOPTED.load(Ordering::Relaxed) {
        owner::end();
    } else {
        drop(PYTHON.take());
    }
}

/// An instance with two sub-interpreters, where callbacks find them.
pub(crate) fn set() -> Result<(), Error> {
    let python = start()?;
    SUB.set(Some(Rc::new(python.sub_interpreter(SubConfig::legacy())?)));
    OTHER.set(Some(Rc::new(python.sub_interpreter(SubConfig::legacy())?)));
    PYTHON.set(Some(Rc::new(python)));
    Ok(())
}

/// The instance.
pub(crate) fn python() -> Option<Rc<Python>> {
    PYTHON.with_borrow(Clone::clone)
}

/// The first sub-interpreter.
pub(crate) fn sub() -> Option<Rc<SubInterpreter>> {
    SUB.with_borrow(Clone::clone)
}
