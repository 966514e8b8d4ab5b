//! The modules of an environment.

use std::collections::BTreeSet;
use std::path::Path;

use super::bench::Place;
use super::candidate::Named;
use super::environment::Whereabouts;
use super::folder::in_folder;
use super::found::{Fault, Found};
use super::subject::Root;
use super::{Library, SearchPath, Subject};

/// The modules of an environment, by the names and from the files by which its Python finds them; and what looks like a module
/// beside them.
pub(super) fn modules(place: &Place, there: &Whereabouts, path: &SearchPath) -> Found {
    let mut found = Found::default();
    let mut walked: Vec<&Path> = Vec::new();
    for (package, folder) in &there.packages {
        if !walked.iter().any(|around| folder.starts_with(around)) {
            found.extend(in_folder(place, Root { folder, package }, folder, path));
            walked.push(folder);
        }
    }
    let is_same = |one: &Path, other: &Path| {
        one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
    };
    for (name, origin) in &there.others {
        found.shadow(|subject| subject.name == *name, origin);
    }
    let names: BTreeSet<&str> = there.modules.iter().map(|(name, _)| name.as_str()).collect();
    for (name, file) in &there.modules {
        let is_other = |subject: &Subject| subject.name == *name && !is_same(&subject.library.path, file);
        // A package can have folders that its code adds, from which it imports under other names than the folders say.
        let is_renamed =
            found.rename(|subject| !names.contains(subject.name.as_str()) && is_same(&subject.library.path, file));
        let is_shadowing = found.shadow(is_other, &file.display().to_string());
        // What is in a folder that was walked has been judged there.
        let is_judged = !is_shadowing && !is_renamed && walked.iter().any(|around| file.starts_with(around));
        if is_judged || found.subjects.iter().any(|subject| subject.name == *name) {
            continue;
        }
        let library = match Named::of(file) {
            Named::Library => Named::Library.read(file),
            _ => Library::read(file).map(Some),
        };
        match library.and_then(|library| library.map(|it| Subject::named(name.clone(), it, path)).transpose()) {
            Ok(subject) => found.extend(place.fitting(subject.into_iter().collect())),
            Err(problem) => found.faults.push(Fault { name: name.clone(), problem }),
        }
    }
    found
}
