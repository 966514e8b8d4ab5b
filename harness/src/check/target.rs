//! What the user wants checked, and the modules that a Python finds there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::bench::Place;
use super::c_library::CLibrary;
use super::folder::in_folder;
use super::found::{Found, Unfit};
use super::pip::Builds;
use super::site_folder::site_folders;
use super::subject::{Root, root_of};
use super::wheel::Wheel;
use super::wheel_modules::in_wheel;
use super::{ModuleSource, Problem, SearchPath, Subject, environment, installed};
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
    /// The same, if a Python finds it; else the folder of that name.
    NameOrFolder(String, PathBuf),
    /// What can only be the name of a distribution.
    Distribution(String),
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
            return match text {
                _ if is_name => Ok(Self::Name(text.to_owned())),
                _ if text.split('-').all(is_identifier) => Ok(Self::Distribution(text.to_owned())),
                _ => Err(Problem::NoTarget(text.to_owned())),
            };
        };
        Ok(match path.extension() {
            _ if path.is_dir() => match argument.to_str().filter(|text| is_identifier(text)) {
                // In a project's folder, the sources of a package that is installed.
                Some(name) => Self::NameOrFolder(name.to_owned(), path),
                None => Self::Folder(path),
            },
            Some(suffix) if suffix == "whl" => Self::Wheel(Wheel::read(&path)?),
            _ => Self::File(path),
        })
    }

    /// Where a module comes from, in the words of the user, who gave this argument.
    pub fn source(&self, argument: &str, subject: &Subject) -> ModuleSource {
        match self {
            Self::Name(_) | Self::Distribution(_) => ModuleSource::Installed,
            Self::NameOrFolder(_, folder) if !subject.library.path.starts_with(folder) => ModuleSource::Installed,
            Self::Wheel(wheel) => ModuleSource::Wheel(wheel.name()),
            Self::File(_) | Self::Folder(_) | Self::NameOrFolder(..) => ModuleSource::Named(argument.to_owned()),
        }
    }

    /// What is wrong, if a Python finds no module of this name.
    pub(crate) fn not_found(&self, problem: Problem) -> Problem {
        match (self, problem) {
            (Self::NameOrFolder(_, folder), Problem::NotFound { name, pythons }) => {
                Problem::NeitherThere { folder: folder.clone(), name, pythons }
            }
            (Self::Distribution(name), Problem::NotFound { .. }) => Problem::NoTarget(name.clone()),
            (_, problem) => problem,
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
                let found = in_folder(place, Root::top(root), folder, &SearchPath::before(root));
                if found.is_empty() { Err(Problem::EmptyFolder(folder.clone())) } else { Ok(found) }
            }
            Self::NameOrFolder(name, folder) => match Self::Name(name.clone()).subjects(place, patience, interrupt) {
                Err(problem @ (Problem::NotFound { .. } | Problem::Distribution { .. })) => {
                    Self::Folder(folder.clone()).subjects(place, patience, interrupt).map_err(|_| problem)
                }
                Err(problem @ (Problem::NotAnExtension(_) | Problem::Archived { .. } | Problem::BuiltIn { .. })) => {
                    Err(Problem::InsteadOfFolder { name: name.clone(), problem: Box::new(problem) })
                }
                found => found,
            },
            // No module can have such a name, whatever a finder says.
            Self::Distribution(name) => {
                environment::find(name, place, patience, interrupt).and_then(|_| Err(Problem::NoTarget(name.clone())))
            }
            Self::Wheel(wheel) => {
                if let Some(reason) = wheel.refuses(place.bench.python.version, CLibrary::of(&place.bench.python)) {
                    let unfit = Unfit { name: wheel.name(), path: wheel.path().to_owned(), reason };
                    return Ok(Found { others: vec![unfit], ..Found::default() });
                }
                // pip needs the network, and so isn't confined.
                let builds = if place.bench.confinement.is_some() { Builds::Refused } else { Builds::Allowed };
                let sandbox = wheel.install(&place.bench, builds, interrupt)?;
                let folders = site_folders(&sandbox.modules(), wheel, &place.bench, patience, interrupt)?;
                let found = in_wheel(place, wheel, &sandbox.modules(), &folders);
                place.keep(sandbox);
                if found.is_empty() { Err(Problem::NoExtension(wheel.path().to_owned())) } else { Ok(found) }
            }
            Self::Name(name) => {
                let (there, path) = environment::find(name, place, patience, interrupt)?;
                let found = installed::modules(place, &there, &path);
                if !found.is_empty() {
                    Ok(found)
                } else if there.is_built_in() {
                    Err(Problem::BuiltIn { name: name.clone(), python: place.bench.name.clone() })
                } else {
                    Err(Problem::NotAnExtension(name.clone()))
                }
            }
        }
    }
}

fn is_identifier(text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(index, char)| char == '_' || char.is_alphabetic() || (index > 0 && char.is_numeric()))
        && !text.is_empty()
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
