//! The catalogue of hosts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use c_ext_fixtures::Source;
use extproof_contract::Description;

use super::HostKind;
use super::argument::Argument;
use super::kind::REFERENCE;
use super::manifest::{Making, Manifest, Pythons};
use super::name::{self, ALL, BadName};
use super::read::{Taken, read};
use super::unusable::UnusableHost;
use crate::advice::Advised;
use crate::case::{HOST_MANIFEST, KnownHost, Names};
use crate::document::{self, DocumentError};
use crate::file;
use crate::version::Version;

/// The hosts of a folder, the reference first, then by name.
#[derive(Debug)]
pub struct Catalogue {
    /// The fixtures that every host has.
    compiled: Vec<String>,
    /// Other names under which these report events.
    reporters: BTreeSet<String>,
    kinds: Vec<HostKind>,
}

/// Why the hosts can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The folder can't be read.
    #[error("can't read hosts from {}: {}", path.display(), Advised(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The folder has no reference.
    #[error("no manifest for the reference host {REFERENCE} below {}; restore it", path.display())]
    NoReference {
        /// The folder.
        path: PathBuf,
    },
    /// A manifest has mistakes.
    #[error(transparent)]
    Manifest(#[from] DocumentError),
}

/// A name that no host has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown host `{name}`; {}allowed: {ALL}, {}", suggestion(name, known), known.join(", "))]
pub struct UnknownHost {
    /// The name.
    pub name: String,
    /// The names of all hosts.
    pub known: Vec<String>,
}

fn suggestion(name: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    document::suggestion(name, &known)
}

/// The name of manifests.
pub const MANIFEST: &str = HOST_MANIFEST;

impl Catalogue {
    /// Reads the manifests `NAME/host.toml` of a folder. `sources` are of the fixtures that every host has.
    ///
    /// # Errors
    /// When the folder or a manifest can't be used.
    pub fn read(folder: &Path, sources: &[Source]) -> Result<Self, CatalogueError> {
        let (catalogue, unusable) = Self::usable(folder, sources)?;
        unusable.into_iter().next().map_or(Ok(catalogue), |first| Err(first.error.into()))
    }

