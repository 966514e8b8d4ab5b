//! Errors, and what to do about them.

use std::io;
use std::path::PathBuf;

use crate::sys::{AdoptError, NoValue, NotFree, Raised, Refusal, StartError};
use crate::version;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A module has no name.
    #[error("a module has an empty name; give the name to import it by")]
    EmptyName,
    /// A name contains a NUL character.
    #[error("module name `{name}` has a NUL character; Python would see only what is before it")]
    NulInName {
        /// The name, its NUL shown as `\0`.
        name: String,
    },
    /// A name is too long.
    #[error("a module name of {length} bytes is too long; {longest} fit")]
    LongName {
        /// Its length.
        length: usize,
        /// The limit.
        longest: usize,
    },
    /// A name can't be imported.
    #[error("module name `{name}` is not valid: {why}")]
    InvalidName {
        /// The name.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// A name is already registered.
    #[error("module `{name}` is registered already; a name can stand for one module only")]
    RepeatedName {
        /// The name.
        name: String,
    },
    /// A name belongs to the standard library.
    #[error(
        "module `{name}` would shadow the standard library's; ask for that with `shadowing()`, or use another name"
    )]
    ShadowsStandardLibrary {
        /// The name.
        name: String,
    },
    /// A module of this name is loaded, so the registered one would not be used.
    #[error("a module `{name}` is imported already; register it before, or remove the other one from sys.modules")]
    AlreadyImported {
        /// The name.
        name: String,
    },
    /// A shared library is missing, or can't be read.
    #[error("shared library {} of module `{name}` can't be read: {source}", path.display())]
    MissingLibrary {
        /// The module's name.
        name: String,
        /// The library.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A shared library can't be loaded.
    #[error("shared library {} of module `{name}` can't be loaded: {cause}", path.display())]
    BrokenLibrary {
        /// The module's name.
        name: String,
        /// The library.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// A shared library is for another Python, as the tag in its name says.
    #[error(
        "shared library {} of module `{name}` is for {tag}, and this Python is {}; use the library that was made for it",
        path.display(),
        version::tag()
    )]
    OtherAbi {
        /// The module's name.
        name: String,
        /// The library.
        path: PathBuf,
        /// Its tag.
        tag: String,
    },
    /// The name of an init function doesn't begin with `PyInit_`.
    #[error("`{symbol}` can't be the init function of module `{name}`; its name must begin with `PyInit_`")]
    InitFunctionName {
        /// The module's name.
        name: String,
        /// The symbol.
        symbol: String,
    },
    /// A setting contains a NUL character.
    #[error("the setting `{setting}` has a NUL character")]
    NulInSetting {
        /// Which setting.
        setting: &'static str,
    },
    /// The folder given as home has no standard library.
    #[error("{} is not the home of this Python: neither {} nor its zip file is there", home.display(), library.display())]
    Home {
        /// The folder.
        home: PathBuf,
        /// What is missing.
        library: PathBuf,
    },
    /// An instance is already running.
    #[error("Python runs already in this process; end that instance first")]
    SecondInstance,
    /// Python doesn't run, and so can't be adopted.
    #[error("Python doesn't run in this process; start it with `Config::initialize`, or adopt it later")]
    NotRunning,
    /// The thread isn't attached where Python should be adopted.
    #[error("this thread is not attached to Python's main interpreter; adopt it where it is")]
    NotInMain,
    /// Modules can't be added to a Python that other code has started.
    #[error("this free-threaded Python can be given modules only if this library starts it; use `Config::initialize`")]
    NotAdoptable,
    /// Python can't be initialized in this process again.
    #[error("Python can't be started in this process any more: {why}; start a new process")]
    Lost {
        /// What happened.
        why: String,
    },
    /// Initialization failed.
    #[error("Python can't be started: {message}")]
    Start {
        /// What it says.
        message: String,
    },
    /// A sub-interpreter can't be created.
    #[error("can't make a sub-interpreter: {message}")]
    SubInterpreter {
        /// Why.
        message: String,
    },
    /// Code raised an exception.
    #[error("{kind}: {message}")]
    Raised {
        /// The name of its type.
        kind: String,
        /// Its text.
        message: String,
        /// The exception as Python prints it, with its traceback, causes and notes. Lines of source are there if their file is, without
        /// the marks below them.
        traceback: String,
    },
    /// An object is of a type that [`Value`](crate::Value) doesn't have, or doesn't fit.
    #[error("the result is a `{kind}` that can't be a Value; convert it in Python, or use PyO3")]
    NoValue {
        /// The name of its type.
        kind: String,
    },
    /// PyO3 can't be used in a sub-interpreter.
    #[error("PyO3 can be used in the main interpreter only; use `eval` and `call`")]
    NotForPyO3,
    /// The interpreter has ended.
    #[error("the interpreter has ended")]
    Ended,
    /// The thread is detached, or attached when it must not be.
    #[error(
        "this thread is not attached to Python, or was attached already; use the handle that `detached` or `attach` gives"
    )]
    Detached,
    /// Code is running in an interpreter that should end.
    #[error("interpreter still in use; join its threads first")]
    Busy,
    /// Python has no memory for what a thread needs.
    #[error("no memory to attach this thread to Python")]
    NoMemory,
    /// Python was finalized, but couldn't flush its buffers.
    #[error("Python ended, but could not flush its buffers")]
    Unwritten,
}

impl From<Raised> for Error {
    fn from(Raised { kind, message, traceback }: Raised) -> Self {
        Self::Raised { kind, message, traceback }
    }
}

impl From<NoValue> for Error {
    fn from(error: NoValue) -> Self {
        match error {
            NoValue::Raised(raised) => raised.into(),
            NoValue::Kind(kind) => Self::NoValue { kind },
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Ended => Self::Ended,
            Refusal::Detached => Self::Detached,
            Refusal::Busy => Self::Busy,
            Refusal::Memory => Self::NoMemory,
        }
    }
}

impl From<StartError> for Error {
    fn from(error: StartError) -> Self {
        match error {
            StartError::NotFree(reason) => reason.into(),
            StartError::Python(message) => Self::Start { message },
            StartError::Importer(raised) => raised.into(),
        }
    }
}

impl From<NotFree> for Error {
    fn from(reason: NotFree) -> Self {
        match reason {
            NotFree::Live => Self::SecondInstance,
            NotFree::Lost(why) => Self::Lost { why },
        }
    }
}

impl From<AdoptError> for Error {
    fn from(error: AdoptError) -> Self {
        match error {
            AdoptError::NotRunning => Self::NotRunning,
            AdoptError::NotFree(reason) => reason.into(),
            AdoptError::NoWay => Self::NotAdoptable,
            AdoptError::NotInMain => Self::NotInMain,
            AdoptError::Refused(refusal) => refusal.into(),
            AdoptError::Raised(raised) => raised.into(),
        }
    }
}
