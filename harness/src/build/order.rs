//! What a host is built for, and what its build is told.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use extproof_contract::Link;
use tempfile::NamedTempFile;

use super::key::Key;
use super::{BuildError, link};
use crate::host::{HostKind, Making};
use crate::isolate::Interrupt;
use crate::isolate::tool::Called;
use crate::project::Project;
use crate::python::Python;

/// What a host is built for.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) project: &'a Project,
    pub(super) kind: &'a HostKind,
    pub(super) python: &'a Python,
    /// The arguments for the linker.
    pub(super) link_arguments: &'a [String],
    /// Ends the build.
    pub(super) interrupt: &'a Interrupt,
}

impl Order<'_> {
    /// The host's sources, which don't depend on the Python.
    pub(super) fn sources(&self) -> Result<Key, BuildError> {
        let manifest = &self.kind.manifest;
        let mut key = self.other_sources()?;
        match &manifest.making {
            Making::Cargo(package) | Making::Library { package, .. } => key.folder(&package.folder)?,
            Making::Command { .. } | Making::Program { .. } => key.folder(manifest.folder())?,
        };
        key.file(&manifest.path)?;
        Ok(key)
    }

    /// The sources outside the host's folder.
    pub(super) fn other_sources(&self) -> Result<Key, BuildError> {
        let mut key = Key::default();
        for path in &self.kind.manifest.depends {
            if path.is_dir() {
                key.folder(path)?
            } else {
                key.file(path)?
            };
        }
        Ok(key)
    }

    /// Sets the variables of a build that makes a program.
    pub(super) fn tell(&self, command: &mut Command) -> Result<(), BuildError> {
        command
            .env("EXTPROOF_HOST", &self.kind.name)
            .env("EXTPROOF_LINK", self.kind.link.name())
            .env("EXTPROOF_LINK_ARGS", self.link_arguments.join("\n"));
        self.tell_python(command, self.kind.link)
    }

    /// Sets the variables that tell a build about the Python.
    pub(super) fn tell_python(&self, command: &mut Command, link: Link) -> Result<(), BuildError> {
        let includes: Vec<_> = self.python.include_dirs.iter().map(|path| path.to_string_lossy()).collect();
        command
            .env("PYO3_CONFIG_FILE", self.pyo3_config(link)?)
            .env("EXTPROOF_INCLUDES", includes.join("\n"))
            .env("EXTPROOF_PYTHON", &self.python.executable);
        Ok(())
    }

    /// The file with the configuration of pyo3-ffi. It is the same for all hosts: cargo compiles pyo3-ffi again for another
    /// path.
    fn pyo3_config(&self, link: Link) -> Result<PathBuf, BuildError> {
        let text = link::pyo3_config(self.python, link);
        let folder = self.project.work.join("pyo3");
        let path = folder.join(format!("{}.txt", Key::default().text(&text).finish()));
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Ok(path);
        }
        fs::create_dir_all(&folder).map_err(BuildError::file("create", &folder))?;
        // Others may read it meanwhile.
        let mut file = NamedTempFile::new_in(&folder).map_err(BuildError::file("create a file in", &folder))?;
        file.write_all(text.as_bytes()).map_err(BuildError::file("write", file.path()))?;
        file.persist(&path).map_err(|failed| BuildError::file("write", &path)(failed.error))?;
        Ok(path)
    }

    /// The error of a build that failed with this output, or did not do its work.
    pub(super) fn failed(&self, called: &Called, problem: &str) -> BuildError {
        const LINES: usize = 30;
        let said = called.said();
        let lines: Vec<&str> = said.iter().flat_map(|text| text.lines()).chain(Some(problem)).collect();
        let lines = &lines[lines.len().saturating_sub(LINES)..];
        BuildError::Host {
            host: self.kind.name.clone(),
            python: self.python.version.to_string(),
            output: lines.join("\n").trim_end().to_owned(),
        }
    }
}
