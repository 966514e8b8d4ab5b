//! A Python with all that trials on it need.

use std::path::{Path, PathBuf};

use super::candidate::Named;
use super::found::{Fault, Found, Unfit};
use super::layout::untold;
use super::subject::Root;
use super::{Abi, Other, Problem, SearchPath, Subject, Variable};
use crate::isolate::{Confinement, Sandbox};
use crate::python::Python;
use crate::version::Implementation;

/// A Python with all that trials on it need.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The Python.
    pub python: Python,
    /// Its name in reports, which no other has.
    pub name: String,
    /// Its shared libpython.
    pub libpython: PathBuf,
    /// The checker.
    pub host: PathBuf,
    /// The probe as bytecode of this Python.
    pub probe: PathBuf,
    /// The variables of the user's environment that foreign code gets.
    pub variables: Vec<Variable>,
    /// The other modules that are imported beside each.
    pub others: Vec<Other>,
    /// What is put around foreign code.
    pub confinement: Option<Confinement>,
}

impl Bench {
    /// Says why a Python can't be checked with, if so.
    pub fn refuses(python: &Python) -> Option<&'static str> {
        match python.shared_library {
            None if python.version.implementation == Implementation::PyPy => {
                Some("trials embed Python, and PyPy can't be embedded by the C API")
            }
            None => Some("it has no shared libpython"),
            Some(_) => untold(python),
        }
    }
}

/// Where modules are looked for: a Python, perhaps with a virtual environment around it.
#[derive(Debug)]
pub struct Place {
    /// For the trials.
    pub bench: Bench,
    /// The executable that the user named: a virtual environment's.
    pub(super) executable: PathBuf,
    abi: Abi,
    /// Folders that exist as long as the trials may need them.
    folders: Vec<Sandbox>,
}

impl Place {
    /// Looks for modules as this executable of the Python does.
    ///
    /// # Errors
    /// When libpython can't be read.
    pub fn new(bench: Bench, executable: PathBuf) -> Result<Self, Problem> {
        let abi = Abi::of(&bench.python, &bench.libpython)?;
        Ok(Self { bench, executable, abi, folders: Vec::new() })
    }

    pub(super) fn keep(&mut self, folder: Sandbox) {
        self.folders.push(folder);
    }

    /// The extension modules among files below a folder in which names begin.
    pub(super) fn sorted(&self, root: Root<'_>, files: impl Iterator<Item = PathBuf>, path: &SearchPath) -> Found {
        let mut found = Found::default();
        for file in files {
            let relative = root.relative(&file);
            let named = Named::of(relative);
            if let Some(folder) = unimportable(relative).filter(|_| matches!(named, Named::Plain | Named::Tagged)) {
                let reason = format!("no package can have the name of the folder {folder}");
                found.others.push(Unfit { name: root.name_of(&file), path: file, reason });
                continue;
            }
            // What is for others needs not be whole.
            if let Some(reason) = self.abi.refuses_name(&file).filter(|_| named == Named::Tagged) {
                found.others.push(Unfit { name: root.name_of(&file), path: file, reason });
                continue;
            }
            let subject = named
                .read(&file)
                .and_then(|library| library.map(|library| Subject::of(library, root, path)).transpose());
            match subject {
                Ok(subject) => found.extend(self.fitting(subject.into_iter().collect())),
                Err(problem) => found.faults.push(Fault { name: root.name_of(&file), problem }),
            }
        }
        found
    }

    /// Parts the modules by whether they are for this Python.
    pub(super) fn fitting(&self, subjects: Vec<Subject>) -> Found {
        let mut found = Found::default();
        for subject in subjects {
            match self.abi.refuses(&subject.library) {
                Some(reason) => {
                    found.others.push(Unfit { name: subject.name, path: subject.library.path, reason });
                }
                None => found.subjects.push(subject),
            }
        }
        found
    }
}

/// The first folder of a relative path that can't be a package.
pub(super) fn unimportable(relative: &Path) -> Option<String> {
    let folders = relative.parent()?.iter().map(|folder| folder.to_string_lossy().into_owned());
    folders.into_iter().find(|folder| folder.contains('.'))
}
