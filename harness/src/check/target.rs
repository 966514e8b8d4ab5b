//! What the user wants checked, and the modules that a Python finds there.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::bench::Place;
use super::candidate::Named;
use super::needed::needed_by;
use super::pip::Builds;
use super::subject::{dotted, root_of};
use super::wheel::{CLibrary, Wheel};
use super::{Library, Problem, SearchPath, Source, Subject, environment};
use crate::isolate::Interrupt;

/// What the user wants checked.
#[derive(Debug)]
pub enum Target {
    /// A shared library.
    File(PathBuf),
    /// Every extension module below a folder.
    Folder(PathBuf),
    /// Every extension module of a wheel.
    Wheel(Wheel),
    /// A module or package that is importable.
    Name(String),
}

impl Target {
    /// From an argument.
    ///
    /// # Errors
    /// When there is no such thing, or a wheel has nothing to check.
    pub fn read(argument: impl AsRef<OsStr>) -> Result<Self, Problem> {
        Self::read_below(Path::new(""), argument)
    }

    /// From an argument whose path, if it is a relative one, starts from this folder.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_below(folder: &Path, argument: impl AsRef<OsStr>) -> Result<Self, Problem> {
        let argument = argument.as_ref();
        let Ok(path) = folder.join(argument).canonicalize() else {
            let text = &*argument.to_string_lossy();
            // What looks like a path was meant as one.
            let is_name = text.split('.').all(is_identifier) && !text.ends_with(".so") && !text.ends_with(".whl");
            return if is_name { Ok(Self::Name(text.to_owned())) } else { Err(Problem::NoTarget(text.to_owned())) };
        };
        Ok(match path.extension() {
            _ if path.is_dir() => Self::Folder(path),
            Some(suffix) if suffix == "whl" => Self::Wheel(Wheel::read(&path)?),
            _ => Self::File(path),
        })
    }

    /// Where its modules come from, in the words of the user, who gave this argument.
    pub fn source(&self, argument: &str) -> Source {
        match self {
            Self::Name(_) => Source::Installed,
            Self::Wheel(wheel) => Source::Wheel(wheel.name()),
            Self::File(_) | Self::Folder(_) => Source::Named(argument.to_owned()),
        }
    }

    /// The modules that this Python finds, and why others are not for it. Packages have this time to be imported.
    ///
    /// # Errors
    /// When there is nothing to check, whatever the Python, or a wheel can't be installed.
    pub fn subjects(&self, place: &mut Place, patience: Duration, interrupt: &Interrupt) -> Result<Found, Problem> {
        match self {
            Self::File(file) => {
                let subject = Subject::in_file(file)?;
                Ok(place.fitting(vec![subject]))
            }
            Self::Folder(folder) => {
                let root = root_of(folder);
                let found = in_folder(place, root, folder, &SearchPath::of(root));
                if found.is_empty() { Err(Problem::EmptyFolder(folder.clone())) } else { Ok(found) }
            }
            Self::Wheel(wheel) => {
                if let Some(reason) = wheel.refuses(place.bench.python.version, CLibrary::of(&place.bench.python)) {
                    let unfit = Unfit { name: wheel.name(), path: wheel.path().to_owned(), reason };
                    return Ok(Found { others: vec![unfit], ..Found::default() });
                }
                // pip needs the network, and so isn't confined.
                let builds = if place.bench.confinement.is_some() { Builds::Refused } else { Builds::Allowed };
                let sandbox = wheel.install(&place.bench.python, builds, interrupt)?;
                let found = in_wheel(place, wheel, &sandbox.modules());
                place.keep(sandbox);
                if found.is_empty() { Err(Problem::NoExtension(wheel.path().to_owned())) } else { Ok(found) }
            }
            Self::Name(name) => {
                let there = environment::find(name, &place.bench, &place.executable, patience, interrupt)?;
                let path = SearchPath { folders: there.path, hooks: there.hooks, behind: there.behind };
                let depth = name.split('.').count();
                let root = |path: &Path| path.ancestors().nth(depth).unwrap_or(Path::new("/")).to_owned();
                let mut found = Found::default();
                if let Some(file) = there.origin.as_ref().filter(|file| is_library(file)) {
                    found.extend(place.fitting(vec![Subject::below(&root(file), file, &path)?]));
                }
                for package in there.packages.iter().filter(|package| package.is_dir()) {
                    found.extend(in_folder(place, &root(package), package, &path));
                }
                for (name, file) in &there.found {
                    if found.subjects.iter().all(|subject| subject.name != *name) {
                        let subject = Subject::named(name.clone(), Library::read(file)?, &path)?;
                        found.extend(place.fitting(vec![subject]));
                    }
                }
                if found.is_empty() { Err(Problem::NotAnExtension(name.clone())) } else { Ok(found) }
            }
        }
    }
}

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
    pub fn is_like(&self, other: &Self) -> bool {
        self.name == other.name && discriminant(&self.problem) == discriminant(&other.problem)
    }

    /// The name by which others would be linked with it, if it may be there for them.
    fn may_help(&self) -> Option<&OsStr> {
        let Problem::LostInit(path) = &self.problem else { return None };
        path.file_name().filter(|name| Named::of(Path::new(name)) == Named::Plain)
    }
}

