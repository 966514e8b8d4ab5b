//! What every run on a Python needs besides a host: the fixtures and the compiled probe.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::iter;
use std::path::PathBuf;
use std::process::Command;

use c_ext_fixtures::Error::{Compile, Together};
use c_ext_fixtures::{Ran, Source, Target};

use super::key::Key;
use super::store::{self, WantedBuild};
use super::{BuildError, build_probe, link, tools};
use crate::isolate::{self, Interrupt};
use crate::project::Project;
use crate::python::Python;

/// What every run on a Python needs besides a host.
#[derive(Clone, Debug)]
pub struct Materials {
    /// The folder with all of it.
    pub folder: PathBuf,
    /// The static archive of all fixtures.
    pub archive: PathBuf,
    /// The shared library of each fixture.
    pub libraries: BTreeMap<String, PathBuf>,
    /// The init function of each fixture.
    pub symbols: BTreeMap<String, String>,
    /// The fixtures that can't be built.
    pub broken: BTreeMap<String, Broken>,
    /// The probe, as bytecode of this Python.
    pub probe: PathBuf,
}

/// A fixture that can't be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its source.
    pub path: PathBuf,
    /// What the compiler or linker says.
    pub output: String,
}

/// Builds the materials for a Python, or finds them built. `tell` reports what is being built.
///
/// # Errors
/// When the Python can't be started, or fixtures can't be built, and no single one is the reason: such a fixture is left out.
pub fn build_materials(
    project: &Project,
    sources: &[Source],
    python: &Python,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Result<Materials, BuildError> {
    let mut broken: BTreeMap<String, Broken> = BTreeMap::new();
    let folder = loop {
        let paths: BTreeSet<PathBuf> = broken.values().map(|broken| broken.path.clone()).collect();
        match built(project, python, &paths, interrupt, tell) {
            Err(BuildError::Fixtures { source, python }) => {
                let (Compile { path, output } | Together { path, output }) = &source else {
                    return Err(BuildError::Fixtures { source, python });
                };
                let Some(fixture) = sources.iter().find(|source| source.path == *path && !paths.contains(path)) else {
                    return Err(BuildError::Fixtures { source, python });
                };
                broken.insert(fixture.name.clone(), Broken { path: path.clone(), output: output.clone() });
            }
            folder => break folder?,
        }
    };
    let library = |source: &Source| folder.join(format!("{}{}", source.name, python.ext_suffix));
    let compiled = || sources.iter().filter(|source| !broken.contains_key(&source.name));
    Ok(Materials {
        archive: folder.join("libextproof_fixtures.a"),
        libraries: compiled().map(|source| (source.name.clone(), library(source))).collect(),
        symbols: compiled().map(|source| (source.name.clone(), source.symbol.clone())).collect(),
        probe: build_probe(project, python, interrupt, tell)?,
        broken,
        folder,
    })
}

/// The folder with all fixtures but those that are broken.
fn built(
    project: &Project,
    python: &Python,
    broken: &BTreeSet<PathBuf>,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Result<PathBuf, BuildError> {
    let key = || {
        let mut key = Key::default();
        for folder in folders(project) {
            key.folder(&folder)?;
        }
        // Others can include a broken one, so what is left out counts as well as what is in all files.
        for path in broken {
            key.text(path.as_os_str().as_encoded_bytes());
        }
        Ok(key)
    };
    let own = project.fixtures();
    let named = |surroundings: Key| format!("{}-{}", python.version, surroundings.finish());
    let name = named(surroundings(folders(project), python)?);
    let what = format!("fixtures for Python {}", python.version);
    let shelf = project.work.join("fixtures");
    let wanted = WantedBuild { shelf: &shelf, name: &name, what: &what, key: &key, interrupt, tell };
    wanted.get(|folder| {
        // extproof's own fixtures read no headers that cases bring along, so they are the same without these.
        let usual = || store::newest(&shelf, &named(surroundings(iter::once(own.clone()), python).ok()?));
        let target = Target {
            include_dirs: python.include_dirs.clone(),
            header_dirs: vec![own.clone()],
            foreign_triple: python.foreign_triple(),
            ext_suffix: python.ext_suffix.clone(),
            libpython: link::shared(python).unwrap_or_default(),
            out_dir: folder.to_owned(),
            earlier: store::newest(&shelf, &name).or_else(usual),
            compiler: None,
            cpp_compiler: None,
        };
        let failed = |source| match source {
            c_ext_fixtures::Error::Interrupted => BuildError::Isolate(isolate::Error::Interrupted),
            source => BuildError::Fixtures { python: python.version.to_string(), source },
        };
        // Read again for this key: the caller's list may be older.
        let mut sources = project.sources().map_err(failed)?.usable;
        sources.retain(|source| !broken.contains(&source.path));
        c_ext_fixtures::build(&sources, &target, &|command| run(command, interrupt)).map_err(failed)?;
        Ok(())
    })
}

fn folders(project: &Project) -> impl Iterator<Item = PathBuf> {
    iter::once(project.fixtures()).chain(project.own_fixtures.iter().cloned())
}

/// Everything but the sources that a compiled fixture depends on.
fn surroundings(folders: impl Iterator<Item = PathBuf>, python: &Python) -> Result<Key, BuildError> {
    let mut key = Key::default();
    for folder in folders {
        key.folder_without(&folder, &c_ext_fixtures::is_source)?;
    }
    key.text(&python.ext_suffix).stamp(python.library()).headers(python).compilers();
    Ok(key)
}

/// Runs a compiler.
fn run(command: &mut Command, interrupt: &Interrupt) -> io::Result<Ran> {
    let called = tools::call(command, &[], interrupt).map_err(|error| match error {
        isolate::Error::Interrupted => io::ErrorKind::Interrupted.into(),
        isolate::Error::Spawn { source, .. } => source,
        error => io::Error::other(error),
    })?;
    let [_, mut output] = called.said();
    if !called.succeeded() {
        output.push_str(&format!("the compiler {}", tools::ended(&called)));
    }
    Ok(Ran { succeeded: called.succeeded(), output })
}
