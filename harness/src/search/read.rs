//! Reading everything that can be found.

use std::io;
use std::path::PathBuf;

use super::{Entry, Index};
use crate::advice::Advised;
use crate::case::{self, LoadError, Names};
use crate::project::Project;
use crate::snapshot;

/// Why the index can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The cases can't be read.
    #[error(transparent)]
    Cases(#[from] LoadError),
    /// A snapshot can't be read.
    #[error(transparent)]
    Snapshot(#[from] snapshot::SnapshotError),
    /// The documents can't be read.
    #[error("can't read documents from {}: {}", path.display(), Advised(source))]
    Documents {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// An index over the project's own cases with their snapshots, its findings, symptoms and documents.
///
/// # Errors
/// When a file can't be read. A case with mistakes isn't found, but no error.
pub fn read(project: &Project, names: &Names) -> Result<Index, ReadError> {
    let set = case::load(&[project.cases()], &[], names)?;
    let mut entries = Vec::with_capacity(set.cases.len());
    for case in &set.cases {
        let snapshot = snapshot::load(&project.snapshots().join(format!("{}.snap", case.id)))?;
        entries.push(Entry::case(case, &snapshot.unwrap_or_default()));
    }
    let folder = project.docs();
    entries.extend(Entry::documents(&folder).map_err(|source| ReadError::Documents { path: folder, source })?);
    Entry::lend_titles(&mut entries);
    Ok(Index::new(entries))
}
