//! Why a Python can't be used, and what to do about it.

use std::path::{Path, PathBuf};

use crate::version::{Implementation, Version};

/// Why a Python can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusablePython {
    /// There is no executable of that name.
    #[error("no such executable")]
    Missing,
    /// It didn't start, or ended with an error.
    #[error("can't be run: {0}")]
    Failed(String),
    /// It was killed after the given number of seconds.
    #[error("no answer within {0} s")]
    Hung(u64),
    /// Its answer is invalid.
    #[error("unexpected answer, not from a Python: {0}")]
    Garbage(String),
    /// Another implementation, which is named.
    #[error("{0}, neither CPython nor PyPy")]
    UnknownImplementation(String),
    /// Its version is before the oldest supported one of its implementation.
    #[error("older than {}", oldest(*.0))]
    TooOld(Implementation),
    /// Its version is after the newest known one of its implementation.
    #[error("newer than {}, the newest that this extproof supports", newest(*.0))]
    TooNew(Implementation),
    /// No `Python.h` and `pyconfig.h` of exactly that version.
    #[error("no headers (Python.h)")]
    NoHeaders {
        /// The Python's version.
        version: Version,
        /// The Python's prefix.
        prefix: PathBuf,
    },
    /// Neither a shared library nor a static one.
    #[error("no libpython, shared or static")]
    NoLibrary {
        /// The Python's version.
        version: Version,
        /// The Python's prefix.
        prefix: PathBuf,
    },
    /// It wasn't installed, and links to what it consists of can't be made.
    #[error("can't be laid out as if it were installed: {0}")]
    NotLaidOut(String),
    /// Its executable can't be read, or is linked statically.
    #[error("not a dynamically linked ELF executable: {0}")]
    NoInterpreter(String),
}

impl UnusablePython {
    /// What to install or change to make it usable, where that is known.
    pub fn advice(&self) -> Option<String> {
        match self {
            UnusablePython::NoHeaders { version, prefix } => {
                let debian = match version.implementation {
                    Implementation::CPython => format!("python3.{}-dev", version.minor),
                    Implementation::PyPy => "pypy3-dev".to_owned(),
                };
                Some(reinstall(version.implementation, prefix, "its development package", &debian))
            }
            UnusablePython::NoLibrary { version, prefix } => {
                let debian = format!("libpython3.{}", version.minor);
                Some(reinstall(version.implementation, prefix, "its shared library", &debian))
            }
            UnusablePython::TooOld(implementation) => {
                Some(format!("install Python {} or newer", oldest(*implementation)))
            }
            UnusablePython::TooNew(_) => Some("update extproof".to_owned()),
            UnusablePython::Missing => Some("`extproof pythons` lists the installed ones".to_owned()),
            UnusablePython::Failed(_) | UnusablePython::Hung(_) | UnusablePython::Garbage(_) => {
                Some("run it with `-E -s -S -c 'import sysconfig'` to see why".to_owned())
            }
            UnusablePython::UnknownImplementation(_) => None,
            UnusablePython::NotLaidOut(_) => {
                Some("install it, or set EXTPROOF_CACHE to a folder that can be written".to_owned())
            }
            UnusablePython::NoInterpreter(_) => Some("choose a dynamically linked Python".to_owned()),
        }
    }
}

fn oldest(implementation: Implementation) -> String {
    implementation.minor(*implementation.minors().start()).minor_name()
}

fn newest(implementation: Implementation) -> String {
    implementation.minor(*implementation.minors().end()).minor_name()
}

fn reinstall(implementation: Implementation, prefix: &Path, part: &str, debian: &str) -> String {
    if prefix == Path::new("/usr") {
        return format!("install {part}; on Debian and Ubuntu: apt-get install {debian}");
    }
    match prefix.file_name() {
        _ if implementation == Implementation::PyPy => "reinstall it with its headers".to_owned(),
        // The name of pyenv's folder is also what `pyenv install` takes.
        Some(name) if prefix.parent().is_some_and(|parent| parent.ends_with("versions")) => format!(
            "reinstall it: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force {}",
            name.to_string_lossy()
        ),
        _ => "reinstall it with its headers, built with --enable-shared".to_owned(),
    }
}
