//! The extension modules below a folder.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::bench::Place;
use super::found::{Fault, Found};
use super::needed::needed_by;
use super::subject::Root;
use super::{Problem, SearchPath};

/// Every extension module below a folder.
pub(super) fn in_folder(place: &Place, root: Root<'_>, folder: &Path, path: &SearchPath) -> Found {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    walk(folder, &mut files, &mut faults);
    let mut found = place.sorted(root, files.into_iter(), path);
    spare_helpers(&mut found, folder);
    found.faults.extend(faults);
    found
}

/// Takes out what can't be imported and needs not be: libraries below a folder that others there are linked with.
pub(super) fn spare_helpers(found: &mut Found, folder: &Path) {
    if found.faults.iter().any(|fault| fault.may_help().is_some()) {
        let mut files = Vec::new();
        walk(folder, &mut files, &mut Vec::new());
        files.retain(|file| is_shared(file));
        let needed: BTreeSet<OsString> = files.iter().flat_map(|file| needed_by(file)).collect();
        found.faults.retain(|fault| fault.may_help().is_none_or(|name| !needed.contains(name)));
    }
}

/// By its name: `NAME.so`, `NAME.so.1`.
fn is_shared(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().split('.').skip(1).any(|part| part == "so"))
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
