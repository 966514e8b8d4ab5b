//! Finding the case files of a folder.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::case::read::{self, Vocabulary};
use crate::case::{Case, CaseError, Problem};

/// The cases of a folder, and the files that could not be used.
#[derive(Debug, Default)]
pub struct CaseSet {
    /// The cases, by id.
    pub cases: Vec<Case>,
    /// What is wrong with other files.
    pub errors: Vec<CaseError>,
}

/// A folder of cases that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("can't read cases from {}: {source}; give a folder or file of cases with --cases", path.display())]
pub struct LoadError {
    path: PathBuf,
    source: io::Error,
}

/// Reads every `.toml` file below the folders, or the files themselves.
///
/// # Errors
/// When a folder can't be read, or there is nothing. A file with problems is no error here: see [`CaseSet::errors`].
pub fn load(roots: &[PathBuf], fixtures: &[String]) -> Result<CaseSet, LoadError> {
    let mut set = CaseSet::default();
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for root in roots {
        let mut files = Vec::new();
        walk(root, &mut files)?;
        files.sort();
        for path in files {
            let id = id_of(root, &path);
            let case = match fs::read(&path) {
                Ok(bytes) => read_file(&id, &path, bytes, fixtures, &mut seen),
                Err(error) => Err(unreadable(&path, &error)),
            };
            match case {
                Ok(case) => set.cases.push(case),
                Err(error) => set.errors.push(error),
            }
        }
    }
    set.cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(set)
}

/// Reads one case file of the folder `root`.
///
/// # Errors
/// When it can't be read, or has mistakes.
pub fn load_one(root: &Path, path: &Path, fixtures: &[String]) -> Result<Case, Box<dyn std::error::Error>> {
    let bytes = fs::read(path).map_err(|source| LoadError { path: path.to_owned(), source })?;
    Ok(read_file(&id_of(root, path), path, bytes, fixtures, &mut HashMap::new())?)
}

fn unreadable(path: &Path, error: &io::Error) -> CaseError {
    let message = format!("can't read this file: {error}");
    let problem = Problem { span: 0..0, message, help: "make it readable, or remove it".to_owned() };
    CaseError::new(path.to_owned(), String::new(), vec![problem])
}

fn read_file(
    id: &str,
    path: &Path,
    bytes: Vec<u8>,
    fixtures: &[String],
    seen: &mut HashMap<String, PathBuf>,
) -> Result<Case, CaseError> {
    let whole_file = |text: String, message: String, help: &str| {
        CaseError::new(path.to_owned(), text, vec![Problem { span: 0..0, message, help: help.to_owned() }])
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let problem = Problem {
            span: valid..valid,
            message: "the file isn't UTF-8".to_owned(),
            help: "save it as UTF-8".to_owned(),
        };
        CaseError::new(path.to_owned(), text, vec![problem])
    })?;
    // Snapshots are files named by id, and some file systems ignore case.
    if let Some(first) = seen.insert(id.to_lowercase(), path.to_owned()) {
        let message = format!("the id `{id}` is taken by {}", first.display());
        return Err(whole_file(text, message, "rename one of the files"));
    }
    read::read(id, path, &text, &Vocabulary { fixtures })
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let failed = |source| LoadError { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("toml")) {
            files.push(path);
        }
    }
    Ok(())
}

fn id_of(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).ok().filter(|relative| !relative.as_os_str().is_empty());
    let relative = relative.unwrap_or_else(|| path.file_name().map(Path::new).unwrap_or(path)).with_extension("");
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
