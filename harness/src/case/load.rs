//! Finding the case files of a folder.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::names::HOST_MANIFEST;
use crate::advice::Advised;
use crate::case::read;
use crate::case::{Case, Names};
use crate::document::{self, DocumentError, DocumentProblem};
use crate::file;

/// The cases of a folder, and the files that could not be used.
#[derive(Debug, Default)]
pub struct CaseSet {
    /// The cases, by id.
    pub cases: Vec<Case>,
    /// The errors in other files.
    pub errors: Vec<DocumentError>,
    /// The ids of all of these files.
    ids: Vec<String>,
}

impl CaseSet {
    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a filter matches any of the files.
    pub fn has(&self, filter: &str) -> bool {
        self.ids.iter().any(|id| id.contains(filter))
    }
}

/// A folder of cases that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("can't read cases from {}: {}; choose a folder or file of cases with --cases", path.display(), Advised(source))]
pub struct LoadError {
    path: PathBuf,
    source: io::Error,
}

/// Reads every `.toml` file below the folders that isn't hidden and describes no host, or the files themselves. With filters, only files are
/// read whose id contains one of them.
///
/// # Errors
/// When a folder or file is missing, or a folder can't be read. A file with mistakes isn't an error here: see
/// [`CaseSet::errors`].
pub fn load(roots: &[PathBuf], filters: &[String], names: &Names) -> Result<CaseSet, LoadError> {
    load_chosen(roots, names, &|id| filters.is_empty() || filters.iter().any(|filter| id.contains(filter.as_str())))
}

/// The same for the file with this id, if there is one.
///
/// # Errors
/// As of [`load`].
pub fn load_id(roots: &[PathBuf], id: &str, names: &Names) -> Result<CaseSet, LoadError> {
    load_chosen(roots, names, &|other| other == id)
}

fn load_chosen(roots: &[PathBuf], names: &Names, chosen: &dyn Fn(&str) -> bool) -> Result<CaseSet, LoadError> {
    let mut set = CaseSet::default();
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for root in roots {
        let mut files = Vec::new();
        walk(root, &mut files)?;
        files.sort();
        let files = files.into_iter().map(|path| (id_of(root, &path), path)).filter(|(id, _)| chosen(id));
        for (id, path) in files {
            let content = file::read(&path);
            let of_host = content.as_ref().is_ok_and(|bytes| is_of_host(&path, bytes));
            if of_host && path != *root {
                continue;
            }
            let case = match content {
                Ok(bytes) if of_host => Err(host_as_case(&path, bytes)),
                Ok(bytes) => read_file(&id, &path, bytes, names, &mut seen),
                Err(error) => Err(document::unreadable(&path, &error)),
            };
            match case {
                Ok(case) => set.cases.push(case),
                Err(error) => set.errors.push(error),
            }
            set.ids.push(id);
        }
    }
    set.cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(set)
}

/// Reads one case file of the folder `root`.
///
/// # Errors
/// When it can't be read, or has mistakes.
pub fn load_one(root: &Path, path: &Path, names: &Names) -> Result<Case, DocumentError> {
    let bytes = file::read(path).map_err(|error| document::unreadable(path, &error))?;
    read_file(&id_of(root, path), path, bytes, names, &mut HashMap::new())
}

fn read_file(
    id: &str,
    path: &Path,
    bytes: Vec<u8>,
    names: &Names,
    seen: &mut HashMap<String, PathBuf>,
) -> Result<Case, DocumentError> {
    let text = document::decode(path, bytes)?;
    // Snapshots are files named by id, and some file systems ignore case.
    if let Some(first) = seen.get(&id.to_lowercase()) {
        let same = fs::canonicalize(first).is_ok_and(|first| fs::canonicalize(path).is_ok_and(|path| path == first));
        let (message, help) = if same {
            (format!("`{id}` is named twice"), "name each folder and file once")
        } else {
            (format!("duplicate id `{id}`: also {}", first.display()), "rename one of the files")
        };
        return Err(whole_file(path, text, message, help));
    }
    seen.insert(id.to_lowercase(), path.to_owned());
    read::read(id, path, &text, names)
}

/// A manifest that is given as a case.
fn host_as_case(path: &Path, bytes: Vec<u8>) -> DocumentError {
    let help = "name it with --host, and cases with --cases";
    document::decode(path, bytes)
        .map_or_else(|error| error, |text| whole_file(path, text, "not a case: it describes a host".to_owned(), help))
}

/// A mistake that is nowhere in particular.
fn whole_file(path: &Path, text: String, message: String, help: &str) -> DocumentError {
    DocumentError::new(path.to_owned(), text, vec![DocumentProblem { span: 0..0, message, help: help.to_owned() }])
}

/// Whether a file between cases describes a host. A case can have the same file name, but has a title, and no name. With neither,
/// steps make it a case.
fn is_of_host(path: &Path, content: &[u8]) -> bool {
    if path.file_name().is_none_or(|name| name != HOST_MANIFEST) {
        return false;
    }
    let content = String::from_utf8_lossy(content);
    let document = DeTable::parse_recoverable(&content).0;
    let has = |key: &str| document.get_ref().contains_key(key);
    !has("title") && (has("name") || !has("steps"))
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
        if file::is_hidden(&path) {
            // An editor's, not a case.
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("toml")) {
            files.push(path);
        }
    }
    Ok(())
}

/// The path below the folder, without the suffix. For a file in the folder itself, or given as an argument, the folder's name
/// comes first, so every id has an area.
fn id_of(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).ok().filter(|below| below.components().count() > 1);
    let id = match (below, area_of(path)) {
        (Some(below), _) => below.to_owned(),
        (None, area) => area.unwrap_or_default().join(path.file_name().unwrap_or_default()),
    };
    let parts: Vec<_> =
        id.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// The name of the folder that a file is in.
fn area_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().ok()?.file_name().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_between_cases_is_no_case() {
        for (name, text, host) in [
            ("host.toml", "name = 'x'\nsteps = ['register']", true),
            ("host.toml", "about = 'x'", true),
            ("host.toml", "title = 'x'\nname = 'x'", false),
            ("host.toml", "title = 'x'", false),
            ("host.toml", "steps = []", false),
            ("other.toml", "name = 'x'", false),
        ] {
            assert_eq!(is_of_host(Path::new(name), text.as_bytes()), host, "{name}: {text}");
        }
    }
}
