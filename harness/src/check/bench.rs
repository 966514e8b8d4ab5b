//! A Python with all that trials on it need.

use std::path::PathBuf;

use super::target::Found;
use super::{Abi, Confinement, Problem, Subject};
use crate::isolate::Sandbox;
use crate::python::Python;

/// A Python with all that trials on it need.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The Python.
    pub python: Python,
    /// Its shared libpython.
    pub libpython: PathBuf,
    /// The checker.
    pub host: PathBuf,
    /// The probe as bytecode of this Python.
    pub probe: PathBuf,
    /// What is put around foreign code.
    pub confinement: Option<Confinement>,
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

    /// Parts the modules by whether they are for this Python.
    pub(super) fn fitting(&self, subjects: Vec<Subject>) -> Found {
        let mut found = Found::default();
        for subject in subjects {
            match self.abi.refuses(&subject.library) {
                Some(reason) => found.others.push((subject.name, reason)),
                None => found.subjects.push(subject),
            }
        }
        found
    }
}
