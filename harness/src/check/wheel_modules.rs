//! The modules of a wheel.

use std::mem::take;
use std::path::{Path, PathBuf};

use super::bench::{Place, unimportable};
use super::candidate::Named;
use super::folder::spare_helpers;
use super::found::{Fault, Found, Unfit};
use super::subject::{Root, dotted};
use super::wheel::{Wheel, WheelFile};
use super::{Problem, SearchPath, Subject};

/// Every extension module of a wheel that is installed below a root, where `.pth` files put these folders on `sys.path`.
pub(super) fn in_wheel(place: &Place, wheel: &Wheel, root: &Path, folders: &[PathBuf]) -> Found {
    let (importable, others): (Vec<_>, Vec<_>) = wheel.libraries().iter().partition(|entry| entry.importable);
    let mut found = Found::default();
    // The innermost of several folders around a file is that of its shortest name.
    let name_root =
        |file: &Path| folders.iter().filter(|folder| file.starts_with(folder)).max().map_or(root, PathBuf::as_path);
    let mut files: Vec<PathBuf> = importable.iter().map(|entry| root.join(&entry.installed)).collect();
    // Of two modules of one name, Python finds the first. The other has at least the name of its place.
    files.sort_by_key(|file| folders.iter().position(|folder| folder == name_root(file)));
    for file in files {
        let below = |from: &Path| {
            // Of two modules of one name, each is found in its own folder.
            let own = (from != root).then(|| (from.to_owned(), false));
            let after = own.into_iter().chain(SearchPath::installed(root).after).collect();
            place.sorted(Root::top(from), std::iter::once(file.clone()), &SearchPath { after, ..SearchPath::default() })
        };
        let mut one = below(name_root(&file));
        let is_other = |known: &Subject| known.library.path.parent() != file.parent();
        let is_taken =
            |subject: &Subject| found.subjects.iter().any(|known| known.name == subject.name && is_other(known));
        if one.subjects.iter().any(is_taken) {
            one = below(root);
        }
        found.extend(one);
    }
    lacking(&mut found, wheel, &name_root, &place.bench.name);
    let misplaced = |name, entry: &WheelFile| Fault {
        name,
        problem: Problem::Misplaced { wheel: wheel.path().to_owned(), entry: entry.path.clone() },
    };
    // No package has the name of the folder.
    for Unfit { name, path, reason } in take(&mut found.others) {
        let entry = wheel.libraries().iter().find(|entry| root.join(&entry.installed) == path);
        match entry.filter(|_| !is_importable(&name_root, &path) && Subject::in_file(&path).is_ok()) {
            Some(entry) => found.faults.push(misplaced(name, entry)),
            None => found.others.push(Unfit { name, path, reason }),
        }
    }
    for entry in others {
        let file = root.join(&entry.installed);
        if file.exists() {
            let there = place.sorted(Root::top(root), std::iter::once(file), &SearchPath::default());
            let modules = there.subjects.into_iter().map(|subject| subject.name);
            let modules = modules.chain(there.others.into_iter().map(|unfit| unfit.name));
            found.faults.extend(modules.map(|name| misplaced(name, entry)).chain(there.faults));
        } else if Named::of(&entry.installed) != Named::Library {
            // pip puts it elsewhere, so there is only its name.
            found.faults.push(misplaced(dotted(&entry.installed), entry));
        }
    }
    spare_helpers(&mut found, root);
    // The folder is temporary, the wheel is the user's.
    for path in found.faults.iter_mut().filter_map(|fault| fault.problem.file_mut()) {
        if let Some(entry) = wheel.libraries().iter().find(|entry| root.join(&entry.installed) == *path) {
            *path = wheel.path().join(&entry.path);
        }
    }
    found
}

/// Makes faults of modules that aren't for a Python for which the wheel's tag is: pip installs them. A wheel can have the same
/// module for several Pythons, in files of their own.
fn lacking<'a>(found: &mut Found, wheel: &Wheel, name_root: &dyn Fn(&Path) -> &'a Path, python: &str) {
    let (unfit, others): (Vec<_>, Vec<_>) =
        take(&mut found.others).into_iter().partition(|unfit| is_importable(name_root, &unfit.path));
    found.others = others;
    for Unfit { name, path, reason } in unfit {
        let has = |known: &str| known == name;
        if found.subjects.iter().any(|subject| has(&subject.name)) {
            found.others.push(Unfit { name, path, reason });
        } else if !found.faults.iter().any(|fault| has(&fault.name)) {
            let (wheel, pythons) = (wheel.path().to_owned(), vec![(python.to_owned(), reason)]);
            found.faults.push(Fault { name: name.clone(), problem: Problem::OtherPython { wheel, name, pythons } });
        }
    }
}

/// Whether the folders between a file and that in which its name begins can be packages.
fn is_importable<'a>(name_root: &dyn Fn(&Path) -> &'a Path, file: &Path) -> bool {
    unimportable(Root::top(name_root(file)).relative(file)).is_none()
}