    /// The same without the manifests that have mistakes, which it gives as well.
    ///
    /// # Errors
    /// When the folder or the reference can't be used.
    pub fn usable(folder: &Path, sources: &[Source]) -> Result<(Self, Vec<UnusableHost>), CatalogueError> {
        let failed = |source| CatalogueError::Folder { path: folder.to_owned(), source };
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let folder = entry.map_err(failed)?.path();
            let path = folder.join(MANIFEST);
            // Whatever it is: if it can't be read, that is reported.
            if !file::is_hidden(&folder) && path.symlink_metadata().is_ok() {
                paths.push(path);
            }
        }
        paths.sort();
        let mut catalogue = Self {
            compiled: sources.iter().map(|source| source.name.clone()).collect(),
            reporters: sources.iter().flat_map(|source| source.quoted.iter().cloned()).collect(),
            kinds: Vec::new(),
        };
        let mut unusable = Vec::new();
        for path in paths {
            if let Err(error) = catalogue.add(&path) {
                unusable.push(UnusableHost::new(&path, error));
            }
        }
        catalogue.kinds.sort_by_key(|kind| (!kind.is_like_reference(), kind.manifest.name.clone()));
        if !catalogue.kinds.iter().any(HostKind::is_reference) {
            let none = CatalogueError::NoReference { path: folder.to_owned() };
            return Err(unusable.into_iter().next().map_or(none, |first| first.error.into()));
        }
        Ok((catalogue, unusable))
    }

    /// Reads one more manifest, whose names must be new, and gives its hosts.
    ///
    /// # Errors
    /// When it can't be read, or has mistakes.
    pub fn add(&mut self, path: &Path) -> Result<Vec<HostKind>, DocumentError> {
        let bytes = file::read(path).map_err(|error| document::unreadable(path, &error))?;
        let text = document::decode(path, bytes)?;
        let manifest = read(path, &text, &Taken { fixtures: &self.compiled, hosts: &self.taken() })?;
        Ok(self.enter(manifest))
    }

    /// Adds an executable that describes itself so and embeds one Python.
    ///
    /// # Errors
    /// When it can't have its name.
    pub fn add_executable(
        &mut self,
        path: &Path,
        said: &Description,
        python: Version,
    ) -> Result<Vec<HostKind>, BadName> {
        name::check(&said.name, &self.taken())?;
        Ok(self.enter(Manifest {
            path: path.to_owned(),
            name: said.name.clone(),
            about: String::new(),
            variants: vec![(said.name.clone(), said.link)],
            making: Making::Program { run: vec![Argument::plain(path.to_string_lossy())] },
            depends: Vec::new(),
            pythons: Some(Pythons::Only(python)),
            steps: Some(said.steps.known().collect()),
            initializations: said.initializations,
            fixtures: Vec::new(),
            links_fixtures: true,
            suite: false,
        }))
    }

    /// The names of all hosts, each with its manifest.
    fn taken(&self) -> BTreeMap<String, PathBuf> {
        self.kinds.iter().map(|kind| (kind.name.clone(), kind.manifest.path.clone())).collect()
    }

    fn enter(&mut self, manifest: Manifest) -> Vec<HostKind> {
        let manifest = Arc::new(manifest);
        let kind =
            |(name, link): &(String, _)| HostKind { name: name.clone(), link: *link, manifest: manifest.clone() };
        let kinds: Vec<_> = manifest.variants.iter().map(kind).collect();
        self.kinds.extend(kinds.iter().cloned());
        kinds
    }

    /// Every host.
    pub fn all(&self) -> &[HostKind] {
        &self.kinds
    }

    /// The hosts of the conformance suite.
    pub fn suite(&self) -> Vec<HostKind> {
        self.kinds.iter().filter(|kind| kind.manifest.suite).cloned().collect()
    }

    /// The hosts of these names, in the order of reports; `all` stands for every host.
    ///
    /// # Errors
    /// When no host has one of the names.
    pub fn choose(&self, names: &[String]) -> Result<Vec<HostKind>, UnknownHost> {
        let is_known = |name: &String| name == ALL || self.kinds.iter().any(|kind| kind.name == *name);
        if let Some(name) = names.iter().find(|name| !is_known(name)) {
            let known = self.kinds.iter().map(|kind| kind.name.clone()).collect();
            return Err(UnknownHost { name: name.clone(), known });
        }
        let is_asked = |kind: &&HostKind| names.iter().any(|name| name == ALL || *name == kind.name);
        Ok(self.kinds.iter().filter(is_asked).cloned().collect())
    }

    /// The hosts of a manifest, if it was read.
    pub fn of_manifest(&self, path: &Path) -> Vec<HostKind> {
        let real = |path: &Path| path.canonicalize().ok();
        let same = |kind: &&HostKind| real(&kind.manifest.path).is_some_and(|own| real(path) == Some(own));
        self.kinds.iter().filter(same).cloned().collect()
    }

    /// What a case can name.
    pub fn names(&self) -> Names {
        let mut of_hosts: Vec<String> = self.kinds.iter().flat_map(|kind| kind.manifest.fixtures.clone()).collect();
        of_hosts.sort_unstable();
        of_hosts.dedup();
        let host = |kind: &HostKind| KnownHost {
            name: kind.name.clone(),
            link: kind.link,
            steps: kind.manifest.steps.clone(),
            initializations: kind.manifest.initializations,
            links_fixtures: kind.manifest.links_fixtures,
            fixtures: kind.manifest.fixtures.clone(),
            pythons: match &kind.manifest.pythons {
                Some(Pythons::Range { range, .. }) => Some(range.clone()),
                Some(Pythons::Only(_)) | None => None,
            },
        };
        Names {
            compiled: self.compiled.clone(),
            of_hosts,
            reporters: self.reporters.clone(),
            hosts: self.kinds.iter().map(host).collect(),
            unusable: Vec::new(),
        }
    }
}
