//! What a Python finds.

use std::ffi::OsStr;
use std::mem::{discriminant, take};
use std::path::{Path, PathBuf};

use super::candidate::Named;
use super::{Problem, Subject};

/// What a Python finds.
#[derive(Debug, Default)]
pub struct Found {
    /// The modules to check.
    pub subjects: Vec<Subject>,
    /// Modules that are not for this Python.
    pub others: Vec<Unfit>,
    /// Files that look like modules and can't be checked.
    pub faults: Vec<Fault>,
}

/// A module or wheel that isn't for a Python.
#[derive(Debug)]
pub struct Unfit {
    /// The name of the module or wheel.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Why it isn't.
    pub reason: String,
}

/// A file that looks like an extension module and can't be checked.
#[derive(Debug)]
pub struct Fault {
    /// The name that the module would have.
    pub name: String,
    /// What is wrong with the file.
    pub problem: Problem,
}

impl Fault {
    /// Whether it tells the same of the same file, which can be in another place for another Python.
    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name && discriminant(&self.problem) == discriminant(&other.problem)
    }

    /// Puts it to others, where it may be known from another Python.
    pub fn join(self, others: &mut Vec<Self>) {
        match others.iter_mut().find(|known| known.is_like(&self)) {
            Some(known) => known.problem.add(self.problem),
            None => others.push(self),
        }
    }

    /// The name by which others would be linked with it, if it may be there for them.
    pub(super) fn may_help(&self) -> Option<&OsStr> {
        let Problem::LostInit(path) = &self.problem else { return None };
        path.file_name().filter(|name| Named::of(Path::new(name)) == Named::Plain)
    }
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.subjects.is_empty() && self.others.is_empty() && self.faults.is_empty()
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.subjects.extend(more.subjects);
        self.others.extend(more.others);
        self.faults.extend(more.faults);
    }

    /// Takes out modules that have another name; says whether there are any.
    pub(super) fn rename(&mut self, is_renamed: impl Fn(&Subject) -> bool) -> bool {
        let before = self.subjects.len();
        self.subjects.retain(|subject| !is_renamed(subject));
        self.subjects.len() < before
    }

    /// Takes out modules in whose place Python finds another; says whether there are any.
    pub(super) fn shadow(&mut self, is_shadowed: impl Fn(&Subject) -> bool, origin: &str) -> bool {
        let (shadowed, kept): (Vec<_>, Vec<_>) = take(&mut self.subjects).into_iter().partition(is_shadowed);
        self.subjects = kept;
        let any = !shadowed.is_empty();
        let reason = format!("Python finds {origin} under this name");
        let unfit = |Subject { name, library, .. }| Unfit { name, path: library.path, reason: reason.clone() };
        self.others.extend(shadowed.into_iter().map(unfit));
        any
    }
}