impl Found {
    fn is_empty(&self) -> bool {
        self.subjects.is_empty() && self.others.is_empty() && self.faults.is_empty()
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.subjects.extend(more.subjects);
        self.others.extend(more.others);
        self.faults.extend(more.faults);
    }

    /// Takes out what can't be imported and needs not be: libraries below a folder that others there are linked with.
    fn spare_helpers(&mut self, folder: &Path) {
        if self.faults.iter().any(|fault| fault.may_help().is_some()) {
            let mut files = Vec::new();
            walk(folder, &mut files, &mut Vec::new());
            files.retain(|file| is_shared(file));
            let needed: BTreeSet<OsString> = files.iter().flat_map(|file| needed_by(file)).collect();
            self.faults.retain(|fault| fault.may_help().is_none_or(|name| !needed.contains(name)));
        }
    }
}

fn is_identifier(text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(index, char)| char == '_' || char.is_alphabetic() || (index > 0 && char.is_numeric()))
        && !text.is_empty()
}

fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|suffix| suffix == "so")
}

/// By its name: `NAME.so`, `NAME.so.1`.
fn is_shared(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().split('.').skip(1).any(|part| part == "so"))
}

/// Every extension module below a folder.
fn in_folder(place: &Place, root: &Path, folder: &Path, path: &SearchPath) -> Found {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    walk(folder, &mut files, &mut faults);
    let mut found = place.sorted(root, files.into_iter(), path);
    found.spare_helpers(folder);
    found.faults.extend(faults);
    found
}

/// Every extension module of a wheel that is installed.
fn in_wheel(place: &Place, wheel: &Wheel, root: &Path) -> Found {
    let (importable, others): (Vec<_>, Vec<_>) = wheel.libraries().iter().partition(|entry| entry.importable);
    let files = importable.iter().map(|entry| root.join(&entry.installed));
    let mut found = place.sorted(root, files, &SearchPath::of(root));
    for entry in others {
        let misplaced = |name| Fault {
            name,
            problem: Problem::Misplaced { wheel: wheel.path().to_owned(), entry: entry.path.clone() },
        };
        let file = root.join(&entry.installed);
        if file.exists() {
            let there = place.sorted(root, std::iter::once(file), &SearchPath::default());
            let modules = there.subjects.into_iter().map(|subject| subject.name);
            let modules = modules.chain(there.others.into_iter().map(|unfit| unfit.name));
            found.faults.extend(modules.map(misplaced).chain(there.faults));
        } else if Named::of(&entry.installed) != Named::Library {
            // pip puts it elsewhere, so there is only its name.
            found.faults.push(misplaced(dotted(&entry.installed)));
        }
    }
    found.spare_helpers(root);
    found
}

/// The files of a folder and of those below it, also through links, as Python finds packages. No folder is entered twice,
/// and none that is around the first: links can lead back.
fn walk(folder: &Path, files: &mut Vec<PathBuf>, faults: &mut Vec<Fault>) {
    let around = folder.canonicalize().unwrap_or_default();
    let mut entered: HashSet<PathBuf> = around.ancestors().skip(1).map(Path::to_owned).collect();
    enter(folder, &mut entered, files, faults);
}

fn enter(folder: &Path, entered: &mut HashSet<PathBuf>, files: &mut Vec<PathBuf>, faults: &mut Vec<Fault>) {
    // What has no real path can't be read either, and that is told below.
    if folder.canonicalize().is_ok_and(|real| !entered.insert(real)) {
        return;
    }
    let entries: Result<Vec<PathBuf>, io::Error> =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(source) => {
            let problem = Problem::Unreadable { path: folder.to_owned(), source };
            faults.push(Fault { name: folder.display().to_string(), problem });
            return;
        }
    };
    // Folders before links to them.
    entries.sort_by_key(|path| (path.is_symlink(), path.clone()));
    for path in entries {
        if path.is_dir() {
            enter(&path, entered, files, faults);
        } else {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_paths() {
        assert!(matches!(Target::read("pkg._ext"), Ok(Target::Name(name)) if name == "pkg._ext"));
        for path in ["missing.so", "./pkg", "no/such.whl", "", "a..b", "9a"] {
            assert!(matches!(Target::read(path), Err(Problem::NoTarget(_))), "{path}");
        }
    }
}
