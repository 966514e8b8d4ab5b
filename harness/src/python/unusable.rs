//! Why a Python can't be used, and what to do about it.

use std::path::{Path, PathBuf};

use crate::version::{SUPPORTED_MINORS, Version};

/// Why a Python can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There is no executable of that name.
    #[error("there is no such executable")]
    Missing,
    /// It didn't start, or ended with an error.
    #[error("it can't be run: {0}")]
    Failed(String),
    /// It was killed after the given number of seconds.
    #[error("it gave no answer within {0} s")]
    Hung(u64),
    /// It answered something else than asked.
    #[error("its answer isn't that of a Python: {0}")]
    Garbage(String),
    /// Another implementation, which is named.
    #[error("it is {0}, not CPython")]
    NotCPython(String),
    /// Its version, before the oldest supported one.
    #[error("older than 3.{}", SUPPORTED_MINORS.start())]
    TooOld(String),
    /// Its version, after the newest known one.
    #[error("newer than this extproof knows (3.{})", SUPPORTED_MINORS.end())]
    TooNew(String),
    /// No `Python.h` and `pyconfig.h` of exactly that version.
    #[error("it has no headers (Python.h)")]
    NoHeaders {
        /// The Python's version.
        version: Version,
        /// The Python's prefix.
        prefix: PathBuf,
    },
    /// Neither a shared library nor a static one.
    #[error("it has no libpython, neither shared nor static")]
    NoLibrary {
        /// The Python's version.
        version: Version,
        /// The Python's prefix.
        prefix: PathBuf,
    },
    /// Its executable can't be read, or is linked statically.
    #[error("its executable isn't a dynamically linked ELF file: {0}")]
    NoInterpreter(String),
}

impl Unusable {
    /// What to install or change to have it usable, when there is something.
    pub fn advice(&self) -> Option<String> {
        match self {
            Unusable::NoHeaders { version, prefix } | Unusable::NoLibrary { version, prefix } => {
                Some(reinstall(version, prefix))
            }
            Unusable::TooOld(_) => Some(format!("install Python 3.{} or newer", SUPPORTED_MINORS.start())),
            Unusable::TooNew(_) => Some("update extproof".to_owned()),
            Unusable::Missing => Some("`extproof pythons` lists those that are there".to_owned()),
            Unusable::Failed(_) | Unusable::Hung(_) | Unusable::Garbage(_) => {
                Some("call it by hand with `-E -s -S -c 'import sysconfig'` to see what it does".to_owned())
            }
            Unusable::NotCPython(_) => None,
            Unusable::NoInterpreter(_) => Some("choose a Python that is linked dynamically".to_owned()),
        }
    }
}

fn reinstall(version: &Version, prefix: &Path) -> String {
    if prefix == Path::new("/usr") {
        let minor = version.minor;
        return format!("install its development package; on Debian and Ubuntu: apt-get install python3.{minor}-dev");
    }
    match prefix.file_name() {
        // The name of pyenv's folder is also what `pyenv install` takes.
        Some(name) if prefix.parent().is_some_and(|parent| parent.ends_with("versions")) => format!(
            "reinstall it: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force {}",
            name.to_string_lossy()
        ),
        _ => "reinstall it with its headers, built with --enable-shared".to_owned(),
    }
}
