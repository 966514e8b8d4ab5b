//! `extproof book`.

use std::fs;
use std::path::Path;

use super::Exit;
use super::arguments::BookArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::{screen, session};
use crate::book::{Book, HostInfo, RecordedCase, Reported};
use crate::case::{self, CaseSet, Names};
use crate::file;
use crate::host::{HostKind, Pythons};
use crate::project::Project;
use crate::report::words;
use crate::{search, snapshot};

pub(super) fn book(arguments: &BookArguments) -> Result<Exit, Failure> {
    let project = session::project()?;
    let hosts = Hosts::read(&project)?;
    let exit = hosts.complain();
    let names = hosts.names();
    let CaseSet { cases, errors, .. } = case::load(&[project.cases()], &[], &names)?;
    let told = cases.into_iter().map(|case| {
        let path = project.snapshots().join(format!("{}.snap", case.id));
        Ok(RecordedCase { snapshot: snapshot::load(&path)?.unwrap_or_default(), case })
    });
    let wheels = project.docs().join("checked-wheels/results.json");
    let reports = [&wheels].into_iter().chain(&arguments.reports);
    let book = Book {
        cases: told.collect::<Result<_, Failure>>()?,
        hosts: hosts.all().filter_map(|kind| info(kind, &names)).collect(),
        documents: texts(&project, &project.docs(), "", ".md")?,
        programs: [("findings", ".c"), ("checked-wheels", ".c"), ("checked-wheels", ".py")]
            .into_iter()
            .map(|(folder, end)| texts(&project, &project.docs().join(folder), &format!("{folder}/"), end))
            .collect::<Result<Vec<_>, _>>()?
            .concat(),
        index: search::read(&project, &names)?,
        reports: reports.map(|path| Reported::read(path)).collect::<Result<_, _>>()?,
    };
    let written = book.write(&arguments.out)?;
    screen::say(&words::book_written(&arguments.out, written.files, written.bytes));
    Ok(if errors.is_empty() { exit } else { exit.and(Exit::BadInput) })
}

/// What the site tells of a host, if cases can name it.
fn info(kind: &HostKind, names: &Names) -> Option<HostInfo> {
    let known = names.hosts.iter().find(|known| known.name == kind.name)?.clone();
    let limit = kind.manifest.pythons.as_ref().map(|pythons| match pythons {
        Pythons::Range { range, why } => format!("{range}: {why}"),
        Pythons::Only(python) => python.to_string(),
    });
    Some(HostInfo { about: kind.manifest.about.clone(), known, limit })
}

/// The files of a folder whose names have this end, with something before their names.
fn texts(project: &Project, folder: &Path, before: &str, end: &str) -> Result<Vec<(String, String)>, Failure> {
    let failed = |source| Failure::Search(search::ReadError::Documents { path: project.docs(), source });
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if let Some(name) = name.to_str().filter(|name| name.ends_with(end)) {
            texts.push((format!("{before}{name}"), file::read_text(&folder.join(name)).map_err(failed)?));
        }
    }
    texts.sort();
    Ok(texts)
}
