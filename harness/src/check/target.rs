//! What the user wants checked, and the modules that a Python finds there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::bench::Place;
use super::pip::Builds;
use super::subject::root_of;
use super::wheel::Wheel;
use super::{Library, Problem, Subject, environment};
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
    pub fn read(text: &str) -> Result<Self, Problem> {
        let path = Path::new(text);
        let Ok(path) = path.canonicalize() else {
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
                let subjects = in_folder(root_of(folder), folder, &[root_of(folder).to_owned()]);
                if subjects.is_empty() {
                    return Err(Problem::EmptyFolder(folder.clone()));
                }
                Ok(place.fitting(subjects))
            }
            Self::Wheel(wheel) => {
                if let Some(reason) = wheel.refuses(place.bench.python.version) {
                    return Ok(Found { subjects: Vec::new(), others: vec![(wheel.name(), reason)] });
                }
                // pip needs the network, and so isn't confined.
                let builds = if place.bench.confinement.is_some() { Builds::Refused } else { Builds::Allowed };
                let sandbox = wheel.install(&place.bench.python, builds, interrupt)?;
                let root = sandbox.modules();
                let files = wheel.libraries().iter().map(|file| root.join(file));
                let subjects = of_files(&root, files, std::slice::from_ref(&root));
                place.keep(sandbox);
                Ok(place.fitting(subjects))
            }
            Self::Name(name) => {
                let there = environment::find(name, &place.bench, &place.executable, patience, interrupt)?;
                let mut subjects = Vec::new();
                if let Some(file) = there.origin.as_ref().filter(|file| is_library(file)) {
                    let depth = name.split('.').count();
                    let root = file.ancestors().nth(depth).unwrap_or(Path::new("/"));
                    subjects.push(Subject::below(root, file, &there.path)?);
                }
                for package in &there.packages {
                    let depth = name.split('.').count();
                    let root = package.ancestors().nth(depth).unwrap_or(Path::new("/"));
                    subjects.extend(in_folder(root, package, &there.path));
                }
                if subjects.is_empty() {
                    return Err(Problem::NotAnExtension(name.clone()));
                }
                Ok(place.fitting(subjects))
            }
        }
    }
}

/// What a Python finds.
#[derive(Debug, Default)]
pub struct Found {
    /// The modules to check.
    pub subjects: Vec<Subject>,
    /// Names of modules that are not for this Python, and why.
    pub others: Vec<(String, String)>,
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

/// Every extension module below a folder. Other libraries, such as those that modules need, are none.
fn in_folder(root: &Path, folder: &Path, path: &[PathBuf]) -> Vec<Subject> {
    let mut files = Vec::new();
    walk(folder, &mut files);
    of_files(root, files.into_iter(), path)
}

fn of_files(root: &Path, files: impl Iterator<Item = PathBuf>, path: &[PathBuf]) -> Vec<Subject> {
    files.filter_map(|file| Subject::below(root, &file, path).ok()).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.is_symlink() {
            walk(&path, files);
        } else if is_library(&path) && Library::read(&path).is_ok() {
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
